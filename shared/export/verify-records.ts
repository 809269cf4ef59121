import type { ClientRecords } from './client-records.ts'
import type { ExportFault } from './export-fault.ts'
import { latest, opens } from './sealed-record.ts'
import { verifyCare } from './verify-care.ts'
import { verifyNotes } from './verify-notes.ts'

/**
 * Holds what was opened against the events that commit to it, both ways: each record to the event that
 * tells of it, and each event to a record that is there.
 */
export function verifyRecords(client: ClientRecords): ExportFault[] {
  return [
    ...demographics(client),
    ...sessions(client),
    ...verifyNotes(client),
    ...verifyCare(client),
    ...holds(client),
    ...obligations(client),
  ]
}

function demographics({ clientId, folder, client, events }: ClientRecords): ExportFault[] {
  const place = { clientId, file: `${folder}/client.json` }
  const event = latest(
    [...events.values()].filter(
      ({ type }) => type === 'client_opened' || type === 'client_changed',
    ),
  )
  if (!client) return []
  if (!event) return [{ kind: 'record_unknown', ...place }]
  const at = { ...place, event: event.seq }
  if (!opens(event, client.demographics)) return [{ kind: 'changed', ...at }]
  return event.about['version'] === String(client.revision) ? [] : [{ kind: 'disagrees', ...at }]
}

const SESSION_EVENTS: ReadonlySet<string> = new Set([
  'session_planned',
  'session_changed',
  'session_held',
  'session_missed',
  'session_cancelled',
  'group_planned',
])

function sessions(client: ClientRecords): ExportFault[] {
  const { clientId, folder, events } = client
  const place = { clientId, file: `${folder}/sessions.jsonl` }
  const told = Map.groupBy(
    [...events.values()].filter(
      ({ type, about }) => SESSION_EVENTS.has(type) && about['sessionId'],
    ),
    ({ about }) => about['sessionId'] ?? '',
  )
  const there = new Set(client.sessions.map(({ value }) => value.sessionId))
  const missing = [...told].flatMap(([sessionId, about]): ExportFault[] => {
    const event = latest(about)
    if (!event || there.has(sessionId)) return []
    return [{ kind: 'record_missing', ...place, event: event.seq, record: sessionId }]
  })
  const notes = new Set(client.notes.map(({ value: { note } }) => note.noteId))
  const wrong = client.sessions.flatMap(({ value, line }): ExportFault[] => {
    const { sessionId, noteId, record } = value
    const at = { ...place, line, record: sessionId }
    const event = latest(told.get(sessionId) ?? [])
    if (!event) return [{ kind: 'record_unknown', ...at }]
    const seen = { ...at, event: event.seq }
    if (!opens(event, record)) return [{ kind: 'changed', ...seen }]
    const { sessionId: said, version } = record.session
    const noted = noteId === undefined || notes.has(noteId)
    return said === sessionId && String(version) === event.about['version'] && noted
      ? []
      : [{ kind: 'disagrees', ...seen }]
  })
  return [...missing, ...wrong]
}

/** A reason for placing, and one for lifting: each has an event of its own. */
function holds(client: ClientRecords): ExportFault[] {
  const { clientId, folder, events } = client
  const place = { clientId, file: `${folder}/holds.jsonl` }
  const told = new Map(
    [...events.values()]
      .filter(({ type }) => type === 'hold_placed' || type === 'hold_lifted')
      .map((event) => [`${event.type} ${event.about['holdId']}`, event]),
  )
  const wrong = client.holds.flatMap(({ value: { hold, placing, lifting }, line }) => {
    const at = { ...place, line, record: hold.holdId }
    const parts = [
      { type: 'hold_placed', part: placing },
      ...(lifting ? [{ type: 'hold_lifted', part: lifting }] : []),
    ]
    const faults = parts.flatMap(({ type, part }): ExportFault[] => {
      const key = `${type} ${hold.holdId}`
      const event = told.get(key)
      if (!event) return [{ kind: 'record_unknown', ...at }]
      told.delete(key)
      return opens(event, part) ? [] : [{ kind: 'changed', ...at, event: event.seq }]
    })
    const agrees =
      placing.holdId === hold.holdId && (hold.state === 'lifted') === (lifting !== undefined)
    return agrees ? faults : [...faults, { kind: 'disagrees' as const, ...at }]
  })
  const missing = [...told.values()].map(({ seq, about }): ExportFault => {
    const record = about['holdId']
    return { kind: 'record_missing', ...place, event: seq, ...(record !== undefined && { record }) }
  })
  return [...wrong, ...missing]
}

function obligations({ clientId, folder, sessions: held, obligations: owed }: ClientRecords) {
  const known = new Set(held.map(({ value }) => value.sessionId))
  return owed
    .filter(({ value }) => !known.has(value.obligation.sessionId))
    .map(({ value, line }): ExportFault => {
      const file = `${folder}/obligations.jsonl`
      return { kind: 'disagrees', clientId, file, line, record: value.obligation.obligationId }
    })
}
