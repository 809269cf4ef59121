import type { Instant } from '../clock.ts'
import { type Id, partsOf } from '../id.ts'
import { DraftRevision, Note } from '../note/note.ts'
import { noteHeader } from '../note/note-header.ts'
import { clientKey } from './client-table.ts'
import { bytesOf, type Item, type Key, numberOf, toRaw } from './item.ts'
import {
  additionKey,
  additionsOf,
  clientPartition,
  currentKey,
  documentsOf,
  type NoteName,
  revisionKey,
  revisionsOf,
} from './note-place.ts'
import type { Wanted } from './outbox.ts'
import type { Table } from './table.ts'
import type { Write } from './transact.ts'

/** Which request made something, so that its repetition is known. Neither tells what it said. */
export interface RequestMark {
  /** From the member and their Idempotency-Key. */
  readonly requestKey: string
  /** A keyed hash of what was asked. */
  readonly requestPrint: string
}

/** A note as it stands: what may be known of it, its sealed text, and which request made it so. */
export interface StoredNote {
  readonly note: Note
  /** A draft's sections, or the signed form. Absent before the first save. */
  readonly sealed: Uint8Array | undefined
  /** Of the last change. */
  readonly mark: RequestMark | undefined
  /** Of the request that opened it. */
  readonly opening: RequestMark | undefined
  /** Of a note that was entered in error: why, sealed. */
  readonly sealedReason: Uint8Array | undefined
  /** Bytes of all revisions together. */
  readonly revisionBytes: number
}

export interface StoredRevision {
  readonly revision: DraftRevision
  readonly sealed: Uint8Array
  readonly mark: RequestMark | undefined
}

/** An addendum or a co-signature. */
export interface StoredAddition {
  readonly number: number
  readonly kind: 'addendum' | 'co-signature'
  readonly sealed: Uint8Array
  readonly mark: RequestMark | undefined
}

/** One more revision of a draft. */
export interface Save {
  readonly practiceId: Id
  readonly revision: DraftRevision
  /** Names of templates that have all the sections written to. */
  readonly templates: readonly string[]
  readonly sealed: Uint8Array
  readonly mark: RequestMark | undefined
}

