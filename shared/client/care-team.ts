import { z } from 'zod'
import { Id } from '../id.ts'

const Members = z
  .array(Id)
  .max(30)
  .refine((ids) => new Set(ids).size === ids.length, 'names somebody twice')

/** Who works with a client, and who is kept out of their record. Replaces what was there. */
export const CareTeam = z
  .strictObject({ careTeam: Members.min(1), barred: Members })
  .refine(({ careTeam, barred }) => !careTeam.some((id) => barred.includes(id)), {
    path: ['barred'],
    message: 'names somebody who is on the care team',
  })
export type CareTeam = z.infer<typeof CareTeam>

/** The members of a new care team who were not on the one before: they have to be somebody. */
export function newcomers(
  before: Pick<CareTeam, 'careTeam' | 'barred'>,
  after: Pick<CareTeam, 'careTeam' | 'barred'>,
): Id[] {
  const known = new Set([...before.careTeam, ...before.barred])
  return [...after.careTeam, ...after.barred].filter((id) => !known.has(id))
}

/**
 * What a change of a care team does, for the ledger, by ids: `added1`, `added2` …, `removed1` …,
 * `barred1` …, `unbarred1` …
 */
export function careTeamSteps(
  before: Pick<CareTeam, 'careTeam' | 'barred'>,
  after: Pick<CareTeam, 'careTeam' | 'barred'>,
): Record<string, Id> {
  const steps = {
    added: missingFrom(before.careTeam, after.careTeam),
    removed: missingFrom(after.careTeam, before.careTeam),
    barred: missingFrom(before.barred, after.barred),
    unbarred: missingFrom(after.barred, before.barred),
  }
  return Object.fromEntries(
    Object.entries(steps).flatMap(([step, ids]) =>
      ids.map((id, i) => [`${step}${i + 1}`, id] as const),
    ),
  )
}

const missingFrom = (some: readonly Id[], all: readonly Id[]) =>
  all.filter((id) => !some.includes(id))
