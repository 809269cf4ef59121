import type { Instant } from '../clock.ts'
import type { WholeSignedNote } from '../document/note-words.ts'
import { type ClientThingId, type Id, partsOf } from '../id.ts'
import { insistAsSigned } from '../ledger/verify-additions.ts'
import { NoteHeader } from '../note/note-header.ts'
import { CoSignature, SignedAddendum, SignedForm } from '../note/signed-form.ts'
import { contextOf, type RecordPlace } from '../seal/record-context.ts'
import { clientKeyId, type KeyRing } from './key-ring.ts'
import { type NoteName, notePlace } from './note-place.ts'
import { NoteTable } from './note-table.ts'
import type { Table } from './table.ts'

/** It was signed, and does not stand any more. */
export class NoteInError extends Error {
  override readonly name = 'NoteInError'
}

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

  /**
   * Signed notes with the additions of their versions, in the order of the names.
   *
   * @throws NotAsSigned, KeyGone, NotOpened; NoteInError; Error where something is missing
   */
  async whole(
    practiceId: Id,
    notes: readonly { readonly noteId: ClientThingId; readonly version: number }[],
  ): Promise<WholeSignedNote[]> {
    const found: WholeSignedNote[] = []
    for (let at = 0; at < notes.length; at += AT_ONCE) {
      const some = notes.slice(at, at + AT_ONCE)
      found.push(
        ...(await Promise.all(
          some.map(({ noteId, version }) => this.#whole({ practiceId, noteId }, version)),
        )),
      )
    }
    return found
  }

  async #whole(name: NoteName, version: number): Promise<WholeSignedNote> {
    const { clientId } = partsOf(name.noteId)
    const open = (sealed: Uint8Array, place: RecordPlace) =>
      this.#keys.open(clientKeyId(clientId), sealed, contextOf(place))
    const [stored, all] = await Promise.all([
      this.#notes.find(name),
      version > 1 ? this.#notes.additions(name) : [],
    ])
    if (stored?.note.state === 'entered-in-error') throw new NoteInError(name.noteId)
    if (stored?.note.state !== 'signed' || !stored.sealed) throw new Error('not a signed note')
    const shown = all.slice(0, version - 1)
    if (shown.length < version - 1) throw new Error('an addition is missing')
    const signed = SignedForm.parse(await open(stored.sealed, notePlace.signedNote(name)))
    const additions = await Promise.all(
      shown.map(async ({ kind, number, sealed }) =>
        kind === 'addendum'
          ? SignedAddendum.parse(await open(sealed, notePlace.addendum(name, number)))
          : CoSignature.parse(await open(sealed, notePlace.coSignature(name, number))),
      ),
    )
    insistAsSigned(signed, additions)
    return { signed, additions }
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
