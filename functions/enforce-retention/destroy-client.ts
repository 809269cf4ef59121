import { clientChain, clientKey, isTombstone } from '../../shared/aws/client-table.ts'
import { clientKeyId } from '../../shared/aws/key-ring.ts'
import { practiceChain } from '../../shared/aws/practice-events.ts'
import { Client } from '../../shared/client/client.ts'
import { localDate } from '../../shared/clock.ts'
import { Refused } from '../../shared/refused.ts'
import { surelyBefore } from '../../shared/retention/destroy-disposal.ts'
import { whyNotDestroyed } from '../../shared/retention/why-not-destroyed.ts'
import type { ClientName } from './attend-client.ts'
import type { RetentionContext } from './context.ts'

/**
 * Destroys a client's keys: everything it takes is read at once, and one transaction ends it. How
 * much the record holds makes no difference.
 *
 * @returns `client-changed` where something was added to the record after the second approval
 * @throws Refused `stale_revision` where anything else stands in the way by now, `client_not_found`
 * where it was done before, `too_busy`
 */
export async function destroyClient(
  { records, disposals, destruction, ledger, practice, now: clock }: RetentionContext,
  { practiceId, clientId }: ClientName,
): Promise<'destroying' | 'client-changed'> {
  const chain = clientChain(practiceId, clientId)
  const [item, stored, keys, processNotes, latest, practiceHead, settings] = await Promise.all([
    records.get(clientKey(practiceId, clientId)),
    disposals.find(practiceId, clientId),
    destruction.keyItems('keys', clientKeyId(clientId)),
    destruction.processNotes(practiceId, clientId),
    ledger.latest(chain),
    ledger.head(practiceChain(practiceId)),
    practice.settings(practiceId),
  ])
  if (!item || isTombstone(item)) throw new Refused('client_not_found', [clientId])
  const client = Client.parse(item)
  const now = clock()
  const today = localDate(now, settings.zone)
  const disposal = stored?.disposal
  const why = whyNotDestroyed(client, disposal, settings.retention, { now, today })
  if (why.length > 0 || disposal?.state !== 'approved')
    throw new Refused('stale_revision', [clientId])
  if (!latest) throw new Error('a client without a chain')
  // An addendum or a session leaves the client's version as it is, but never their chain.
  if (latest.event.type !== 'disposal_approved') return 'client-changed'
  // Process notes are in no chain. Whose they are, and that it was they, is nobody's to know.
  const { shelves, changedAt } = processNotes
  if (changedAt !== undefined && changedAt >= surelyBefore(disposal)) return 'client-changed'
  const { registerEntry } = stored ?? {}
  if (!registerEntry) throw new Error('approved without an entry for the register')
  await destruction.commit({
    client,
    disposal,
    registerEntry,
    keys,
    shelves,
    clientHead: latest.head,
    practiceHead,
    now,
    today,
  })
  return 'destroying'
}
