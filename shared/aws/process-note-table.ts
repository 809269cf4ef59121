import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { partsOf } from '../id.ts'
import { ProcessNote, ProcessNoteText } from '../process-note/process-note.ts'
import { Refused } from '../refused.ts'
import { contextOf } from '../seal/record-context.ts'
import { bytesOf, type Item, type Key } from './item.ts'
import { KeyGone, type KeyRing } from './key-ring.ts'
import { changeMarkKey, type ProcessNoteShelf, shelfItem, shelfName } from './process-shelf.ts'
import type { Table } from './table.ts'
import { transact, type Write } from './transact.ts'

/** A process note as it is kept. */
export interface StoredProcessNote {
  readonly note: ProcessNote
  readonly sealed: Uint8Array
}

/** What is written with a note besides. */
export interface Besides {
  readonly entry: Write
  /** Holds the note to a client whose record is not destroyed: no key is made after the others went. */
  readonly client: Write
}

const bodyKey = (shelf: ProcessNoteShelf, processNoteId: string): Key => ({
  pk: shelfName(shelf),
  sk: `N#${partsOf(processNoteId).own}`,
})

/** Sorts by the time of writing; says nothing that the body's own attributes do not. */
const headerKey = (shelf: ProcessNoteShelf, note: ProcessNote): Key => ({
  pk: shelfName(shelf),
  sk: `H#${note.createdAt}#${partsOf(note.processNoteId).own}`,
})

/** Process notes: each sealed under its author's key for its client, whose ids name the partition. */
export class ProcessNoteTable {
  readonly #db: DynamoDBClient
  readonly #table: Table
  readonly #keys: KeyRing

  constructor(db: DynamoDBClient, table: Table, keys: KeyRing) {
    this.#db = db
    this.#table = table
    this.#keys = keys
  }

