import type { Instant } from '../clock.ts'
import { AskedRecord } from '../document/asked-record.ts'
import { type AskedDocument, AskedKind } from '../document/document-item.ts'
import { type ClientThingId, type Id, idOfRequest, partsOf } from '../id.ts'
import { contextOf } from '../seal/record-context.ts'
import { clientPartition } from './client-table.ts'
import { bytesOf, type Item, type Key, requestOf, textOf } from './item.ts'
import { clientKeyId, type KeyRing } from './key-ring.ts'
import { recordOnlyDocument } from './only-document.ts'
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
  const own = idOfRequest(idempotencyKey, 'asked', kind, clientId, memberId)
  return `${clientId}.${own}`
}

const askedKey = (practiceId: Id, documentId: ClientThingId): Key => {
  const { clientId, own } = partsOf(documentId)
  return { pk: clientPartition(practiceId, clientId), sk: PREFIX + own }
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
    return {
      kind: AskedKind.parse(item['kind']),
      documentId,
      askedBy: textOf(item, 'askedBy'),
      askedAt: textOf(item, 'askedAt'),
      request: requestOf(item),
    }
  }

  /**
   * Asks for a document: its item, waiting in the outbox until it is made. For the transaction of the
   * deed that asks, with the event that commits to the record. `done` where it was asked for before.
   *
   * @throws Refused `body_too_large`; KeyGone
   */
  async ask(practiceId: Id, record: AskedRecord, request: string | undefined): Promise<Write> {
    const { documentId, askedAt } = record
    const item = await this.#item(practiceId, record)
    return {
      write: this.#table.putNew({ ...item, request, ...wanted(documentId, 1, askedAt) }),
      otherwise: () => 'done',
    }
  }

  /** As it stood elsewhere, made or still to be made. */
  async bringBack(practiceId: Id, record: AskedRecord, awaits: boolean): Promise<Write> {
    const { documentId, askedAt } = record
    const item = await this.#item(practiceId, record)
    return {
      write: this.#table.putNew({ ...item, ...(awaits && wanted(documentId, 1, askedAt)) }),
      otherwise: () => 'done',
    }
  }

  async #item(practiceId: Id, record: AskedRecord): Promise<Item & Key> {
    const { documentId, askedBy, askedAt, words } = record
    const { clientId } = partsOf(documentId)
    const place = placeOf(practiceId, documentId)
    return {
      ...askedKey(practiceId, documentId),
      kind: words.kind,
      practiceId,
      documentId,
      askedBy,
      askedAt,
      sealed: await this.#keys.seal(clientKeyId(clientId), record, place),
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

  finish(practiceId: Id, document: AskedDocument): Promise<void> {
    const { documentId } = document
    return recordOnlyDocument(this.#table, askedKey(practiceId, documentId), documentId, document)
  }
}

const placeOf = (practiceId: Id, documentId: ClientThingId) => {
  const { clientId } = partsOf(documentId)
  return contextOf({ practiceId, clientId, kind: 'asked-document', id: documentId })
}
