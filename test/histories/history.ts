import * as fc from 'fast-check'
import { type DeedName, deeds, type One } from './deeds.ts'
import { type Stage, stages } from './stages.ts'

/** What members do: one thing after another, or several at once, their calls in any order. */
export type Step = One | AtOnce

export interface AtOnce {
  readonly atOnce: readonly One[]
  /** Seed of the order in which the calls go out. */
  readonly order: number
  /** Where one of them stops for good, if any does: before its so many-eth call. */
  readonly stops: { readonly which: number; readonly call: number } | undefined
}

export interface History {
  readonly begins: Stage
  readonly steps: readonly Step[]
}

/** How often each is done, compared with the others. */
const often: Partial<Record<DeedName, number>> = {
  'daily run': 10,
  'time passes': 6,
  approve: 6,
  'plan a session': 1,
  'place a hold': 1,
  'change the client': 1,
  withdraw: 1,
  save: 3,
  sign: 3,
  'lift a hold': 3,
  read: 4,
  render: 1,
  'hand a caseload over': 1,
  'back up': 3,
  restore: 3,
}

/** What happens to all of a practice, and not beside something else. */
const alone: ReadonlySet<DeedName> = new Set([
  'time passes',
  'years pass',
  'render',
  'back up',
  'restore',
])

const one: fc.Arbitrary<One> = fc.record({
  deed: fc.oneof(
    ...(Object.keys(deeds) as DeedName[]).map((deed) => ({
      arbitrary: fc.constant(deed),
      weight: often[deed] ?? 2,
    })),
  ),
  by: fc.nat(9),
  pick: fc.nat(59),
})

const atOnce: fc.Arbitrary<AtOnce> = fc.record({
  atOnce: fc.array(
    one.filter(({ deed }) => !alone.has(deed)),
    { minLength: 2, maxLength: 3 },
  ),
  order: fc.nat(),
  stops: fc.option(fc.record({ which: fc.nat(2), call: fc.nat(25) }), {
    nil: undefined,
    freq: 3,
  }),
})

export const history: fc.Arbitrary<History> = fc.record({
  begins: fc.constantFrom(...stages, 'approved', 'notice over', 'notice over'),
  steps: fc.array(fc.oneof({ arbitrary: one, weight: 3 }, { arbitrary: atOnce, weight: 2 }), {
    minLength: 4,
    maxLength: 14,
  }),
})
