import type { Event } from '../ledger/event.ts'
import { verifyAdditions } from '../ledger/verify-additions.ts'
import type { SignedForm } from '../note/signed-form.ts'
import type { ClientRecords } from './client-records.ts'
import type { ExportFault } from './export-fault.ts'
import type { ExportedNote } from './exported-record.ts'
import { opens, type SealedRecord } from './sealed-record.ts'

/** Notes, what was signed of them, and what was added: each against the events, and the other way. */
export const verifyNotes = (client: ClientRecords): ExportFault[] => [
  ...signedRecords(client),
  ...notes(client),
]

/** What is in `notes.jsonl` and has an event of its own. */
interface Told {
  readonly type: Event['type']
  readonly seq: number
  readonly noteId: string
  readonly record: SealedRecord
  readonly line: number
}

function signedRecords(client: ClientRecords): ExportFault[] {
  const { clientId, folder, events } = client
  const place = { clientId, file: `${folder}/notes.jsonl` }
  const told = toldIn(client)
  const seen = new Set<number>()
  const wrong = told.flatMap(({ type, seq, noteId, record, line }): ExportFault[] => {
    const event = events.get(seq)
    const at = { ...place, line, event: seq, record: noteId }
    if (event?.type !== type || event.about['noteId'] !== noteId || seen.has(seq))
      return [{ kind: 'record_unknown', ...at }]
    seen.add(seq)
    if (!opens(event, record)) return [{ kind: 'changed', ...at }]
    // No commitment covers these: they were not known yet when it was made.
    const { signature, ledger } = record
    const same =
      signature?.value === event.signature?.value &&
      signature?.keyArn === event.signature?.keyArn &&
      (signature === undefined || signature.commitment === event.commitment) &&
      (ledger === undefined || ledger.chain === event.chain)
    return same ? [] : [{ kind: 'changed', ...at }]
  })
  const missing = [...events.values()]
    .filter(({ type, seq }) => NOTE_EVENTS.has(type) && !seen.has(seq))
    .map(({ seq, about }) => missingAt(client, seq, about['noteId']))
  return [...wrong, ...missing]
}

const NOTE_EVENTS: ReadonlySet<string> = new Set([
  'note_signed',
  'note_co_signed',
  'addendum_signed',
  'note_entered_in_error',
])

const missingAt = (
  { clientId, folder }: ClientRecords,
  event: number,
  record: string | undefined,
): ExportFault => ({
  kind: 'record_missing',
  clientId,
  file: `${folder}/notes.jsonl`,
  event,
  ...(record !== undefined && { record }),
})

function toldIn({ notes: all, additions, events }: ClientRecords): Told[] {
  const errors = new Map(
    [...events.values()]
      .filter(({ type }) => type === 'note_entered_in_error')
      .map(({ about, seq }) => [about['noteId'], seq]),
  )
  return [
    ...all.flatMap(({ value: { note, signed, error }, line }): Told[] => [
      ...(signed ? [asTold('note_signed', note.noteId, signed, line)] : []),
      ...(error
        ? [
            {
              type: 'note_entered_in_error' as const,
              seq: errors.get(note.noteId) ?? 0,
              noteId: note.noteId,
              record: error,
              line,
            },
          ]
        : []),
    ]),
    ...additions.map(({ value: { noteId, addition }, line }) =>
      asTold(
        addition.form === 'noteseal/addendum/1' ? 'addendum_signed' : 'note_co_signed',
        noteId,
        addition,
        line,
      ),
    ),
  ]
}

const asTold = (
  type: Event['type'],
  noteId: string,
  record: SealedRecord & Pick<SignedForm, 'ledger'>,
  line: number,
): Told => ({ type, seq: record.ledger.seq, noteId, record, line })

function notes(client: ClientRecords): ExportFault[] {
  const { clientId, folder, events, additions } = client
  const file = `${folder}/notes.jsonl`
  const opened = new Map(
    [...events.values()]
      .filter(({ type }) => type === 'note_opened')
      .map(({ about, seq }) => [about['noteId'], seq]),
  )
  const there = new Set(client.notes.map(({ value }) => value.note.noteId))
  const missing = [...opened]
    .filter(([noteId]) => noteId === undefined || !there.has(noteId))
    .map(([noteId, seq]) => missingAt(client, seq, noteId))
  const ofNote = Map.groupBy(additions, ({ value }) => value.noteId)
  const stray = additions
    .filter(({ value }) => !there.has(value.noteId))
    .map(({ value, line }): ExportFault => {
      return { kind: 'record_unknown', clientId, file, line, record: value.noteId }
    })
  const wrong = client.notes.flatMap(({ value, line }): ExportFault[] => {
    const { noteId } = value.note
    const at = { clientId, file, line, record: noteId }
    const event = opened.get(noteId)
    if (event === undefined) return [{ kind: 'record_unknown', ...at }]
    const added = ofNote.get(noteId) ?? []
    return [
      ...additionFaults(
        value,
        added.map((it) => it.value.addition),
      ).map((broken): ExportFault => {
        const seq = [value.signed, ...added.map((it) => it.value.addition)][broken.place]?.ledger
          .seq
        return {
          kind: 'addition',
          ...at,
          ...(seq !== undefined && { event: seq }),
          broken: broken.kind,
        }
      }),
      ...(agrees(client, value, added.length) && added.every((it, i) => it.value.number === i + 1)
        ? []
        : [{ kind: 'disagrees' as const, ...at, event: value.signed?.ledger.seq ?? event }]),
    ]
  })
  return [...missing, ...stray, ...wrong]
}

const additionFaults = (
  { signed }: ExportedNote,
  additions: Parameters<typeof verifyAdditions>[1],
) => (signed ? verifyAdditions(signed, additions) : [])

/** Whether what is known of a note openly is what its signed form, and the chain, say. */
function agrees({ clientId, chain, client }: ClientRecords, it: ExportedNote, additions: number) {
  const { note, signed, draft, error } = it
  if (note.clientId !== clientId || note.practiceId !== client?.client.practiceId) return false
  if (note.state === 'entered-in-error') {
    if (error?.noteId !== note.noteId || error.at !== note.enteredInErrorAt) return false
  } else if (error) return false
  if (!signed) return note.state !== 'signed' && additions === 0
  return (
    draft === undefined &&
    note.state !== 'draft' &&
    note.signedAt === signed.signature.signedAt &&
    note.additions === additions &&
    note.authorId === signed.signature.signer.memberId &&
    note.sessionId === signed.session.id &&
    note.template === `${signed.template.key}/${signed.template.version}` &&
    signed.noteId === note.noteId &&
    signed.client.id === clientId &&
    signed.practice.id === note.practiceId &&
    signed.ledger.chain === chain?.chain
  )
}
