import { clientKey } from '../../shared/aws/client-table.ts'
import { lapsingPlace } from '../../shared/aws/client-tombstone.ts'
import { minutesBetween } from '../../shared/clock.ts'
import { lapsedOn } from '../../shared/retention/destroy-disposal.ts'
import type { DisposalIn } from '../../shared/retention/disposal.ts'
import type { RetentionContext } from './context.ts'
import { deleteTraces } from './delete-traces.ts'

/**
 * Longer than any function remembers a key, and than any call it had begun lasts: whoever opened
 * something just before it was destroyed has put down by then what they made of it.
 */
const FORGOTTEN_AFTER_MINUTES = 15

/** Deletes what came after the keys were gone, such as a PDF that was being made. Then the client waits for the backups to lapse. */
export async function lookAgain(
  context: RetentionContext,
  disposal: DisposalIn<'destroyed'>,
  timeLeft: () => boolean,
): Promise<'waiting' | 'unfinished' | 'finished'> {
  const { records, practice, now } = context
  const { practiceId, clientId, destroyedAt, keysLapseAt } = disposal
  if (minutesBetween(destroyedAt, now()) < FORGOTTEN_AFTER_MINUTES) return 'waiting'
  if (!(await deleteTraces(context, { practiceId, clientId }, timeLeft))) return 'unfinished'
  const { zone } = await practice.settings(practiceId)
  const write = records.update(clientKey(practiceId, clientId), {
    set: { ...lapsingPlace(clientId, lapsedOn(keysLapseAt, zone)) },
    condition: {
      expression: '#state = :destroyed',
      names: { '#state': 'state' },
      values: { ':destroyed': 'destroyed' },
    },
  })
  await records.commit([{ write }])
  return 'finished'
}
