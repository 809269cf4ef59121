import type { Client } from '../client/client.ts'
import type { LocalDate } from '../clock.ts'
import { type RetentionPolicy, servedOn } from '../retention/policy.ts'
import type { ClientTable } from './client-table.ts'
import type { DisposalTable, StoredDisposal } from './disposal-table.ts'
import type { Deed } from './practice-events.ts'
import { type Consequence, withdrawPending } from './withdraw-pending.ts'

/** A service, or a release: what a record's retention is reckoned from, as read beside the deed. */
export interface Restart {
  readonly by: Deed
  readonly client: Client
  readonly stored: StoredDisposal | undefined
  readonly policy: RetentionPolicy
  readonly day: LocalDate
}

/**
 * Moves a client's facts and place in the index to a later day, and withdraws a disposal that is
 * proposed or approved, in the write of the deed itself. Nothing where the day is not later: facts
 * never move back, so what was read still holds.
 *
 * @param overtaken throws: the deed is to be done again from its reading on
 */
export function restartRetention(
  { clients, disposals }: { readonly clients: ClientTable; readonly disposals: DisposalTable },
  { by, client, stored, policy, day }: Restart,
  overtaken: () => never,
): Consequence {
  const { clientId } = client
  const facts = servedOn(client.retention, day)
  if (facts === client.retention) return { writes: [], events: [] }
  const withdrawn = withdrawPending(disposals, by, { clientId, stored }, 'served-again', overtaken)
  return {
    writes: [clients.serve(client, facts, policy, overtaken), ...withdrawn.writes],
    events: withdrawn.events,
  }
}
