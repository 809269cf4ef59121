import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb'
import type { Instant } from '../clock.ts'
import {
  type ClientDocument,
  isOfNote,
  isOfPlan,
  type NoteDocument,
} from '../document/document-item.ts'
import type { ClientThingId } from '../id.ts'
import { bytesOf, fromRaw, type Item, type Key, numberOf, textOf, toRaw } from './item.ts'
import { additionsOf, currentKey, documentsOf, type NoteName } from './note-place.ts'
import { noLongerWanted } from './outbox.ts'
import { type PendingDocument, type PendingNote, pendingDocumentOf } from './pending-document.ts'
import { Table } from './table.ts'
import { transact, type Write } from './transact.ts'

export interface WaitingPage {
  readonly documents: readonly PendingDocument[]
  /** Where the next page begins, if there is one. */
  readonly next: Item | undefined
}

/** A sealed addendum or co-signature, by its place after the note: from 1. */
export interface SealedAddition {
  readonly ordinal: number
  readonly kind: 'addendum' | 'co-signature'
  readonly sealed: Uint8Array
}

/** What the renderer reads and writes of the records. */
export class DocumentTable {
  readonly #db: DynamoDBClient
  readonly #table: Table

  constructor(db: DynamoDBClient, name: string) {
    this.#db = db
    this.#table = new Table(db, name)
  }

  /**
   * A page of one shard's documents that have waited since before a moment, oldest first. It may hold
   * fewer than `limit`, even none, and have another page after it.
   */
  async waiting(
    shard: string,
    before: Instant,
    { limit, after }: { readonly limit: number; readonly after?: Item | undefined },
  ): Promise<WaitingPage> {
    const { Items = [], LastEvaluatedKey } = await this.#db.send(
      new QueryCommand({
        TableName: this.#table.name,
        IndexName: 'outbox',
        KeyConditionExpression: 'pdfShard = :shard AND pdfSince < :before',
        ExpressionAttributeValues: toRaw({ ':shard': shard, ':before': before }),
        Limit: limit,
        ...(after && { ExclusiveStartKey: toRaw(after) }),
      }),
    )
    // The index is a hint, and late: what an item says when it is read decides.
    const items = await Promise.all(Items.map((raw) => this.#table.get(keyOf(fromRaw(raw)))))
    return {
      documents: items.flatMap((item) => (item && pendingDocumentOf(item)) ?? []),
      next: LastEvaluatedKey && fromRaw(LastEvaluatedKey),
    }
  }

  /**
   * The additions that a version shows: the first `version - 1`, whatever was added since, so that
   * a version is the same whenever it is made.
   *
   * @throws Error where one is missing
   */
  async additions({ practiceId, noteId, version }: PendingNote): Promise<SealedAddition[]> {
    if (version === 1) return []
    const { pk } = currentKey({ practiceId, noteId })
    const items = await this.#table.all(pk, additionsOf(noteId))
    const shown = items.slice(0, version - 1).map(additionOf)
    const complete = shown.length === version - 1 && shown.every((a, i) => a.ordinal === i + 1)
    if (!complete) throw new Error('an addition is missing')
    return shown
  }

  /**
   * Records that a document is stored, and takes its note out of the outbox if the note still waits
   * for this very version. Any number of times, with one result:
   *
   * - made before: nothing changes;
   * - the note waits for a newer version by now: the document is recorded, the note waits on;
   * - the note was entered in error meanwhile: nothing is recorded, nobody will find the object.
   */
  async finish(practiceId: string, document: NoteDocument): Promise<void> {
    const { noteId, version } = document
    const name = { practiceId, noteId }
    const put = this.#table.putNew({ ...documentKey(name, version), ...document })
    const settle = this.#table.update(currentKey(name), {
      remove: noLongerWanted,
      condition: {
        expression: 'pendingPdf = :version AND #state = :signed',
        names: { '#state': 'state' },
        values: { ':version': version, ':signed': 'signed' },
      },
    })
    const failed: { settle?: Item | undefined; put?: true } = {}
    const outcome = await transact(this.#db, [
      orElse(settle, (standing) => {
        failed.settle = standing ?? {}
      }),
      orElse(put, () => {
        failed.put = true
      }),
    ])
    if (outcome === 'written') return
    if (failed.settle === undefined) await transact(this.#db, [orElse(settle)])
    else if (failed.settle['state'] === 'signed') await transact(this.#db, [orElse(put)])
  }
}

/** What is recorded of a document, where it is not there. */
export function documentPut(records: Table, practiceId: string, document: ClientDocument): Write {
  const of = ownerOf(document)
  const key = documentKey({ practiceId, noteId: of }, document.version)
  return orElse(records.putNew({ ...key, ...document }))
}

/** What the document's item is named after. */
function ownerOf(document: ClientDocument): ClientThingId {
  if (isOfNote(document)) return document.noteId
  return isOfPlan(document) ? document.planId : document.documentId
}

function orElse(
  write: Write['write'],
  failed: (standing: Item | undefined) => void = () => {},
): Write {
  return {
    write,
    otherwise: (standing) => {
      failed(standing)
      return 'done'
    },
  }
}

function additionOf(item: Item): SealedAddition {
  const kind = textOf(item, 'kind')
  if (kind !== 'addendum' && kind !== 'co-signature') throw new Error('not an addition')
  return { ordinal: numberOf(item, 'number'), kind, sealed: bytesOf(item, 'sealed') }
}

const keyOf = (item: Item): Key => ({ pk: textOf(item, 'pk'), sk: textOf(item, 'sk') })

const documentKey = (name: NoteName, version: number): Key => ({
  pk: currentKey(name).pk,
  sk: documentsOf(name.noteId) + version,
})
