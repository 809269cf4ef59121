import type { Instant } from '../clock.ts'
import { type ClientThingId, type Id, partsOf } from '../id.ts'
import { NoteHeader } from '../note/note-header.ts'
import { SignedForm } from '../note/signed-form.ts'
import { contextOf } from '../seal/record-context.ts'
import { clientKeyId, type KeyRing } from './key-ring.ts'
import { notePlace } from './note-place.ts'
import { NoteTable } from './note-table.ts'
import type { Table } from './table.ts'

/** How many notes are read and opened at once. */
const AT_ONCE = 25

/** A client's notes, many at a time: looked for by their sessions' days, and the signed ones opened. */
export class NoteReader {
  readonly #notes: NoteTable
  readonly #keys: KeyRing

  constructor(records: Table, keys: KeyRing) {
    this.#notes = new NoteTable(records)
    this.#keys = keys
  }

  /**
   * Notes of sessions that began before a moment, the newest first, until there are enough. Without
   * those that were entered in error.
   */
  async before(
    practiceId: Id,
    clientId: Id,
    moment: Instant,
    enough: (found: readonly NoteHeader[]) => boolean,
  ): Promise<NoteHeader[]> {
    const found: NoteHeader[] = []
    let after: string | undefined = `H#${moment}`
    while (after !== undefined && !enough(found)) {
      const page = await this.#notes.headers(practiceId, clientId, { after, limit: 100 })
      found.push(
        ...page.headers
          .map((item) => NoteHeader.parse(item))
          .filter(({ state }) => state !== 'entered-in-error'),
      )
      after = page.next
    }
    return found
  }

  /** In the order of the ids. One that is not signed any more is left out. @throws KeyGone, NotOpened */
  async signedForms(practiceId: Id, noteIds: readonly ClientThingId[]): Promise<SignedForm[]> {
    const forms: SignedForm[] = []
    for (let at = 0; at < noteIds.length; at += AT_ONCE) {
      const some = noteIds.slice(at, at + AT_ONCE)
      const opened = await Promise.all(some.map((noteId) => this.#signedForm(practiceId, noteId)))
      forms.push(...opened.filter((form) => form !== undefined))
    }
    return forms
  }

  async #signedForm(practiceId: Id, noteId: ClientThingId): Promise<SignedForm | undefined> {
    const name = { practiceId, noteId }
    const stored = await this.#notes.find(name)
    if (stored?.note.state !== 'signed' || !stored.sealed) return undefined
    const { clientId } = partsOf(noteId)
    const context = contextOf(notePlace.signedNote(name))
    return SignedForm.parse(await this.#keys.open(clientKeyId(clientId), stored.sealed, context))
  }
}
