import { canonical } from '../ledger/canonical.ts'
import { Refused } from '../refused.ts'

/**
 * Answers a change whose answer was lost, and which is asked for again from the same version, as the
 * first time: RFC 9110, 13.1.1, lets a server do so where the change is seen to have been made.
 * Everybody else hears that what they changed is stale.
 *
 * @param standing the answer, if the version after theirs stands and says just what they ask for;
 * asked for only after whoever asks was let in
 * @throws what `change` throws
 */
export async function orAlready<T>(
  change: () => Promise<T>,
  standing: () => Promise<T | undefined>,
): Promise<T> {
  try {
    return await change()
  } catch (error) {
    if (!(error instanceof Refused) || error.code !== 'stale_revision') throw error
    const already = await standing()
    if (already === undefined) throw error
    return already
  }
}

/** Whether two values are the same to whoever reads their JSON. */
export const sameJson = (one: unknown, other: unknown): boolean =>
  canonical(one) === canonical(other)
