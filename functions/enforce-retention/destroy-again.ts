import { clientChain, clientKey, isTombstone } from '../../shared/aws/client-table.ts'
import { clientKeyId } from '../../shared/aws/key-ring.ts'
import { practiceChain } from '../../shared/aws/practice-events.ts'
import { localDate } from '../../shared/clock.ts'
import { Refused } from '../../shared/refused.ts'
import { keysCameBack } from '../../shared/retention/destroy-disposal.ts'
import type { Tombstone } from '../../shared/retention/tombstone.ts'
import type { ClientName } from './attend-client.ts'
import { certificatesAgain } from './certificates-again.ts'
import type { RetentionContext } from './context.ts'
import { deleteLeftKeys, deleteTraces, leftKeys } from './delete-traces.ts'
import { finishDestruction } from './finish-destruction.ts'

/**
 * Destroys a client once more, by their tombstone: keys first, then everything that they opened. What
 * two members had approved needs no approval again. What the register said and the certificates that
 * were made are there again; the disposal goes its way to those that were not made yet. A tombstone of
 * form 1 knows of no approval: where the tables do not either, only the certificates tell.
 *
 * @returns `standing` where the client was gone; `unfinished` where time ran out
 */
export async function destroyAgain(
  context: RetentionContext,
  tombstone: Tombstone,
  timeLeft: () => boolean,
): Promise<'replayed' | 'standing' | 'unfinished'> {
  const { practiceId, clientId } = tombstone
  const name = { practiceId, clientId }
  await putOffLapse(context, name)
  const back = await endAgain(context, tombstone)
  // A restore may have split what one transaction had taken away.
  await Promise.all([deleteLeftKeys(context, name), context.destruction.takeNamesAway(name)])
  await certificatesAgain(context, name)
  const { disposal } = (await context.disposals.find(practiceId, clientId)) ?? {}
  const all =
    disposal?.state === 'destroying'
      ? await finishDestruction(context, name, timeLeft)
      : await deleteTraces(context, name, timeLeft)
  if (!all) return 'unfinished'
  if (!disposal) await context.destructionAgain.rest(name)
  return back ? 'replayed' : 'standing'
}

/** Where the keys alone came back: their new backups lapse later than the disposal had said. */
async function putOffLapse(context: RetentionContext, name: ClientName): Promise<void> {
  const { records, disposals, now } = context
  const { disposal } = (await disposals.find(name.practiceId, name.clientId)) ?? {}
  if (disposal?.state !== 'destroyed' || (await leftKeys(context, name)).length === 0) return
  const stale = (): never => {
    throw new Refused('stale_revision', [name.clientId])
  }
  await records.commit([disposals.change(disposal, keysCameBack(disposal, now()), stale)])
}

/** The point of no return, once more. @returns whether there was anything to end */
async function endAgain(context: RetentionContext, tombstone: Tombstone): Promise<boolean> {
  const { records, disposals, destruction, register, ledger, practice, now: clock } = context
  const { practiceId, clientId } = tombstone
  const chain = clientChain(practiceId, clientId)
  const [item, stored, standing, keys, shelves, settings, noted, missing] = await Promise.all([
    records.get(clientKey(practiceId, clientId)),
    disposals.find(practiceId, clientId),
    ledger.standing(chain),
    destruction.keyItems('keys', clientKeyId(clientId)),
    destruction.shelves(practiceId, clientId),
    practice.settings(practiceId),
    wasNoted(context, tombstone),
    register.missing(tombstone),
  ])
  const gone = !item || isTombstone(item)
  const told = noted && missing.length === 0
  if (gone && (!standing || standing.ended) && told) return false
  const now = clock()
  await context.destructionAgain.commit({
    tombstone,
    stored: gone ? undefined : stored,
    clientGone: gone,
    register: missing,
    keys,
    shelves,
    clientHead: standing && !standing.ended ? standing.head : undefined,
    practiceHead: await ledger.head(practiceChain(practiceId)),
    noted,
    now,
    today: localDate(now, settings.zone),
  })
  return !gone
}

/** Whether the practice's chain, as it was put back, already tells of this destruction. */
async function wasNoted(
  { ledger }: RetentionContext,
  { practiceId, clientId }: Tombstone,
): Promise<boolean> {
  for (let after = 0; ; ) {
    const page = await ledger.events(practiceChain(practiceId), after)
    if (page.length === 0) return false
    if (
      page.some(({ type, about }) => type === 'record_destroyed' && about['clientId'] === clientId)
    )
      return true
    after = page.at(-1)?.seq ?? after
  }
}
