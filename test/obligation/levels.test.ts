import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Instant, localTime, plusHours, plusMinutes } from '../../shared/clock.ts'
import {
  flagged,
  levelAt,
  levels,
  momentsOf,
  nextFlagAt,
  rank,
} from '../../shared/obligation/levels.ts'
import { closed, moved, noteOwed } from '../../shared/obligation/note-owed.ts'
import type { Level } from '../../shared/obligation/obligation.ts'
import { defaultLateRule, type LateRule } from '../../shared/practice/settings.ts'

const END: Instant = '2026-01-14T16:53:00.000Z'

const session = {
  sessionId: `${'a'.repeat(26)}.${'b'.repeat(26)}`,
  clientId: 'a'.repeat(26),
  memberId: 'c'.repeat(26),
  plannedStart: '2026-01-14T16:00:00.000Z',
  plannedEnd: END,
}

const minutes = (most: number) => fc.integer({ min: 0, max: most * 60 }).map((n) => n / 60)

/** Any rule that a practice may choose. */
const rules: fc.Arbitrary<LateRule> = fc
  .record({
    dueAfterHours: fc.integer({ min: 1, max: 14 * 24 * 60 }).map((n) => n / 60),
    supervisorAfterHours: minutes(24 * 30),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ share, ...rule }) => ({ ...rule, reminderBeforeHours: rule.dueAfterHours * share }))

const moments: fc.Arbitrary<Instant> = fc
  .date({ min: new Date('2025-01-01'), max: new Date('2028-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString())

/** Sweeps at these moments, in the order in which time goes. */
function swept(rule: LateRule, at: readonly Instant[], from = noteOwed(session, undefined, rule)) {
  const told: Level[] = []
  let { level, flagAt } = from
  for (const now of at.toSorted()) {
    if (flagAt === undefined || flagAt > now) continue
    const flagging = flagged({ dueAt: from.dueAt, level }, rule, now)
    told.push(...flagging.reached)
    level = flagging.level
    flagAt = flagging.flagAt
  }
  return { told, level, flagAt }
}

describe('levels', () => {
  it('are reached four hours before, at, and a day after the due time, unless a practice says otherwise', () => {
    expect(momentsOf('2026-01-15T16:53:00.000Z', defaultLateRule)).toEqual({
      reminder: '2026-01-15T12:53:00.000Z',
      late: '2026-01-15T16:53:00.000Z',
      supervisor: '2026-01-16T16:53:00.000Z',
    })
  })

  it('are each told at most once and in their order, whenever and however often sweeps run', () => {
    fc.assert(
      fc.property(rules, fc.array(moments, { maxLength: 40 }), (rule, at) => {
        const { told } = swept(rule, at)
        expect(told).toEqual(levels.slice(0, told.length))
      }),
    )
  })

  it('come out the same by many sweeps as by the last of them alone', () => {
    fc.assert(
      fc.property(rules, fc.array(moments, { minLength: 1, maxLength: 40 }), (rule, at) => {
        const last = at.toSorted().slice(-1)
        const { level, flagAt, told } = swept(rule, at)
        expect(swept(rule, last)).toEqual({ level, flagAt, told })
      }),
    )
  })

  it('leave nothing untold: after a sweep the next moment lies ahead, or there is none', () => {
    fc.assert(
      fc.property(rules, moments, (rule, now) => {
        const { dueAt } = noteOwed(session, undefined, rule)
        const { level, flagAt } = flagged({ dueAt, level: 'none' }, rule, now)
        expect(level).toBe(levelAt(dueAt, rule, now))
        if (flagAt === undefined) expect(level).toBe('supervisor')
        else expect(flagAt > now).toBe(true)
      }),
    )
  })

  it('are never told before their moment', () => {
    fc.assert(
      fc.property(rules, moments, (rule, now) => {
        const { dueAt } = noteOwed(session, undefined, rule)
        for (const level of flagged({ dueAt, level: 'none' }, rule, now).reached)
          expect(momentsOf(dueAt, rule)[level] <= now).toBe(true)
      }),
    )
  })

  it('that fall on one moment are told together', () => {
    const rule = { dueAfterHours: 24, reminderBeforeHours: 0, supervisorAfterHours: 0 }
    const dueAt = plusHours(END, 24)
    expect(flagged({ dueAt, level: 'none' }, rule, dueAt).reached).toEqual(levels)
  })
})

describe('what is due across a change of clocks', () => {
  it.each([
    ['spring, when New York loses an hour', '2026-03-07T21:00:00.000Z', { hour: 17, minute: 0 }],
    ['autumn, when New York gains one', '2026-10-31T20:00:00.000Z', { hour: 15, minute: 0 }],
  ])('in %s, is due after 24 hours that passed, whatever the wall says', (_when, end, wall) => {
    const { dueAt } = noteOwed({ ...session, plannedEnd: end }, undefined, defaultLateRule)
    expect(Date.parse(dueAt) - Date.parse(end)).toBe(24 * 3_600_000)
    expect(localTime(dueAt, 'America/New_York')).toMatchObject(wall)
  })
})

describe('moving what is owed', () => {
  const owed = noteOwed(session, 'd'.repeat(26), defaultLateRule)
  const to = (dueAt: Instant) => ({ dueAt, sessionStart: session.plannedStart })

  it('never raises a level: only a sweep tells people', () => {
    fc.assert(
      fc.property(rules, moments, moments, (rule, dueAt, now) => {
        const before = noteOwed(session, undefined, rule)
        for (const level of ['none', ...levels] as const) {
          const after = moved({ ...before, level }, to(dueAt), rule, now)
          expect(rank(after.level)).toBeLessThanOrEqual(rank(level))
          expect(after.flagAt).toBe(nextFlagAt(dueAt, rule, after.level))
        }
      }),
    )
  })

  it('keeps a level that holds for the new time too, so that nobody hears of it again', () => {
    const late = { ...owed, level: 'late' as const }
    const now = plusHours(owed.dueAt, 5)
    const after = moved(late, to(plusMinutes(owed.dueAt, 17)), defaultLateRule, now)
    expect(after.level).toBe('late')
    expect(flagged(after, defaultLateRule, now).reached).toEqual([])
  })

  it('begins anew when the session moves to another week', () => {
    const late = { ...owed, level: 'supervisor' as const }
    const after = moved(late, to('2026-02-14T16:53:00.000Z'), defaultLateRule, owed.dueAt)
    expect(after).toMatchObject({ level: 'none', flagAt: '2026-02-14T12:53:00.000Z' })
  })

  it('keeps its supervisor, unless somebody else owes it now', () => {
    const { dueAt } = owed
    const kept = moved(owed, to(dueAt), defaultLateRule, END)
    expect(kept.supervisorId).toBe(owed.supervisorId)
    const memberId = 'e'.repeat(26)
    const handed = moved(owed, { ...to(dueAt), memberId }, defaultLateRule, END)
    expect(handed).toMatchObject({ memberId })
    expect(handed).not.toHaveProperty('supervisorId')
  })
})

describe('closing what is owed', () => {
  it.each(['done', 'cancelled'] as const)('%s: no moment is left, the level stays', (state) => {
    const late = { ...noteOwed(session, undefined, defaultLateRule), level: 'late' as const }
    expect(closed(late, state)).toMatchObject({ state, level: 'late' })
    expect(closed(late, state)).not.toHaveProperty('flagAt')
  })
})
