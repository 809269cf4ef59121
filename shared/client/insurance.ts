import { z } from 'zod'
import { LocalDate } from '../clock.ts'
import { line } from '../text.ts'

/** One insurance a client is covered by. */
export const Coverage = z.strictObject({
  /** Who is billed first. */
  order: z.enum(['primary', 'secondary', 'tertiary', 'other']),
  payer: line(120),
  plan: line(120).optional(),
  memberId: line(40),
  group: line(40).optional(),
  /** Whose policy it is; the name only where that is somebody else. */
  holder: z
    .strictObject({
      relationship: z.enum(['self', 'spouse', 'parent', 'other']),
      name: line(120).optional(),
      birthDate: LocalDate.optional(),
    })
    .refine(({ relationship, name }) => relationship === 'self' || name !== undefined, {
      path: ['name'],
      message: 'is missing: the policy is somebody else’s',
    })
    .optional(),
})
export type Coverage = z.infer<typeof Coverage>

/** No two insurances at one place in the order; `other` is no place. */
export function inOrder(coverages: readonly Coverage[]): boolean {
  const places = coverages.map(({ order }) => order).filter((order) => order !== 'other')
  return new Set(places).size === places.length
}
