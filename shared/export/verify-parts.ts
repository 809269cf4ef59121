import type { Event } from '../ledger/event.ts'
import type { ClientRecords } from './client-records.ts'
import type { ExportFault } from './export-fault.ts'
import { opens, type SealedRecord } from './sealed-record.ts'

/** Something that was done in steps, each of which left a sealed part and an event. */
export interface Stepwise {
  readonly id: string
  readonly line: number
  readonly parts: readonly { readonly type: Event['type']; readonly part: SealedRecord }[]
  /** What is said openly is what the parts say. */
  readonly agrees: boolean
}

/**
 * Holds each part to its event, and each event to a part that is there.
 *
 * @param name under which events tell whose they are: `holdId`
 */
export function verifyParts(
  { clientId, folder, events }: ClientRecords,
  file: string,
  name: string,
  types: readonly Event['type'][],
  records: readonly Stepwise[],
): ExportFault[] {
  const place = { clientId, file: `${folder}/${file}` }
  const told = new Map(
    [...events.values()]
      .filter(({ type }) => types.includes(type))
      .map((event) => [`${event.type} ${event.about[name]}`, event]),
  )
  const wrong = records.flatMap(({ id, line, parts, agrees }) => {
    const at = { ...place, line, record: id }
    const faults = parts.flatMap(({ type, part }): ExportFault[] => {
      const key = `${type} ${id}`
      const event = told.get(key)
      if (!event) return [{ kind: 'record_unknown', ...at }]
      told.delete(key)
      return opens(event, part) ? [] : [{ kind: 'changed', ...at, event: event.seq }]
    })
    return agrees ? faults : [...faults, { kind: 'disagrees' as const, ...at }]
  })
  const missing = [...told.values()].map(({ seq, about }): ExportFault => {
    const record = about[name]
    return { kind: 'record_missing', ...place, event: seq, ...(record !== undefined && { record }) }
  })
  return [...wrong, ...missing]
}
