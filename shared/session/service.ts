import { z } from 'zod'

/** The form of a CPT code: five digits, or four digits and a letter (Categories II, III and PLA). */
export const CptCode = z
  .string()
  .regex(
    /^(?:\d{5}|\d{4}[A-Z])$/,
    'is not a CPT code: five digits, or four digits and a capital letter',
  )
export type CptCode = z.infer<typeof CptCode>

export const Modifier = z
  .string()
  .regex(/^[0-9A-Z]{2}$/, 'is not a modifier: two capital letters or digits')

/** One line of what was provided: a code, up to four modifiers as a claim takes them, and how often. */
export const Service = z.strictObject({
  cpt: CptCode,
  modifiers: z
    .array(Modifier)
    .max(4)
    .refine((all) => new Set(all).size === all.length, 'names a modifier twice')
    .default([]),
  units: z.number().int().min(1).max(24).default(1),
})
export type Service = z.infer<typeof Service>
