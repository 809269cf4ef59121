import { clientKey, isTombstone } from '../../shared/aws/client-table.ts'
import { ClientTombstone, UNFINISHED } from '../../shared/aws/client-tombstone.ts'
import { Client } from '../../shared/client/client.ts'
import { type Instant, type LocalDate, localDate } from '../../shared/clock.ts'
import type { Id } from '../../shared/id.ts'
import type { Disposal, DisposalIn } from '../../shared/retention/disposal.ts'
import { earliestDisposal, type RetentionPolicy } from '../../shared/retention/policy.ts'
import { isPending, proposeDisposal } from '../../shared/retention/propose-disposal.ts'
import { whyNotDestroyed } from '../../shared/retention/why-not-destroyed.ts'
import { whyWithdrawn } from '../../shared/retention/why-withdrawn.ts'
import type { RetentionContext } from './context.ts'
import { destroyClient } from './destroy-client.ts'
import { finishDestruction } from './finish-destruction.ts'
import { lapseBackups } from './lapse-backups.ts'
import { lookAgain } from './look-again.ts'
import { proposeClient } from './propose-client.ts'
import { redateClient } from './redate-client.ts'
import { withdrawClient } from './withdraw-client.ts'

/** What became of one client in one run. */
export type Attended =
  | 'proposed'
  | 'withdrawn'
  /** Later than the index said: the practice keeps records longer by now. */
  | 'redated'
  /** For approvals, for the notice period, for a hold to be lifted, for a backup to lapse. */
  | 'waiting'
  /** Keys and all that they had opened. */
  | 'destroyed'
  /** The keys are gone; something of what they opened is not yet. */
  | 'unfinished'
  /** Nothing is left, also when looked for a second time. */
  | 'finished'
  | 'lapsed'
  | 'stale'

export interface ClientName {
  readonly practiceId: Id
  readonly clientId: Id
}

/** One client whose day has come, as item and disposal say, whatever brought us here. */
export async function attendClient(
  context: RetentionContext,
  name: ClientName,
  timeLeft: () => boolean,
): Promise<Attended> {
  const { practiceId, clientId } = name
  const [item, stored] = await Promise.all([
    context.records.get(clientKey(practiceId, clientId)),
    context.disposals.find(practiceId, clientId),
  ])
  if (!item) return 'stale'
  if (isTombstone(item))
    return attendDestroyed(context, ClientTombstone.parse(item), stored?.disposal, timeLeft)

  const client = Client.parse(item)
  const disposal = stored?.disposal
  const { retention: policy, zone } = await context.practice.settings(practiceId)
  const now = context.now()
  const at = { now, today: localDate(now, zone) }
  if (isPending(disposal)) return attendPending(context, client, disposal, policy, at, timeLeft)
  if (earliestDisposal(policy, client.retention).on > at.today) {
    await redateClient(context, client, policy)
    return 'redated'
  }
  const proposed = proposeDisposal(client, disposal, policy, at)
  if (!proposed) return 'waiting'
  await proposeClient(context, client, disposal, proposed)
  return 'proposed'
}

async function attendPending(
  context: RetentionContext,
  client: Client,
  disposal: DisposalIn<'proposed' | 'approved'>,
  policy: RetentionPolicy,
  at: { now: Instant; today: LocalDate },
  timeLeft: () => boolean,
): Promise<Attended> {
  const withdrawn = whyWithdrawn(client, disposal, policy, at.today)
  if (withdrawn) {
    await withdrawClient(context, disposal, withdrawn)
    return 'withdrawn'
  }
  if (whyNotDestroyed(client, disposal, policy, at).length > 0) return 'waiting'
  if ((await destroyClient(context, client)) === 'client-changed') {
    await withdrawClient(context, disposal, 'client-changed')
    return 'withdrawn'
  }
  return (await finishDestruction(context, client, timeLeft)) ? 'destroyed' : 'unfinished'
}

function attendDestroyed(
  context: RetentionContext,
  tombstone: ClientTombstone,
  disposal: Disposal | undefined,
  timeLeft: () => boolean,
): Promise<Attended> | Attended {
  const { practiceId, clientId } = tombstone
  const name = { practiceId, clientId }
  if (disposal?.state === 'destroyed')
    return tombstone.retentionShard === UNFINISHED
      ? lookAgain(context, disposal, timeLeft)
      : lapseBackups(context, disposal)
  if (disposal?.state !== 'destroying') return 'stale'
  return finishDestruction(context, name, timeLeft).then((all) =>
    all ? 'destroyed' : 'unfinished',
  )
}
