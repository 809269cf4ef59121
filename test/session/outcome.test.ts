import { describe, expect, it } from 'vitest'
import { decideOutcome, type Outcome, replan } from '../../shared/session/outcome.ts'
import type { PlannedSession, Session } from '../../shared/session/session.ts'

const NOW = '2026-01-14T18:00:00.000Z'

const planned: PlannedSession = {
  status: 'planned',
  sessionId: `${'a'.repeat(26)}.${'b'.repeat(26)}`,
  clientId: 'a'.repeat(26),
  memberId: 'c'.repeat(26),
  plannedStart: '2026-01-14T16:00:00.000Z',
  plannedEnd: '2026-01-14T17:00:00.000Z',
  coding: {
    modality: 'video',
    placeOfService: '10',
    participants: ['client'],
    services: [],
    diagnoses: [],
  },
  version: 3,
}

const outcomes: Outcome[] = [
  { status: 'held', start: '2026-01-14T16:02:00.000Z', end: '2026-01-14T16:59:00.000Z' },
  { status: 'missed', reason: 'technical failure' },
  { status: 'cancelled', by: 'client' },
]

describe('what becomes of a session', () => {
  it.each(outcomes)('$status: one version further, and its plan is kept', (outcome) => {
    const { status: _status, ...plan } = planned
    expect(decideOutcome(planned, outcome, NOW)).toEqual({ ...plan, ...outcome, version: 4 })
  })

  it.each(outcomes)('is final once it is $status', (outcome) => {
    const decided: Session = decideOutcome(planned, outcome, NOW)
    for (const other of outcomes)
      expect(() => decideOutcome(decided, other, NOW)).toThrow('session_not_planned')
    const { memberId, coding } = planned
    const plan = { memberId, coding, start: planned.plannedStart, end: planned.plannedEnd }
    expect(() => replan(decided, plan, NOW)).toThrow('session_not_planned')
  })

  it('may have ended a little ahead of our clock, not hours', () => {
    const [held] = outcomes
    const at = (now: string) => () => decideOutcome(planned, held as Outcome, now)
    expect(at('2026-01-14T16:55:00.000Z')).not.toThrow()
    expect(at('2026-01-14T16:53:00.000Z')).toThrow('invalid_request')
  })
})

describe('a planned session with a note', () => {
  const written = { ...planned, noteId: `${'a'.repeat(26)}.${'d'.repeat(26)}` }

  it('may still be held, and neither missed nor cancelled', () => {
    const [held, ...others] = outcomes
    expect(decideOutcome(written, held as Outcome, NOW)).toMatchObject({ noteId: written.noteId })
    for (const other of others)
      expect(() => decideOutcome(written, other, NOW)).toThrow('session_has_note')
  })

  it('may be moved, and not given to another member', () => {
    const plan = { coding: planned.coding, start: planned.plannedStart, end: planned.plannedEnd }
    expect(replan(written, { ...plan, memberId: planned.memberId }, NOW).version).toBe(4)
    expect(() => replan(written, { ...plan, memberId: 'e'.repeat(26) }, NOW)).toThrow(
      'session_has_note',
    )
  })
})
