import type { DiagnosisList } from '../diagnosis/diagnosis-list.ts'
import {
  DiagnosisRecord,
  RecordedDiagnosis,
  type WholeDiagnosis,
} from '../diagnosis/recorded-diagnosis.ts'
import { type ClientThingId, type Id, partsOf } from '../id.ts'
import { contextOf } from '../seal/record-context.ts'
import { clientPartition } from './client-table.ts'
import { bytesOf, type Item, type Key, numberOf, requestOf, textOf } from './item.ts'
import { clientKeyId, type KeyRing } from './key-ring.ts'
import type { Table } from './table.ts'
import type { Write } from './transact.ts'

/** Sorts before the diagnoses: a list is read after its version, so that it is never older than that. */
const LIST = 'DX'
const PREFIX = `${LIST}#`

/** A client's list, and which requests added to it. */
export interface StoredDiagnoses extends DiagnosisList {
  /** Fingerprints by diagnosis, of those requests that carried an `Idempotency-Key`. */
  readonly requests: ReadonlyMap<ClientThingId, string>
}

/** Clients' diagnoses: each sealed by itself, all under one version. */
export class DiagnosisTable {
  readonly #table: Table
  readonly #keys: KeyRing

  constructor(table: Table, keys: KeyRing) {
    this.#table = table
    this.#keys = keys
  }

  /** All of them, resolved ones too, in the order of their ids. @throws KeyGone, NotOpened */
  async list(practiceId: Id, clientId: Id): Promise<StoredDiagnoses> {
    const items = await this.#table.all(clientPartition(practiceId, clientId), LIST)
    const list = items.find(({ sk }) => sk === LIST)
    const each = items.filter(({ sk }) => sk !== LIST)
    return {
      version: list ? numberOf(list, 'version') : 0,
      diagnoses: await Promise.all(each.map((item) => this.#open(practiceId, item))),
      requests: new Map(
        each.flatMap((item) => {
          const request = requestOf(item)
          return request === undefined ? [] : [[textOf(item, 'diagnosisId'), request] as const]
        }),
      ),
    }
  }

  /**
   * What is added or changed, and the list's next version, if the list still is as it was read.
   *
   * @param added the one that is new, and the fingerprint of the request for it
   * @param overtaken throws where the list changed since
   */
  async write(
    practiceId: Id,
    clientId: Id,
    before: DiagnosisList,
    records: readonly { readonly diagnosis: RecordedDiagnosis; readonly record: DiagnosisRecord }[],
    added:
      | { readonly diagnosisId: ClientThingId; readonly request: string | undefined }
      | undefined,
    overtaken: () => never,
  ): Promise<Write[]> {
    const items = await Promise.all(
      records.map(async ({ diagnosis, record }): Promise<Write> => {
        const { diagnosisId } = diagnosis
        const key = diagnosisKey(practiceId, diagnosisId)
        const sealed = await this.#keys.seal(
          clientKeyId(clientId),
          record,
          placeOf(practiceId, diagnosis),
        )
        return diagnosisId === added?.diagnosisId
          ? {
              write: this.#table.putNew({ ...key, ...diagnosis, request: added.request, sealed }),
              otherwise: () => 'done',
            }
          : { write: this.#table.update(key, { set: { ...diagnosis, sealed } }) }
      }),
    )
    const list = { pk: clientPartition(practiceId, clientId), sk: LIST }
    return [
      // First, so that a repeated request is known by what it added.
      ...items,
      { write: this.#table.countOn(list, before.version), otherwise: overtaken },
    ]
  }

  /** As it stood elsewhere, with a version of the list. */
  async bringBack(
    practiceId: Id,
    { diagnosis, record }: { diagnosis: RecordedDiagnosis; record: DiagnosisRecord },
    version: number,
  ): Promise<Write[]> {
    const { clientId, diagnosisId } = diagnosis
    const place = placeOf(practiceId, diagnosis)
    const sealed = await this.#keys.seal(clientKeyId(clientId), record, place)
    const item = { ...diagnosisKey(practiceId, diagnosisId), ...diagnosis, sealed }
    const list = { pk: clientPartition(practiceId, clientId), sk: LIST, version }
    return [
      { write: this.#table.put(list) },
      { write: this.#table.putNew(item), otherwise: () => 'done' },
    ]
  }

  async #open(practiceId: Id, item: Item): Promise<WholeDiagnosis> {
    const { diagnosis, record } = await this.openRecord(practiceId, item)
    return { diagnosis, words: record.words }
  }

  /** The item as it was read, opened, nonce and all. @throws KeyGone, NotOpened */
  async openRecord(
    practiceId: Id,
    item: Item,
  ): Promise<{ diagnosis: RecordedDiagnosis; record: DiagnosisRecord }> {
    const diagnosis = RecordedDiagnosis.parse(item)
    const record = await this.#keys.open(
      clientKeyId(diagnosis.clientId),
      bytesOf(item, 'sealed'),
      placeOf(practiceId, diagnosis),
    )
    return { diagnosis, record: DiagnosisRecord.parse(record) }
  }
}

const diagnosisKey = (practiceId: Id, diagnosisId: ClientThingId): Key => {
  const { clientId, own } = partsOf(diagnosisId)
  return { pk: clientPartition(practiceId, clientId), sk: PREFIX + own }
}

const placeOf = (practiceId: Id, { diagnosisId, clientId, version }: RecordedDiagnosis) =>
  contextOf({ practiceId, clientId, kind: 'diagnosis', id: diagnosisId, revision: version })
