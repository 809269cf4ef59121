import type { Instant } from '../clock.ts'
import { AskedRecord } from '../document/asked-record.ts'
import { type AskedDocument, AskedKind } from '../document/document-item.ts'
import { type ClientThingId, derivedId, type Id, newId, partsOf } from '../id.ts'
import { contextOf } from '../seal/record-context.ts'
import { clientPartition } from './client-table.ts'
import { bytesOf, type Item, type Key, textOf } from './item.ts'
import { clientKeyId, type KeyRing } from './key-ring.ts'
import { wanted } from './outbox.ts'
import type { Table } from './table.ts'
import type { Write } from './transact.ts'

const PREFIX = 'ASKED#'

/** A document that was asked for, as is openly known of it. */
export interface Asked {
  readonly kind: AskedKind
  readonly documentId: ClientThingId
  readonly askedBy: Id
  readonly askedAt: Instant
  /** Fingerprint of the request, if it carried an `Idempotency-Key`. */
  readonly request: string | undefined
}

/** The same document for the same request. */
export function askedId(
  kind: AskedKind,
  clientId: Id,
  memberId: Id,
  idempotencyKey: string | undefined,
): ClientThingId {
  const own = idempotencyKey
    ? derivedId('asked', kind, clientId, memberId, idempotencyKey)
    : newId()
  return `${clientId}.${own}`
}

const askedKey = (practiceId: Id, documentId: ClientThingId): Key => {
  const { clientId, own } = partsOf(documentId)
  return { pk: clientPartition(practiceId, clientId), sk: PREFIX + own }
}

const documentKey = (practiceId: Id, documentId: ClientThingId): Key => {
  const { clientId, own } = partsOf(documentId)
  return { pk: clientPartition(practiceId, clientId), sk: `DOC#${own}#1` }
}

/** Documents that are made because somebody asked: their words, sealed, before and after they are made. */
export class AskedTable {
  readonly #table: Table
  readonly #keys: KeyRing

  constructor(table: Table, keys: KeyRing) {
    this.#table = table
    this.#keys = keys
  }

  async find(practiceId: Id, documentId: ClientThingId): Promise<Asked | undefined> {
    const item = await this.#table.get(askedKey(practiceId, documentId))
    if (!item) return undefined
    const { request } = item
    return {
      kind: AskedKind.parse(item['kind']),
      documentId,
      askedBy: textOf(item, 'askedBy'),
      askedAt: textOf(item, 'askedAt'),
      request: typeof request === 'string' ? request : undefined,
    }
  }

  /**
   * Asks for a document: its item, waiting in the outbox until it is made. For the transaction of the
   * deed that asks, with the event that commits to the record. `done` where it was asked for before.
   *
   * @throws Refused `body_too_large`; KeyGone
   */
  async ask(practiceId: Id, record: AskedRecord, request: string | undefined): Promise<Write> {
    const { documentId, askedBy, askedAt, words } = record
    const { clientId } = partsOf(documentId)
    const place = placeOf(practiceId, documentId)
    return {
      write: this.#table.putNew({
        ...askedKey(practiceId, documentId),
        kind: words.kind,
        practiceId,
        documentId,
        askedBy,
        askedAt,
        request,
        sealed: await this.#keys.seal(clientKeyId(clientId), record, place),
        ...wanted(documentId, 1, askedAt),
      }),
      otherwise: () => 'done',
    }
  }

  /** @throws KeyGone, NotOpened, ZodError */
  async open(practiceId: Id, documentId: ClientThingId, sealed: Uint8Array): Promise<AskedRecord> {
    const { clientId } = partsOf(documentId)
    const place = placeOf(practiceId, documentId)
    return AskedRecord.parse(await this.#keys.open(clientKeyId(clientId), sealed, place))
  }

  /** The item as it was read, opened; and whether its document was still to be made. */
  async openRecord(
    practiceId: Id,
    item: Item,
  ): Promise<{ record: AskedRecord; awaitsDocument?: true }> {
    const record = await this.open(practiceId, textOf(item, 'documentId'), bytesOf(item, 'sealed'))
    return { record, ...(item['pendingPdf'] !== undefined && { awaitsDocument: true }) }
  }

  /**
   * Records that a document is stored and takes it out of the outbox: one transaction, with one result
   * however often it is tried. Nothing is recorded where the client was destroyed meanwhile.
   */
  async finish(practiceId: Id, document: AskedDocument): Promise<void> {
    const { documentId } = document
    await this.#table.commit([
      {
        write: this.#table.update(askedKey(practiceId, documentId), {
          remove: ['pendingPdf', 'pdfShard', 'pdfSince'],
          condition: { expression: 'attribute_exists(pendingPdf)' },
        }),
        // Recorded before, by another try; or there is no such client any more.
        otherwise: () => 'done',
      },
      { write: this.#table.put({ ...documentKey(practiceId, documentId), ...document }) },
    ])
  }
}

const placeOf = (practiceId: Id, documentId: ClientThingId) => {
  const { clientId } = partsOf(documentId)
  return contextOf({ practiceId, clientId, kind: 'asked-document', id: documentId })
}
