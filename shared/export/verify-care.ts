import type { Event, EventType } from '../ledger/event.ts'
import type { ClientRecords } from './client-records.ts'
import type { ExportFault } from './export-fault.ts'
import { latest, opens, type SealedRecord } from './sealed-record.ts'

/** Diagnoses and measures: each against the events, and the other way. */
export const verifyCare = (client: ClientRecords): ExportFault[] => [
  ...compare(client, {
    file: 'diagnoses.jsonl',
    name: 'diagnosisId',
    types: ['diagnosis_added', 'diagnosis_changed'],
    records: client.diagnoses.map(({ value: { diagnosis, record }, line }) => ({
      id: diagnosis.diagnosisId,
      line,
      // What it said before is no longer kept: the newest event tells of what there is.
      parts: [{ types: ['diagnosis_added', 'diagnosis_changed'], record }],
      agrees: (event) =>
        record.diagnosisId === diagnosis.diagnosisId &&
        event.about['version'] === String(diagnosis.version),
    })),
  }),
  ...compare(client, {
    file: 'measures.jsonl',
    name: 'measureId',
    types: ['measure_recorded', 'measure_entered_in_error'],
    records: client.measures.map(({ value: { measure, record, error }, line }) => ({
      id: measure.measureId,
      line,
      parts: [
        { types: ['measure_recorded'], record },
        ...(error ? [{ types: ['measure_entered_in_error'] as const, record: error }] : []),
      ],
      agrees: () =>
        record.measureId === measure.measureId &&
        (measure.state === 'entered-in-error') === (error !== undefined),
    })),
  }),
]

/** What a file has of one thing, and which events commit to its parts. */
interface Compared {
  readonly id: string
  readonly line: number
  readonly parts: readonly {
    readonly types: readonly EventType[]
    readonly record: SealedRecord
  }[]
  /** Whether what is known openly is what the sealed parts, and the newest event, say. */
  readonly agrees: (newest: Event) => boolean
}

interface Comparison {
  readonly file: string
  /** Under which name an event is about such a thing. */
  readonly name: string
  readonly types: readonly EventType[]
  readonly records: readonly Compared[]
}

function compare(
  { clientId, folder, events }: ClientRecords,
  { file, name, types, records }: Comparison,
): ExportFault[] {
  const place = { clientId, file: `${folder}/${file}` }
  const told = Map.groupBy(
    [...events.values()].filter(({ type }) => types.includes(type)),
    ({ about }) => about[name] ?? '',
  )
  const wrong = records.flatMap(({ id, line, parts, agrees }): ExportFault[] => {
    const at = { ...place, line, record: id }
    const own = told.get(id) ?? []
    const faults = parts.flatMap((part): ExportFault[] => {
      const event = latest(own.filter(({ type }) => part.types.includes(type)))
      if (!event) return [{ kind: 'record_unknown', ...at }]
      return opens(event, part.record) ? [] : [{ kind: 'changed', ...at, event: event.seq }]
    })
    const newest = latest(own)
    const whole = own.every(({ type }) => parts.some((part) => part.types.includes(type)))
    return faults.length > 0 || (newest && agrees(newest) && whole)
      ? faults
      : [{ kind: 'disagrees', ...at, ...(newest && { event: newest.seq }) }]
  })
  const there = new Set(records.map(({ id }) => id))
  const missing = [...told].flatMap(([id, own]): ExportFault[] => {
    const event = latest(own)
    if (!event || there.has(id)) return []
    return [{ kind: 'record_missing', ...place, event: event.seq, ...(id && { record: id }) }]
  })
  return [...missing, ...wrong]
}
