import { localDate } from '../../../shared/clock.ts'
import type { Cloud } from '../cloud.ts'
import type { CheckedCaseload } from './caseload/check-caseload.ts'
import type { CheckedAddendum, CheckedNote, CheckedSession } from './caseload/checked-rows.ts'
import type { Answer } from './http/api.ts'
import type { People } from './people.ts'
import type { Steps } from './steps.ts'

/** A note as far as later steps need to know it. */
export interface MadeNote {
  readonly noteId: string
  readonly clientId: string
  readonly author: string
  readonly date: string
  readonly template: string
  readonly signed: boolean
}

/** A session that is planned, and its ETag. */
export interface Planned {
  readonly session: CheckedSession
  readonly sessionId: string
  readonly clientId: string
  etag: string | undefined
}

export interface NoteRunOptions {
  /** Whether each document is waited for; otherwise they follow while the run goes on. */
  readonly waitForDocuments?: boolean
  /** One revision for each note instead of two: a practice's past need not be watched. */
  readonly savesOnce?: boolean
}

const STATEMENTS = { author: 'author/1', addendum: 'addendum/1', coSignature: 'co-signature/1' }

/** What people do with notes: open, save, sign, add, co-sign, read. */
export class NoteRun {
  readonly made: MadeNote[] = []
  readonly #cloud: Cloud
  readonly #steps: Steps
  readonly #people: People
  readonly #caseload: CheckedCaseload
  readonly #options: NoteRunOptions

  constructor(
    cloud: Cloud,
    steps: Steps,
    people: People,
    caseload: CheckedCaseload,
    options: NoteRunOptions,
  ) {
    this.#cloud = cloud
    this.#steps = steps
    this.#people = people
    this.#caseload = caseload
    this.#options = options
  }

  /** Opens and saves a note, and signs it where it is to be. */
  async write({ session, sessionId, clientId }: Planned, note: CheckedNote): Promise<MadeNote> {
    const api = await this.#people.ready(session.member)
    const opened = await this.#steps.take('open-note', note.template, () =>
      api.post<{ noteId: string }>(
        `/v1/clients/${clientId}/notes`,
        { sessionId, template: note.template },
        { idempotencyKey: `${session.row}-note` },
      ),
    )
    const { noteId } = opened.body
    const saved = await this.#save(api, noteId, opened, note, session.row)
    const made = {
      noteId,
      clientId,
      author: session.member,
      date: localDate(session.start, this.#caseload.practice.zone),
      template: note.template,
      signed: note.sign,
    }
    this.made.push(made)
    if (note.sign) await this.#sign(made, saved.etag, note.lateReason)
    return made
  }

  /** A pause in typing, another one: each saves a revision. */
  async #save(
    api: ReturnType<People['as']>,
    noteId: string,
    opened: Answer,
    { sections }: CheckedNote,
    row: string,
  ): Promise<Answer> {
    const [first] = Object.entries(sections)
    let last = opened
    const whole = this.#options.savesOnce === true
    const drafts = whole ? [sections] : [first ? Object.fromEntries([first]) : {}, sections]
    for (const [i, draft] of drafts.entries())
      last = await this.#steps.take('save', `revision ${i + 1}, sealed`, () =>
        api.put(
          `/v1/notes/${noteId}/draft`,
          { sections: draft },
          { ifMatch: last.etag, idempotencyKey: `${row}-save-${i + 1}` },
        ),
      )
    return last
  }

  async #sign(
    note: MadeNote,
    etag: string | undefined,
    lateReason: string | undefined,
  ): Promise<void> {
    const api = await this.#people.ready(note.author)
    await this.#steps.take('sign', lateReason ? 'late, with a reason' : 'in time', () =>
      api.post(
        `/v1/notes/${note.noteId}/signature`,
        { statementVersion: STATEMENTS.author, accepted: true, ...(lateReason && { lateReason }) },
        { ifMatch: etag, idempotencyKey: `sign-${note.noteId.slice(-20)}` },
      ),
    )
    await this.rendered()
  }

  async add(note: MadeNote, { kind, reason, text }: CheckedAddendum): Promise<void> {
    const api = await this.#people.ready(note.author)
    await this.#steps.take('addendum', kind, () =>
      api.post(`/v1/notes/${note.noteId}/addenda`, {
        kind,
        reason,
        text,
        statementVersion: STATEMENTS.addendum,
        accepted: true,
      }),
    )
    await this.rendered()
  }

  async coSign(note: MadeNote): Promise<void> {
    const author = this.#caseload.members.find(({ key }) => key === note.author)
    const supervisor = author?.supervisor
    if (supervisor === undefined) throw new Error('nobody supervises the author')
    const api = await this.#people.ready(supervisor)
    const { etag } = await api.get(`/v1/notes/${note.noteId}`)
    await this.#steps.take('co-sign', 'by the supervisor', () =>
      api.post(
        `/v1/notes/${note.noteId}/co-signature`,
        { statementVersion: STATEMENTS.coSignature, accepted: true },
        { ifMatch: etag },
      ),
    )
    await this.rendered()
  }

  /** Waits for what the table's stream started: the PDF. */
  async rendered(): Promise<void> {
    if (this.#options.waitForDocuments === false) return
    await this.#steps.take('render', 'typeset, sealed, stored', () => this.#cloud.idle(), [
      'render-document',
    ])
    this.#steps.forget()
  }

  async read(note: MadeNote): Promise<void> {
    const api = await this.#people.ready(note.author)
    await this.#steps.take('read', note.template, () => api.get(`/v1/notes/${note.noteId}`))
  }
}
