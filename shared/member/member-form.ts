import { z } from 'zod'
import { Member, Role } from './member.ts'

/** A member as an admin writes one: all of it at once, so what is left out is taken away. */
export const MemberForm = Member.omit({ memberId: true, state: true, version: true })
  .extend({
    roles: z
      .array(Role)
      .min(1)
      .max(Role.options.length)
      .refine((roles) => new Set(roles).size === roles.length, 'names a role twice'),
  })
  .strict()
export type MemberForm = z.infer<typeof MemberForm>

/** A change may also be that a member leaves, or comes back. */
export const MemberChange = MemberForm.extend({ state: Member.shape.state })
export type MemberChange = z.infer<typeof MemberChange>
