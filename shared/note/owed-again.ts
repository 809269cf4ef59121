import { nextFlagAt } from '../obligation/levels.ts'
import type { Obligation } from '../obligation/obligation.ts'
import type { LateRule } from '../practice/settings.ts'

/**
 * What is owed once a session's note was entered in error: a note, by the same time as before. The
 * levels it was flagged with stay reached; the next follows in its turn, or at once.
 */
export function owedAgain(obligation: Obligation, rule: LateRule): Obligation {
  const { noteId: _note, flagAt: _moment, ...owed } = obligation
  if (obligation.state === 'cancelled') return owed
  const flagAt = nextFlagAt(owed.dueAt, rule, owed.level)
  return { ...owed, state: 'open', ...(flagAt !== undefined && { flagAt }) }
}
