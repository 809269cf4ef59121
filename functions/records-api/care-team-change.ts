import { careTeamCopy } from '../../shared/aws/care-team-copy.ts'
import { clientChain } from '../../shared/aws/client-table.ts'
import type { Write } from '../../shared/aws/transact.ts'
import { careTeamSteps } from '../../shared/client/care-team.ts'
import type { Client } from '../../shared/client/client.ts'
import type { Instant } from '../../shared/clock.ts'
import type { Id } from '../../shared/id.ts'
import type { EventDraft } from '../../shared/ledger/event.ts'
import type { RecordsContext } from './context.ts'

/**
 * Another care team, at the version that was read: the directory and the copy for process notes change
 * with the file, so whoever is taken off is refused everywhere from then on.
 *
 * @param more of what the event is about
 */
export function careTeamChange(
  { clients, directory, processAccess }: RecordsContext,
  by: { practiceId: Id; actorId: Id; at: Instant },
  [before, after]: readonly [Client, Client],
  more: EventDraft['about'] = {},
): { event: EventDraft; writes: Write[] } {
  const { practiceId, ...who } = by
  return {
    event: {
      chain: clientChain(practiceId, after.clientId),
      type: 'care_team_changed',
      ...who,
      about: { version: String(after.version), ...more, ...careTeamSteps(before, after) },
    },
    writes: [
      clients.change(before, after),
      directory.putCareTeam(after),
      { write: processAccess.put(careTeamCopy(after)) },
    ],
  }
}
