import type { Caller } from '../../shared/access/caller.ts'
import type { OpenedConsent } from '../../shared/aws/consent-table.ts'
import { wasSigned } from '../../shared/aws/plan-table.ts'
import type { Write } from '../../shared/aws/transact.ts'
import type { Demographics } from '../../shared/client/demographics.ts'
import type { Instant } from '../../shared/clock.ts'
import { MOST_NOTES_IN_VOLUME } from '../../shared/document/packet.ts'
import { packetAsked } from '../../shared/document/packet-asked.ts'
import { type ClientThingId, partsOf } from '../../shared/id.ts'
import type { Settings } from '../../shared/practice/settings.ts'
import type { Release, ReleaseWords } from '../../shared/release/release.ts'
import type { ReleasesContext } from './context.ts'

/** What its release was asked by, and what was read for that. */
interface Asking {
  readonly releaseId: ClientThingId
  readonly askedAt: Instant
  readonly words: ReleaseWords
  readonly settings: Settings
  readonly demographics: Demographics | undefined
  readonly consents: readonly OpenedConsent[]
}

/**
 * Freezes what a packet will say, for the transaction in which its release is asked for. No note is
 * opened: which there are, their headers tell.
 *
 * @throws Refused `invalid_request`, `body_too_large`
 */
export async function askPacket(
  { sessions, diagnoses, measures, plans, notes: noteTable, packets }: ReleasesContext,
  { practiceId, member }: Caller,
  { releaseId, askedAt, words, settings, demographics, consents }: Asking,
): Promise<{ write: Write; progress: NonNullable<Release['progress']> }> {
  if (!demographics) throw new Error('a client without demographics')
  const { clientId } = partsOf(releaseId)
  const [notes, appointments, list, taken, stored] = await Promise.all([
    noteTable.allHeaders(practiceId, clientId),
    sessions.headers(practiceId, clientId),
    diagnoses.list(practiceId, clientId),
    measures.all(practiceId, clientId),
    plans.all(practiceId, clientId),
  ])
  const packet = packetAsked(
    { releaseId, words, askedBy: member, askedAt },
    {
      settings,
      demographics,
      notes,
      sessions: appointments,
      diagnoses: list.diagnoses,
      measures: taken,
      plans: stored.plans.flatMap(({ plan }) => (wasSigned(plan) ? [plan] : [])),
      consents,
    },
  )
  return {
    write: await packets.ask(packet),
    // How many volumes the notes take is known when they are opened: at least so many.
    progress: { done: 0, total: 1 + Math.ceil(packet.notes.length / MOST_NOTES_IN_VOLUME) },
  }
}
