import { type Instant, plusHours } from '../clock.ts'
import type { LateRule } from '../practice/settings.ts'
import type { Level, Obligation } from './obligation.ts'

/** In the order in which they are reached. */
export const levels = ['reminder', 'late', 'supervisor'] as const satisfies readonly Level[]
export type FlagLevel = (typeof levels)[number]

type Rule = Pick<LateRule, 'reminderBeforeHours' | 'supervisorAfterHours'>

/** When each level of something due is reached. Hours are hours: clocks that change do not matter. */
export function momentsOf(dueAt: Instant, rule: Rule): Readonly<Record<FlagLevel, Instant>> {
  return {
    reminder: plusHours(dueAt, -rule.reminderBeforeHours),
    late: dueAt,
    supervisor: plusHours(dueAt, rule.supervisorAfterHours),
  }
}

/** The highest level whose moment has come. */
export function levelAt(dueAt: Instant, rule: Rule, now: Instant): Level {
  const moments = momentsOf(dueAt, rule)
  return levels.filter((level) => moments[level] <= now).at(-1) ?? 'none'
}

export const rank = (level: Level): number => (level === 'none' ? 0 : levels.indexOf(level) + 1)

/** The moment of the level after this one; none after the last. */
export function nextFlagAt(dueAt: Instant, rule: Rule, level: Level): Instant | undefined {
  const next = levels[rank(level)]
  return next && momentsOf(dueAt, rule)[next]
}

/** What a sweep does to an obligation whose moment has come. */
export interface Flagging {
  readonly level: Level
  readonly flagAt: Instant | undefined
  /** Levels reached by this: none where the rule has meanwhile moved the moment away. */
  readonly reached: readonly FlagLevel[]
}

/**
 * Flags an open obligation with every level whose moment has come: after a long silence several at
 * once, and each of them once.
 */
export function flagged(
  { dueAt, level }: Pick<Obligation, 'dueAt' | 'level'>,
  rule: Rule,
  now: Instant,
): Flagging {
  const moments = momentsOf(dueAt, rule)
  const reached = levels.slice(rank(level)).filter((each) => moments[each] <= now)
  const highest = reached.at(-1) ?? level
  return { level: highest, flagAt: nextFlagAt(dueAt, rule, highest), reached }
}
