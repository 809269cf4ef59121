import { type ClientThingId, type Id, partsOf } from '../id.ts'
import { Hold, type HoldCause, HoldRecord } from '../retention/hold.ts'
import { contextOf } from '../seal/record-context.ts'
import { clientPartition } from './client-table.ts'
import { bytesOf, type Item, type Key, requestOf } from './item.ts'
import { clientKeyId, type KeyRing } from './key-ring.ts'
import type { Table } from './table.ts'
import type { Write } from './transact.ts'

/** A hold with its reasons, opened. */
export interface OpenedHold {
  readonly hold: Hold
  readonly reason: string
  readonly cause: HoldCause | undefined
  /** Of which acts there are notices. */
  readonly noticed: readonly Hold['state'][]
  /** Why it was lifted, once it was. */
  readonly liftingReason: string | undefined
  /** Fingerprint of the request that placed it, if it carried an `Idempotency-Key`. */
  readonly request: string | undefined
}

const PREFIX = 'HOLD#'

const holdKey = (practiceId: Id, holdId: ClientThingId): Key => {
  const { clientId, own } = partsOf(holdId)
  return { pk: clientPartition(practiceId, clientId), sk: PREFIX + own }
}

/** What keeps clients' records from destruction. */
export class HoldTable {
  readonly #table: Table
  readonly #keys: KeyRing

  constructor(table: Table, keys: KeyRing) {
    this.#table = table
    this.#keys = keys
  }

  /** @throws KeyGone, NotOpened */
  async find(practiceId: Id, holdId: ClientThingId): Promise<OpenedHold | undefined> {
    const item = await this.#table.get(holdKey(practiceId, holdId))
    return item && this.#open(practiceId, item)
  }

  /** All of a client's, those lifted too, the newest first. @throws KeyGone, NotOpened */
  async all(practiceId: Id, clientId: Id): Promise<OpenedHold[]> {
    const items = await this.#table.all(clientPartition(practiceId, clientId), PREFIX)
    const opened = await Promise.all(items.map((item) => this.#open(practiceId, item)))
    return opened.sort((a, b) => (a.hold.placedAt < b.hold.placedAt ? 1 : -1))
  }

  /** A new hold; `done` where it was placed before. */
  async place(
    practiceId: Id,
    hold: Hold,
    record: HoldRecord,
    request: string | undefined,
  ): Promise<Write> {
    return {
      write: this.#table.putNew({
        ...holdKey(practiceId, hold.holdId),
        ...hold,
        request,
        sealed: await this.#seal(practiceId, hold, record),
      }),
      otherwise: () => 'done',
    }
  }

  /** As it stood elsewhere. */
  async bringBack(
    practiceId: Id,
    {
      hold,
      placing,
      lifting,
    }: { hold: Hold; placing: HoldRecord; lifting?: HoldRecord | undefined },
  ): Promise<Write> {
    const [sealed, sealedLifting] = await Promise.all([
      this.#seal(practiceId, { ...hold, version: 1 }, placing),
      lifting && this.#seal(practiceId, hold, lifting),
    ])
    const item = { ...holdKey(practiceId, hold.holdId), ...hold, sealed, sealedLifting }
    return { write: this.#table.putNew(item), otherwise: () => 'done' }
  }

  /** The reason for lifting is sealed beside the one for placing. */
  async lift(
    practiceId: Id,
    after: Extract<Hold, { state: 'lifted' }>,
    record: HoldRecord,
    otherwise: NonNullable<Write['otherwise']>,
  ): Promise<Write> {
    const { holdId, state, liftedBy, liftedAt, version } = after
    return {
      write: this.#table.updateFrom(holdKey(practiceId, holdId), version - 1, {
        state,
        liftedBy,
        liftedAt,
        version,
        sealedLifting: await this.#seal(practiceId, after, record),
      }),
      otherwise,
    }
  }

  #seal(
    practiceId: Id,
    { holdId, clientId, version }: Pick<Hold, 'holdId' | 'clientId' | 'version'>,
    record: HoldRecord,
  ) {
    return this.#keys.seal(clientKeyId(clientId), record, placeOf(practiceId, holdId, version))
  }

  async #open(practiceId: Id, item: Item): Promise<OpenedHold> {
    const { hold, placing, lifting } = await this.openRecords(practiceId, item)
    return {
      hold,
      reason: placing.reason,
      cause: placing.cause,
      noticed: [placing, lifting].flatMap((each) => (each?.cause ? [each.act] : [])),
      liftingReason: lifting?.reason,
      request: requestOf(item),
    }
  }

  /** The item as it was read, opened, nonces and all. @throws KeyGone, NotOpened */
  async openRecords(
    practiceId: Id,
    item: Item,
  ): Promise<{ hold: Hold; placing: HoldRecord; lifting?: HoldRecord }> {
    const hold = Hold.parse(item)
    const { holdId, clientId, version } = hold
    const open = async (sealed: Uint8Array, of: number) =>
      HoldRecord.parse(
        await this.#keys.open(clientKeyId(clientId), sealed, placeOf(practiceId, holdId, of)),
      )
    const [placing, lifting] = await Promise.all([
      open(bytesOf(item, 'sealed'), 1),
      hold.state === 'lifted' ? open(bytesOf(item, 'sealedLifting'), version) : undefined,
    ])
    return { hold, placing, ...(lifting && { lifting }) }
  }
}

const placeOf = (practiceId: Id, holdId: ClientThingId, revision: number) => {
  const { clientId } = partsOf(holdId)
  return contextOf({ practiceId, clientId, kind: 'hold', id: holdId, revision })
}