  /** The latest first. `after` and `next` are sort keys without their beginning. */
  async list(
    shelf: ProcessNoteShelf,
    { after, limit }: { after: string | undefined; limit: number },
  ): Promise<{ notes: ProcessNote[]; next: string | undefined }> {
    const { items, next } = await this.#table.page(shelfName(shelf), 'H#', {
      limit,
      newestFirst: true,
      ...(after !== undefined && { after: `H#${after}` }),
    })
    return { notes: items.map((item) => ProcessNote.parse(item)), next: next?.slice('H#'.length) }
  }

  async find(
    shelf: ProcessNoteShelf,
    processNoteId: string,
  ): Promise<StoredProcessNote | undefined> {
    const item = await this.#table.get(bodyKey(shelf, processNoteId))
    return item && { note: ProcessNote.parse(item), sealed: bytesOf(item, 'sealed') }
  }

  /** @throws Refused `process_note_not_found` where the key was destroyed; NotOpened */
  async open(
    shelf: ProcessNoteShelf,
    { note, sealed }: StoredProcessNote,
  ): Promise<ProcessNoteText> {
    const opening = this.#keys.open(shelfName(shelf), sealed, placeOf(shelf, note))
    return ProcessNoteText.parse(await orNotFound(note.processNoteId, opening))
  }

  /**
   * @param besides the access entry: no ledger tells of process notes; and what holds the note to a
   * client who is there
   * @returns the note as it stands: after a repeated request it may have changed since
   * @throws Refused `body_too_large`, `idempotency_key_reused`, `too_busy`
   */
  async add(
    shelf: ProcessNoteShelf,
    note: ProcessNote,
    text: ProcessNoteText,
    besides: Besides,
  ): Promise<ProcessNote> {
    const print = await this.#keyed(shelf, text, besides.client)
    let standing: Item | undefined
    const outcome = await transact(this.#db, [
      besides.client,
      {
        write: this.#table.putNew({ ...(await this.#item(shelf, note, text)), addedAs: print }),
        otherwise: (found) => {
          if (found?.['addedAs'] !== print) throw new Refused('idempotency_key_reused')
          standing = found
          return 'done'
        },
      },
      this.#header(shelf, note),
      this.#changeMark(shelf, note),
      besides.entry,
    ])
    return outcome === 'done' ? ProcessNote.parse(standing) : note
  }

  /**
   * @param request names this change, where the caller named it
   * @returns as `add`
   * @throws Refused `stale_revision`, `process_note_not_found`, and as `add`
   */
  async change(
    shelf: ProcessNoteShelf,
    note: ProcessNote,
    text: ProcessNoteText,
    request: string | undefined,
    besides: Besides,
  ): Promise<ProcessNote> {
    const { processNoteId, changedAt, version } = note
    const fingerprint = this.#keys.fingerprint(shelfName(shelf), text)
    const print = await orNotFound(processNoteId, fingerprint)
    const { sealed } = await this.#item(shelf, note, text)
    let standing: Item | undefined
    const outcome = await transact(this.#db, [
      besides.client,
      {
        write: this.#table.updateFrom(
          bodyKey(shelf, processNoteId),
          version - 1,
          { sealed, changedAt, version, changedBy: request, changedAs: print },
          request === undefined ? ['changedBy'] : [],
        ),
        otherwise: (found) => {
          if (!found) throw new Refused('process_note_not_found', [processNoteId])
          if (request === undefined || found['changedBy'] !== request)
            throw new Refused('stale_revision', [processNoteId])
          if (found['changedAs'] !== print) throw new Refused('idempotency_key_reused')
          standing = found
          return 'done'
        },
      },
      this.#header(shelf, note),
      this.#changeMark(shelf, note),
      besides.entry,
    ])
    return outcome === 'done' ? ProcessNote.parse(standing) : note
  }

  /** @throws Refused `process_note_not_found`, `too_busy` */
  async delete(shelf: ProcessNoteShelf, note: ProcessNote, entry: Write): Promise<void> {
    const { processNoteId, version } = note
    await transact(this.#db, [
      {
        write: this.#table.delete(bodyKey(shelf, processNoteId), version),
        otherwise: (found) => {
          if (!found) throw new Refused('process_note_not_found', [processNoteId])
          // Changed a moment ago: whoever deletes ought to know.
          throw new Refused('too_busy')
        },
      },
      { write: this.#table.delete(headerKey(shelf, note)) },
      entry,
    ])
  }

  /**
   * A fingerprint of what is said, under the shelf's key; makes the key where there is none. A marker
   * sees to it that two first notes at once make one key. The client's list of shelves names it, so
   * that it is found without its author when the client's record is destroyed.
   */
  async #keyed(shelf: ProcessNoteShelf, text: ProcessNoteText, client: Write): Promise<string> {
    const name = shelfName(shelf)
    try {
      return await this.#keys.fingerprint(name, text)
    } catch (error) {
      if (!(error instanceof KeyGone)) throw error
    }
    const { key, write } = await this.#keys.create(name, 'process', shelf.practiceId)
    const outcome = await transact(this.#db, [
      client,
      {
        write: this.#table.putNew({ pk: name, sk: 'KEY' }),
        otherwise: () => 'done',
      },
      write,
      { write: this.#table.put(shelfItem(shelf, key.version)) },
    ])
    if (outcome === 'written') this.#keys.remember(key)
    return this.#keys.fingerprint(name, text)
  }

  async #item(shelf: ProcessNoteShelf, note: ProcessNote, text: ProcessNoteText) {
    const sealed = await this.#keys.seal(shelfName(shelf), text, placeOf(shelf, note))
    return { ...bodyKey(shelf, note.processNoteId), ...note, sealed }
  }

  /** In the same transaction: whoever destroys the record's keys sees that it is not what was approved. */
  #changeMark({ practiceId, clientId }: ProcessNoteShelf, { changedAt }: ProcessNote): Write {
    return { write: this.#table.put({ ...changeMarkKey(practiceId, clientId), changedAt }) }
  }

  #header(shelf: ProcessNoteShelf, note: ProcessNote): Write {
    return { write: this.#table.put({ ...headerKey(shelf, note), ...note }) }
  }
}

/** A shelf without a key was destroyed with its client's record. */
async function orNotFound<T>(processNoteId: string, doing: Promise<T>): Promise<T> {
  try {
    return await doing
  } catch (error) {
    if (error instanceof KeyGone) throw new Refused('process_note_not_found', [processNoteId])
    throw error
  }
}

const placeOf = (
  { practiceId, clientId }: ProcessNoteShelf,
  { processNoteId, version }: ProcessNote,
) =>
  contextOf({
    practiceId,
    clientId,
    kind: 'process-note',
    id: processNoteId,
    revision: version,
  })