/** Notes, their revisions, additions and headers, in the partition of their client. */
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
    return items.map((item) => ({
      number: numberOf(item, 'number'),
      kind: item['kind'] === 'co-signature' ? 'co-signature' : 'addendum',
      sealed: bytesOf(item, 'sealed'),
      mark: markOf(item),
    }))
  }

  /** What is known of the rendered documents; the newest version last. */
  documents(name: NoteName): Promise<Item[]> {
    return this.#table.all(clientPartition(name), documentsOf(name.noteId))
  }

  async revision(name: NoteName, revision: number): Promise<StoredRevision | undefined> {
    const item = await this.#table.get(revisionKey(name, revision))
    return item && storedRevision(item)
  }

  /** Newest first. */
  async revisions(name: NoteName, page: { before?: number; limit: number }) {
    const { before, limit } = page
    const { items, next } = await this.#table.page(
      clientPartition(name),
      revisionsOf(name.noteId),
      {
        limit,
        newestFirst: true,
        ...(before !== undefined && { after: revisionKey(name, before).sk }),
      },
    )
    return { revisions: items.map(storedRevision), more: next !== undefined }
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

  /** All writes or none. */
  commit(writes: readonly Write[]): Promise<'written' | 'done'> {
    return this.#table.commit(writes)
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
   * The revision itself, then the current item moved on to it: the repetition of a save finds its
   * own revision before it finds the draft changed.
   */
  save(
    { practiceId, revision, templates, sealed, mark }: Save,
    otherwise: { exists: Write['otherwise']; stands: Write['otherwise'] },
  ): Write[] {
    const name = { practiceId, noteId: revision.noteId }
    const names = Object.fromEntries(templates.map((template, i) => [`:template${i}`, template]))
    const written = { ...revision, ...mark, sealed }
    return [
      {
        write: this.#table.putNew({ ...revisionKey(name, revision.revision), ...written }),
        ...(otherwise.exists && { otherwise: otherwise.exists }),
      },
      {
        write: {
          Update: {
            TableName: this.#table.name,
            Key: toRaw({ ...currentKey(name) }),
            UpdateExpression: [
              'SET #sealed = :sealed, version = :next, revision = :next, savedAt = :at,',
              'revisionBytes = revisionBytes + :bytes',
              mark
                ? ', requestKey = :key, requestPrint = :print'
                : 'REMOVE requestKey, requestPrint',
            ].join(' '),
            ConditionExpression: [
              'version = :before AND #state = :draft AND authorId = :author',
              `#template IN (${Object.keys(names).join(', ')})`,
              ...(mark ? ['(attribute_not_exists(requestKey) OR requestKey <> :key)'] : []),
            ].join(' AND '),
            ExpressionAttributeNames: {
              '#sealed': 'sealed',
              '#state': 'state',
              '#template': 'template',
            },
            ExpressionAttributeValues: toRaw({
              ...names,
              ':sealed': sealed,
              ':bytes': sealed.length,
              ':before': revision.revision - 1,
              ':next': revision.revision,
              ':at': revision.savedAt,
              ':draft': 'draft',
              ':author': revision.authorId,
              ...(mark && { ':key': mark.requestKey, ':print': mark.requestPrint }),
            }),
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          },
        },
        ...(otherwise.stands && { otherwise: otherwise.stands }),
      },
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
          remove: wanted ? [] : ['pendingPdf', 'pdfShard', 'pdfSince'],
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

  /** How many drafts a client's file has open: no record is destroyed that somebody still writes in. */
  countDrafts({ practiceId, noteId }: NoteName, change: 1 | -1): Write {
    const { clientId } = partsOf(noteId)
    return {
      write: {
        Update: {
          TableName: this.#table.name,
          Key: toRaw({ ...clientKey(practiceId, clientId) }),
          UpdateExpression: 'SET openDrafts = openDrafts + :change',
          ConditionExpression: 'attribute_exists(pk)',
          ExpressionAttributeValues: toRaw({ ':change': change }),
        },
      },
    }
  }

  /** Holds a transaction to a member whom nobody keeps out of this record. */
  notBarred(
    { practiceId, noteId }: NoteName,
    memberId: Id,
    otherwise: NonNullable<Write['otherwise']>,
  ): Write {
    const { clientId } = partsOf(noteId)
    return {
      write: this.#table.check(
        clientKey(practiceId, clientId),
        'attribute_exists(pk) AND NOT contains(barred, :member)',
        undefined,
        { ':member': memberId },
      ),
      otherwise,
    }
  }

  /** Revisions numbered from `first` to `last` go at that time, by the table's own expiry. */
  expireRevisions(name: NoteName, first: number, last: number, at: Instant): Write[] {
    const expires = Math.ceil(Date.parse(at) / 1000)
    return Array.from({ length: last - first + 1 }, (_, i) => ({
      write: this.#table.update(revisionKey(name, first + i), { set: { expires } }),
    }))
  }
}

const headerKey = (note: Note): Key => ({
  pk: clientPartition(note),
  sk: `H#${note.sessionStart}#${note.noteId.slice(note.noteId.indexOf('.') + 1)}`,
})

const headerItem = (note: Note): Item & Key => ({ ...headerKey(note), ...noteHeader(note) })

export function storedNote(item: Item): StoredNote {
  return {
    note: Note.parse(item),
    sealed: item['sealed'] === undefined ? undefined : bytesOf(item, 'sealed'),
    mark: markOf(item),
    opening: markOf(Object(item['opening'])),
    sealedReason: item['sealedReason'] === undefined ? undefined : bytesOf(item, 'sealedReason'),
    revisionBytes: numberOf(item, 'revisionBytes'),
  }
}

export const storedRevision = (item: Item): StoredRevision => ({
  revision: DraftRevision.parse(item),
  sealed: bytesOf(item, 'sealed'),
  mark: markOf(item),
})

function markOf({ requestKey, requestPrint }: Item): RequestMark | undefined {
  return typeof requestKey === 'string' && typeof requestPrint === 'string'
    ? { requestKey, requestPrint }
    : undefined
}
