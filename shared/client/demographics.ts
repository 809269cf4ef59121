import { z } from 'zod'
import { LocalDate } from '../clock.ts'
import { line } from '../text.ts'
import { Contacts, Guardian, Person } from './contacts.ts'
import { Coverage, inOrder } from './insurance.ts'

export const ClientName = z.strictObject({
  given: line(80),
  middle: line(80).optional(),
  family: line(80),
  suffix: line(20).optional(),
  /** What the client wants to be called. */
  preferred: line(80).optional(),
})
export type ClientName = z.infer<typeof ClientName>

/** The number by which somebody else knows this client: a referrer, a school, an earlier system. */
export const ExternalId = z.strictObject({ system: line(60), value: line(60) })
export type ExternalId = z.infer<typeof ExternalId>

/** Who a client is. Kept sealed under the client's own key. */
export const Demographics = z.strictObject({
  name: ClientName,
  pronouns: line(40).optional(),
  birthDate: LocalDate.refine((date) => date >= '1900-01-01', 'must not be before 1900'),
  /** As an insurer has it on file. Says nothing about gender. */
  administrativeSex: z.enum(['female', 'male', 'other', 'unknown']).optional(),
  contacts: Contacts.optional(),
  emergencyContact: Person.optional(),
  guardians: z.array(Guardian).max(4).optional(),
  insurance: z
    .array(Coverage)
    .max(4)
    .refine(inOrder, 'must each have another place in the order')
    .optional(),
  externalIds: z.array(ExternalId).max(10).optional(),
  /** Whether these are records of a substance use program (42 CFR Part 2), where the practice’s own setting does not say it. */
  part2Program: z.boolean().optional(),
})
export type Demographics = z.infer<typeof Demographics>

/** As printed: legal name, without what the client wants to be called. */
export function fullName({ given, middle, family, suffix }: ClientName): string {
  return [given, middle, family, suffix].filter(Boolean).join(' ')
}
