import { type ClientThingId, type Id, partsOf } from '../id.ts'
import {
  Measure,
  MeasureErrorRecord,
  MeasureRecord,
  type WholeMeasure,
} from '../measure/measure.ts'
import { contextOf } from '../seal/record-context.ts'
import { clientPartition } from './client-table.ts'
import { bytesOf, type Item, type Key, requestOf } from './item.ts'
import { clientKeyId, type KeyRing } from './key-ring.ts'
import type { Table } from './table.ts'
import type { Write } from './transact.ts'

/** A measure with why it was wrong, opened. */
export interface OpenedMeasure extends WholeMeasure {
  readonly errorReason: string | undefined
  /** Fingerprint of the request that recorded it, if it carried an `Idempotency-Key`. */
  readonly request: string | undefined
}

const PREFIX = 'MEAS#'

const measureKey = (practiceId: Id, measureId: ClientThingId): Key => {
  const { clientId, own } = partsOf(measureId)
  return { pk: clientPartition(practiceId, clientId), sk: PREFIX + own }
}

/** What clients' questionnaires came to. */
export class MeasureTable {
  readonly #table: Table
  readonly #keys: KeyRing

  constructor(table: Table, keys: KeyRing) {
    this.#table = table
    this.#keys = keys
  }

  /** @throws KeyGone, NotOpened */
  async find(practiceId: Id, measureId: ClientThingId): Promise<OpenedMeasure | undefined> {
    const item = await this.#table.get(measureKey(practiceId, measureId))
    return item && this.#open(practiceId, item)
  }

  /** All of a client's, those in error too, what was taken last first. @throws KeyGone, NotOpened */
  async all(practiceId: Id, clientId: Id): Promise<OpenedMeasure[]> {
    const items = await this.#table.all(clientPartition(practiceId, clientId), PREFIX)
    const opened = await Promise.all(items.map((item) => this.#open(practiceId, item)))
    const placeOf = ({ words, measure }: WholeMeasure) => `${words.takenOn} ${measure.recordedAt}`
    return opened.sort((a, b) => (placeOf(a) < placeOf(b) ? 1 : -1))
  }

  /** A new measure; `done` where it was recorded before. */
  async record(
    practiceId: Id,
    measure: Measure,
    record: MeasureRecord,
    request: string | undefined,
  ): Promise<Write> {
    const { measureId, clientId } = measure
    const sealed = await this.#keys.seal(
      clientKeyId(clientId),
      record,
      placeOf(practiceId, 'measure', measureId),
    )
    return {
      write: this.#table.putNew({
        ...measureKey(practiceId, measureId),
        ...measure,
        request,
        sealed,
      }),
      otherwise: () => 'done',
    }
  }

  /** Marks one as wrong, at the version that was read; why is sealed beside what it said. */
  async enterInError(
    practiceId: Id,
    after: Extract<Measure, { state: 'entered-in-error' }>,
    record: MeasureErrorRecord,
    otherwise: NonNullable<Write['otherwise']>,
  ): Promise<Write> {
    const { measureId, clientId, version, ...rest } = after
    const sealedReason = await this.#keys.seal(
      clientKeyId(clientId),
      record,
      placeOf(practiceId, 'measure-in-error', measureId),
    )
    return {
      write: this.#table.updateFrom(measureKey(practiceId, measureId), version - 1, {
        ...rest,
        version,
        sealedReason,
      }),
      otherwise,
    }
  }

  /** As it stood elsewhere. */
  async bringBack(
    practiceId: Id,
    {
      measure,
      record,
      error,
    }: { measure: Measure; record: MeasureRecord; error?: MeasureErrorRecord | undefined },
  ): Promise<Write> {
    const { clientId, measureId } = measure
    const seal = (value: unknown, kind: 'measure' | 'measure-in-error') =>
      this.#keys.seal(clientKeyId(clientId), value, placeOf(practiceId, kind, measureId))
    const [sealed, sealedReason] = await Promise.all([
      seal(record, 'measure'),
      error && seal(error, 'measure-in-error'),
    ])
    const item = { ...measureKey(practiceId, measureId), ...measure, sealed, sealedReason }
    return { write: this.#table.putNew(item), otherwise: () => 'done' }
  }

  async #open(practiceId: Id, item: Item): Promise<OpenedMeasure> {
    const { measure, record, error } = await this.openRecords(practiceId, item)
    return {
      measure,
      words: record.words,
      errorReason: error?.reason,
      request: requestOf(item),
    }
  }

  /** The item as it was read, opened, nonces and all. @throws KeyGone, NotOpened */
  async openRecords(
    practiceId: Id,
    item: Item,
  ): Promise<{ measure: Measure; record: MeasureRecord; error?: MeasureErrorRecord }> {
    const measure = Measure.parse(item)
    const open = (sealed: Uint8Array, kind: 'measure' | 'measure-in-error') =>
      this.#keys.open(
        clientKeyId(measure.clientId),
        sealed,
        placeOf(practiceId, kind, measure.measureId),
      )
    const [record, error] = await Promise.all([
      open(bytesOf(item, 'sealed'), 'measure'),
      measure.state === 'entered-in-error'
        ? open(bytesOf(item, 'sealedReason'), 'measure-in-error')
        : undefined,
    ])
    return {
      measure,
      record: MeasureRecord.parse(record),
      ...(error !== undefined && { error: MeasureErrorRecord.parse(error) }),
    }
  }
}

const placeOf = (practiceId: Id, kind: 'measure' | 'measure-in-error', id: ClientThingId) =>
  contextOf({ practiceId, clientId: partsOf(id).clientId, kind, id })
