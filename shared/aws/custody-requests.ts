import { CustodialAccess, type RequestedAccess } from '../custody/custodial-access.ts'
import { CustodyRecord } from '../custody/custody-record.ts'
import type { Id } from '../id.ts'
import { commit, committedPart, newNonce } from '../ledger/commitment.ts'
import { Refused } from '../refused.ts'
import { contextOf } from '../seal/record-context.ts'
import { accessKey, accessPrefix, custodyPartition } from './custody-items.ts'
import { bytesOf, type Item } from './item.ts'
import { directoryKeyId, type KeyRing } from './key-ring.ts'
import type { LedgerTable } from './ledger-table.ts'
import { custodyRecorded, practiceChain } from './practice-events.ts'
import type { Table } from './table.ts'
import type { Write } from './transact.ts'

/** An access with what was said in asking for it. */
export interface ToldAccess {
  readonly access: CustodialAccess
  readonly words: string | undefined
}

/** The same with the record that the ledger commits to. */
export interface SaidAccess {
  readonly access: CustodialAccess
  readonly said?: CustodyRecord | undefined
}

/**
 * Custodial accesses as they are asked for and shown: here is the key that opens what was said.
 * Approving and ending one changes what a member may, and is `CustodySteps`.
 */
export class CustodyRequests {
  readonly #records: Table
  readonly #keys: KeyRing
  readonly #ledger: LedgerTable

  constructor(records: Table, keys: KeyRing, ledger: LedgerTable) {
    this.#records = records
    this.#keys = keys
    this.#ledger = ledger
  }

  async all(practiceId: Id): Promise<ToldAccess[]> {
    const items = await this.#records.all(custodyPartition(practiceId), accessPrefix)
    return Promise.all(items.map((item) => this.#open(practiceId, item)))
  }

  /** All, with what was sealed in asking. @throws NotOpened */
  async records(practiceId: Id): Promise<SaidAccess[]> {
    const items = await this.#records.all(custodyPartition(practiceId), accessPrefix)
    return Promise.all(items.map((item) => this.#openRecord(practiceId, item)))
  }

  /** As it stood elsewhere. */
  async bringBack(practiceId: Id, { access, said }: SaidAccess): Promise<Write> {
    const { accessId } = access
    const sealed =
      said &&
      (await this.#keys.seal(directoryKeyId(practiceId), said, wordsContext(practiceId, accessId)))
    const item = { ...accessKey(practiceId, accessId), ...access, sealed }
    return { write: this.#records.putNew(item), otherwise: () => 'done' }
  }

  async find(practiceId: Id, accessId: Id): Promise<ToldAccess | undefined> {
    const item = await this.#records.get(accessKey(practiceId, accessId))
    return item && this.#open(practiceId, item)
  }

  /**
   * Request and ledger event in one transaction.
   *
   * @param asked the whole request, so that a repeated one is known
   * @returns what stands there where it was asked for before
   * @throws Refused `idempotency_key_reused`
   */
  async add(
    access: RequestedAccess,
    words: string | undefined,
    asked: unknown,
  ): Promise<ToldAccess> {
    const { practiceId, accessId, custodianId, requestedAt } = access
    const keyId = directoryKeyId(practiceId)
    const record = words === undefined ? undefined : wordsRecord(accessId, words)
    const [head, request, sealed] = await Promise.all([
      this.#ledger.head(practiceChain(practiceId)),
      this.#keys.fingerprint(keyId, asked),
      record && this.#keys.seal(keyId, record, wordsContext(practiceId, accessId)),
    ])
    const event = {
      ...custodyRecorded({ practiceId, actorId: custodianId, at: requestedAt }, access),
      ...(record && { commitment: commit(record.nonce, committedPart(record)) }),
    }
    const item = { ...accessKey(practiceId, accessId), ...access, request, sealed }
    let standing: Item | undefined
    await this.#ledger.commit([{ chain: practiceChain(practiceId), head, event }], () => [
      {
        write: this.#records.putNew(item),
        otherwise: (found) => {
          standing = found
          return 'done'
        },
      },
    ])
    if (!standing) return { access, words }
    if (standing['request'] !== request) throw new Refused('idempotency_key_reused')
    return this.#open(practiceId, standing)
  }

  async #open(practiceId: Id, item: Item): Promise<ToldAccess> {
    const { access, said } = await this.#openRecord(practiceId, item)
    return { access, words: said?.words }
  }

  async #openRecord(practiceId: Id, item: Item): Promise<SaidAccess> {
    const access = CustodialAccess.parse(item)
    if (item['sealed'] === undefined) return { access }
    const record = await this.#keys.open(
      directoryKeyId(practiceId),
      bytesOf(item, 'sealed'),
      wordsContext(practiceId, access.accessId),
    )
    return { access, said: CustodyRecord.parse(record) }
  }
}

const wordsRecord = (accessId: Id, words: string): CustodyRecord => ({
  form: 'noteseal/custody-words/1',
  accessId,
  words,
  nonce: newNonce(),
})

const wordsContext = (practiceId: Id, accessId: Id) =>
  contextOf({ practiceId, kind: 'custody-words', id: accessId })
