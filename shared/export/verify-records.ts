import type { AskedRecord } from '../document/asked-record.ts'
import type { ClientRecords } from './client-records.ts'
import type { ExportFault } from './export-fault.ts'
import { latest, opens } from './sealed-record.ts'
import { verifyCare } from './verify-care.ts'
import { verifyNotes } from './verify-notes.ts'
import { verifyParts } from './verify-parts.ts'

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
    ...consents(client),
    ...releases(client),
    ...asked(client),
    ...packets(client),
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
const holds = (client: ClientRecords): ExportFault[] =>
  verifyParts(
    client,
    'holds.jsonl',
    'holdId',
    ['hold_placed', 'hold_lifted'],
    client.holds.map(({ value: { hold, placing, lifting }, line }) => ({
      id: hold.holdId,
      line,
      parts: [
        { type: 'hold_placed', part: placing },
        ...(lifting ? [{ type: 'hold_lifted', part: lifting } as const] : []),
      ],
      agrees:
        placing.holdId === hold.holdId && (hold.state === 'lifted') === (lifting !== undefined),
    })),
  )

/** What was agreed to, and why no longer. */
const consents = (client: ClientRecords): ExportFault[] =>
  verifyParts(
    client,
    'consents.jsonl',
    'consentId',
    ['consent_recorded', 'consent_revoked'],
    client.consents.map(({ value: { consent, recorded, revocation }, line }) => ({
      id: consent.consentId,
      line,
      parts: [
        { type: 'consent_recorded', part: recorded },
        ...(revocation ? [{ type: 'consent_revoked', part: revocation } as const] : []),
      ],
      agrees:
        recorded.consentId === consent.consentId &&
        (consent.state === 'revoked') === (revocation !== undefined) &&
        (consent.state === 'recorded' || consent.revokedAt === revocation?.revokedAt),
    })),
  )

/** What was asked for, what was given, and why it was taken back. */
const releases = (client: ClientRecords): ExportFault[] =>
  verifyParts(
    client,
    'releases.jsonl',
    'releaseId',
    ['release_asked', 'release_given', 'release_revoked'],
    client.releases.map(({ value: { release, asked, given, revocation }, line }) => ({
      id: release.releaseId,
      line,
      parts: [
        { type: 'release_asked', part: asked },
        ...(given ? [{ type: 'release_given', part: given } as const] : []),
        ...(revocation ? [{ type: 'release_revoked', part: revocation } as const] : []),
      ],
      agrees:
        [asked, given, revocation].every(
          (part) => part === undefined || part.releaseId === release.releaseId,
        ) &&
        ('givenAt' in release && release.givenAt !== undefined) === (given !== undefined) &&
        (release.state === 'revoked') === (revocation !== undefined),
    })),
  )

/** Words of documents that somebody asked for, the signed ones by the event of their signature. */
const asked = (client: ClientRecords): ExportFault[] =>
  verifyParts(
    client,
    'asked.jsonl',
    'documentId',
    ['document_asked', 'note_attested'],
    client.asked.map(({ value: { record }, line }) => ({
      id: record.documentId,
      line,
      parts: [{ type: record.signature ? 'note_attested' : 'document_asked', part: record }],
      agrees: agreesWithEvent(client, record),
    })),
  )

/** Each is of a release that was to be made, and each such release has its own. What it says, its cover vouches for. */
function packets({ clientId, folder, releases, packets: made }: ClientRecords): ExportFault[] {
  const file = `${folder}/packets.jsonl`
  const asked = new Map(
    releases.map(({ value }) => [value.release.releaseId, value.asked.words.contents.of]),
  )
  const known = new Set(made.map(({ value }) => value.words.releaseId))
  const isMade = (of: string | undefined) => of === 'packet' || of === 'record'
  return [
    ...made
      .filter(({ value }) => !isMade(asked.get(value.words.releaseId)))
      .map(({ value, line }): ExportFault => {
        const { releaseId } = value.words
        return { kind: 'record_unknown', clientId, file, line, record: releaseId }
      }),
    ...[...asked]
      .filter(([releaseId, of]) => isMade(of) && !known.has(releaseId))
      .map(([record]): ExportFault => ({ kind: 'record_missing', clientId, file, record })),
  ]
}

/** No commitment covers these: they were not known yet when it was made. */
function agreesWithEvent({ chain, events }: ClientRecords, record: AskedRecord): boolean {
  const { ledger, signature } = record
  const event = events.get(ledger.seq)
  return (
    ledger.chain === chain?.chain &&
    event?.about['documentId'] === record.documentId &&
    event.signature?.value === signature?.value &&
    event.signature?.keyArn === signature?.keyArn &&
    (signature === undefined || signature.commitment === event.commitment)
  )
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
