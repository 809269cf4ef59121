import { type FoundingTables, foundPractice } from '../../shared/aws/founding-table.ts'
import type { Clock } from '../../shared/clock.ts'
import { check } from '../../shared/http/endpoint.ts'
import { Founding } from '../../shared/practice/founding.ts'
import { Refused } from '../../shared/refused.ts'

/** Not even the deployer's log learns more than which field broke which rule. */
class NotFounded extends Error {
  override readonly name = 'NotFounded'
}

/**
 * Founds the practice that the deployer describes. May be invoked again with the same event: it
 * changes nothing and answers the same.
 *
 * @throws NotFounded naming the refusal, and where the event's form is at fault, fields and rules
 */
export const founder = (tables: FoundingTables, now: Clock) => async (event: unknown) => {
  try {
    return await foundPractice(tables, check(Founding, event), now)
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    throw new NotFounded(
      [error.code, ...error.fields.map(({ field, rule }) => `${field} ${rule}`)].join('; '),
    )
  }
}
