import { z } from 'zod'
import { Zone } from '../clock.ts'
import { HeldAccess } from '../custody/custodial-access.ts'
import { Id } from '../id.ts'
import { line } from '../text.ts'
import { Npi } from './npi.ts'

/** What a member may be; one person may be several. `shared/access/role-matrix.ts` says what each may do. */
export const Role = z.enum(['clinician', 'supervisor', 'admin', 'biller', 'custodian'])
export type Role = z.infer<typeof Role>

export const Licence = z.object({
  number: line(40),
  /** Two letters of the state that issued it. */
  state: z.string().regex(/^[A-Z]{2}$/, 'is not a two-letter state'),
  type: line(60),
  expires: z.iso.date().optional(),
})
export type Licence = z.infer<typeof Licence>

/** Somebody who works in the practice. */
export const Member = z.object({
  memberId: Id,
  name: line(120),
  /** As printed after the name: `PhD, LCSW`. */
  credentials: z.literal('').or(line(60)),
  roles: z.array(Role).min(1),
  licence: Licence.optional(),
  npi: Npi.optional(),
  /** The member who answers for this one's notes and co-signs them. */
  supervisorId: Id.optional(),
  zone: Zone.optional(),
  email: z.email().max(254),
  /** The subject of this person's tokens at the practice's issuer. */
  subject: z
    .string()
    .min(1)
    .max(255)
    .refine((text) => text.isWellFormed(), 'holds half of a surrogate pair')
    .optional(),
  state: z.enum(['active', 'left']),
  version: z.number().int().positive(),
})
export type Member = z.infer<typeof Member>

/**
 * What a function needs to know of a caller, kept beside the token's subject so that one read finds
 * it: a copy of the member, written in the same transaction as the member.
 */
export const MemberCard = Member.pick({
  memberId: true,
  name: true,
  credentials: true,
  roles: true,
  licence: true,
  npi: true,
  supervisorId: true,
  zone: true,
  state: true,
}).extend({
  practiceId: Id,
  /** The members whose supervisor this one is. */
  supervisees: z.array(Id),
  /** Custodial accesses that this member holds; those in force, by the time a deed sees them. */
  custody: z.array(HeldAccess).optional(),
})
export type MemberCard = z.infer<typeof MemberCard>
