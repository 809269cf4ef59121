import type { Instant } from '../clock.ts'
import { type Id, partsOf } from '../id.ts'
import type { DraftRevision } from '../note/note.ts'
import { Refused } from '../refused.ts'
import { clientKey } from './client-table.ts'
import { toRaw } from './item.ts'
import {
  clientPartition,
  currentKey,
  type NoteName,
  revisionKey,
  revisionsOf,
} from './note-place.ts'
import { type RequestMark, type StoredRevision, storedRevision } from './stored-note.ts'
import type { Table } from './table.ts'
import type { Write } from './transact.ts'

/** One more revision of a draft. */
export interface Save {
  readonly practiceId: Id
  readonly revision: DraftRevision
  /** Names of templates that have all the sections written to. */
  readonly templates: readonly string[]
  readonly sealed: Uint8Array
  readonly mark: RequestMark | undefined
}

/** Drafts as they are written: their revisions, and what a client's file knows of them. */
export class DraftTable {
  readonly #table: Table

  constructor(table: Table) {
    this.#table = table
  }

  /** All writes or none. */
  commit(writes: readonly Write[]): Promise<'written' | 'done'> {
    return this.#table.commit(writes)
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

  /** How many drafts of notes and plans a client's file has open: no record is destroyed that somebody still writes in. */
  countDrafts({ practiceId, clientId }: { practiceId: Id; clientId: Id }, change: 1 | -1): Write {
    return {
      write: {
        Update: {
          TableName: this.#table.name,
          Key: toRaw({ ...clientKey(practiceId, clientId) }),
          UpdateExpression: 'SET openDrafts = openDrafts + :change',
          ConditionExpression: 'attribute_exists(openDrafts)',
          ExpressionAttributeValues: toRaw({ ':change': change }),
        },
      },
      // Destroyed since it was read.
      otherwise: () => {
        throw new Refused('client_not_found', [clientId])
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
        'attribute_exists(openDrafts) AND NOT contains(barred, :member)',
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
