import type { Id } from '../id.ts'
import type { Note, SignedNote } from '../note/note.ts'
import { NoteHeader, noteHeader } from '../note/note-header.ts'
import { Refused } from '../refused.ts'
import type { Item, Key } from './item.ts'
import {
  additionKey,
  additionsOf,
  clientPartition,
  currentKey,
  documentsOf,
  type NoteName,
} from './note-place.ts'
import { noLongerWanted, type Wanted } from './outbox.ts'
import {
  type RequestMark,
  type StoredAddition,
  type StoredNote,
  storedAddition,
  storedNote,
} from './stored-note.ts'
import type { Table } from './table.ts'
import type { Write } from './transact.ts'

/** Notes, their additions and headers, in the partition of their client. */
export class NoteTable {
  readonly #table: Table

  constructor(table: Table) {
    this.#table = table
  }

  async find(name: NoteName): Promise<StoredNote | undefined> {
    const item = await this.#table.get(currentKey(name))
    return item && storedNote(item)
  }

  async additions(name: NoteName): Promise<StoredAddition[]> {
    const items = await this.#table.all(clientPartition(name), additionsOf(name.noteId))
    return items.map(storedAddition)
  }

  /** What is known of the rendered documents. */
  documents(name: NoteName): Promise<Item[]> {
    return this.#table.all(clientPartition(name), documentsOf(name.noteId))
  }

  /** Newest session first. `after` and `next` are sort keys. */
  async headers(
    practiceId: Id,
    clientId: Id,
    page: { after?: string; limit: number },
  ): Promise<{ headers: Item[]; next: string | undefined }> {
    const { items, next } = await this.#table.page(`P#${practiceId}#C#${clientId}`, 'H#', {
      ...page,
      newestFirst: true,
    })
    return { headers: items, next }
  }

  /** What is openly known of all of a client's notes, of those in error too. */
  async allHeaders(practiceId: Id, clientId: Id): Promise<NoteHeader[]> {
    const items = await this.#table.all(`P#${practiceId}#C#${clientId}`, 'H#')
    return items.map((item) => NoteHeader.parse(item))
  }

  /** A new draft and its header. */
  open(note: Note, mark: RequestMark | undefined, otherwise: Write['otherwise']): Write[] {
    return [
      {
        write: this.#table.putNew({
          ...currentKey(note),
          ...note,
          ...(mark && { opening: { ...mark } }),
          revisionBytes: 0,
        }),
        ...(otherwise && { otherwise }),
      },
      { write: this.#table.put(headerItem(note)) },
    ]
  }

  /**
   * A note after a change that is not a save: signed, added to, entered in error. Replaces current
   * item and header if nothing has changed since `before` was read. Without `wanted` no version of
   * its document is waited for any more.
   */
  change(
    before: Note,
    after: Note,
    more: {
      sealed?: Uint8Array
      sealedReason?: Uint8Array
      mark?: RequestMark | undefined
      wanted?: Wanted
    },
    otherwise: NonNullable<Write['otherwise']>,
  ): Write[] {
    const { mark, wanted, ...rest } = more
    const key = currentKey(before)
    const moved = headerKey(before).sk !== headerKey(after).sk
    return [
      {
        write: this.#table.update(key, {
          set: { ...after, ...rest, ...wanted, ...mark },
          remove: wanted ? [] : noLongerWanted,
          condition: {
            expression: 'version = :before AND #state = :state',
            names: { '#state': 'state' },
            values: { ':before': before.version, ':state': before.state },
          },
        }),
        otherwise,
      },
      { write: this.#table.put(headerItem(after)) },
      ...(moved ? [{ write: this.#table.delete(headerKey(before)) }] : []),
    ]
  }

  /**
   * Holds a transaction to a note that is signed, and not in error.
   *
   * @throws Refused `note_entered_in_error`, `note_not_found`, when its turn comes
   */
  stillSigned(note: SignedNote): Write {
    return {
      write: this.#table.check(
        currentKey(note),
        '#state = :signed',
        { '#state': 'state' },
        { ':signed': 'signed' },
      ),
      otherwise: (standing) => {
        throw new Refused(standing ? 'note_entered_in_error' : 'note_not_found', [note.noteId])
      },
    }
  }

  /** A note that is not there, as it was. */
  bringBack(
    note: Note,
    more: { sealed?: Uint8Array; sealedReason?: Uint8Array; wanted?: Wanted },
  ): Write[] {
    const { wanted, ...sealed } = more
    const item = { ...currentKey(note), ...note, ...sealed, ...wanted, revisionBytes: 0 }
    return [{ write: this.#table.putNew(item) }, { write: this.#table.put(headerItem(note)) }]
  }

  addition(name: NoteName, { number, kind, sealed, mark }: StoredAddition): Write {
    return {
      write: this.#table.putNew({
        ...additionKey(name, number),
        noteId: name.noteId,
        number,
        kind,
        sealed,
        ...mark,
      }),
    }
  }
}

const headerKey = (note: Note): Key => ({
  pk: clientPartition(note),
  sk: `H#${note.sessionStart}#${note.noteId.slice(note.noteId.indexOf('.') + 1)}`,
})

const headerItem = (note: Note): Item & Key => ({ ...headerKey(note), ...noteHeader(note) })
