import { disposalKey, storedDisposal } from '../../shared/aws/disposal-table.ts'
import type { Item } from '../../shared/aws/item.ts'
import { canonical } from '../../shared/ledger/canonical.ts'
import { certificateOf } from '../../shared/retention/certificate.ts'
import { endDestruction } from '../../shared/retention/destroy-disposal.ts'
import { Destroyed, type DisposalIn } from '../../shared/retention/disposal.ts'
import { tombstoneKey, tombstoneOf } from '../../shared/retention/tombstone.ts'
import { approversOf } from './approvers.ts'
import type { ClientName } from './attend-client.ts'
import { certificateAsked } from './certificates-again.ts'
import type { RetentionContext } from './context.ts'
import { countTraces, deleteLeftKeys, deleteTraces } from './delete-traces.ts'

/**
 * Goes on with a client whose keys are destroyed, from wherever the last run stopped: tombstone, keys
 * that are left, what they had opened; then the certificate is asked for.
 *
 * @returns whether nothing is left: false where time ran out
 */
export async function finishDestruction(
  context: RetentionContext,
  name: ClientName,
  timeLeft: () => boolean,
): Promise<boolean> {
  const { records } = context
  const key = disposalKey(name.practiceId, name.clientId)
  const item = await records.get(key)
  const disposal = item && storedDisposal(item).disposal
  if (disposal?.state !== 'destroying') return true
  await Promise.all([putTombstone(context, disposal), deleteLeftKeys(context, name)])
  const known = Destroyed.safeParse(item?.['counted'])
  const destroyed = known.success ? known.data : await count(context, disposal)
  if (!destroyed) return true
  if (!(await deleteTraces(context, name, timeLeft))) return false
  await end(context, disposal, destroyed)
  return true
}

/** Outside every backup, and locked: after a restore it destroys again, and tells of it again. */
async function putTombstone(
  { tombstones, register }: RetentionContext,
  disposal: DisposalIn<'destroying'>,
): Promise<void> {
  const { practiceId, clientId } = disposal
  const tombstone = tombstoneOf(disposal, await register.registered(practiceId, clientId))
  await tombstones.putNew({
    key: tombstoneKey(tombstone),
    bytes: Buffer.from(canonical(tombstone)),
    contentType: 'application/json',
  })
}

/**
 * Kept beside the disposal before the first deletion, and counted once: of two, the first stands.
 *
 * @returns nothing where another run has come to the end meanwhile
 */
async function count(
  context: RetentionContext,
  { practiceId, clientId }: DisposalIn<'destroying'>,
): Promise<Destroyed | undefined> {
  const { records, disposals } = context
  const counted = await countTraces(context, { practiceId, clientId })
  let first: Item | undefined
  const kept = disposals.keepCount(practiceId, clientId, counted, (standing) => {
    first = standing
    return 'done'
  })
  if ((await records.commit([kept])) === 'written') return counted
  return first?.['state'] === 'destroying' ? Destroyed.parse(first['counted']) : undefined
}

async function end(
  context: RetentionContext,
  disposal: DisposalIn<'destroying'>,
  destroyed: Destroyed,
): Promise<void> {
  const { records, disposals, practice, now } = context
  const after = endDestruction(disposal, destroyed, now())
  const [settings, approvers] = await Promise.all([
    practice.settings(disposal.practiceId),
    approversOf(context, disposal),
  ])
  await records.commit([
    disposals.change(disposal, after, () => 'done'),
    ...(await certificateAsked(context, certificateOf(after, settings, approvers))),
  ])
}
