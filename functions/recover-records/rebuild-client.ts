import { clientChain, clientKey, isTombstone } from '../../shared/aws/client-table.ts'
import type { KeptNote } from '../../shared/aws/document-records.ts'
import type { Id } from '../../shared/id.ts'
import { Event } from '../../shared/ledger/event.ts'
import type { RecoveryContext } from './context.ts'
import { severally } from './pages.ts'
import { type KnownEvents, lookAtNote, type MissingOfNote, putBack } from './rebuild-note.ts'
import type { Rebuilt } from './rebuild-notes.ts'

const NOTES_AT_ONCE = 8

/**
 * One client's notes: looked at a few at a time, put back one after another in the order of their
 * events, so that the chain grows as it had grown.
 */
export async function rebuildClient(
  context: RecoveryContext,
  clientId: Id,
  sum: Rebuilt,
): Promise<void> {
  sum.counts.clients++
  const kept = (await context.documents.notesOf(clientId)).filter(({ records }) => records.size > 0)
  const practiceId = await practiceOf(context, kept)
  if (practiceId === undefined) return
  const [client, chain] = await Promise.all([
    context.records.get(clientKey(practiceId, clientId)),
    context.chains.chain(clientChain(practiceId, clientId)),
  ])
  // Without a client there is no key: what is sealed stays shut, and a note of nobody's helps nobody.
  if (!client || isTombstone(client) || chain.ended) {
    sum.withoutClient.push(clientId)
    return
  }
  const known = eventsIn(chain.events)
  const missing: MissingOfNote[] = []
  await severally(kept, NOTES_AT_ONCE, async (note) => {
    sum.counts.notes++
    await orFailed(sum, note.noteId, async () => {
      const found = await lookAtNote(context, practiceId, note, known)
      if (found) missing.push(found)
    })
  })
  for (const each of missing.toSorted((a, b) => firstOf(a) - firstOf(b)))
    await orFailed(sum, each.record.note.noteId, async () => {
      const { events, moved } = await putBack(context, each)
      sum.rebuilt.push(each.record.note.noteId)
      sum.counts.events += events
      sum.counts.moved += moved
    })
}

/** Every record names its practice; the client's id alone does not. */
async function practiceOf(
  { documents }: RecoveryContext,
  kept: readonly KeptNote[],
): Promise<Id | undefined> {
  const key = kept[0] && newest(kept[0].records)
  return key && (await documents.record(key)).note.practiceId
}

export const newest = (records: ReadonlyMap<number, string>): string | undefined =>
  records.get(Math.max(...records.keys()))

/** By commitment, which no two signatures share; and how many a note has, whatever they are. */
function eventsIn(events: readonly unknown[]): KnownEvents {
  const commitments = new Set<string>()
  const byNote = new Map<string, number>()
  for (const each of events) {
    const event = Event.safeParse(each)
    if (!event.success || !event.data.signature || !event.data.commitment) continue
    // An attestation is signed, too, but no part of the note.
    if (event.data.type === 'note_attested') continue
    const noteId = event.data.about['noteId'] ?? ''
    commitments.add(event.data.commitment)
    byNote.set(noteId, (byNote.get(noteId) ?? 0) + 1)
  }
  return { commitments, byNote }
}

const firstOf = ({ events }: MissingOfNote) => events[0]?.seq ?? Number.MAX_SAFE_INTEGER

/** One that cannot be put back must not keep the others from it. */
async function orFailed(sum: Rebuilt, noteId: string, deed: () => Promise<void>): Promise<void> {
  try {
    await deed()
  } catch (error) {
    const fault = error instanceof Error ? error.name : 'unknown'
    console.error(JSON.stringify({ event: 'note_not_rebuilt', noteId, fault }))
    sum.failed.push(noteId)
  }
}
