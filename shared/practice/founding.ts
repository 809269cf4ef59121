import { z } from 'zod'
import { MemberForm } from '../member/member-form.ts'
import { defaultRetentionPolicy, RetentionPolicy } from '../retention/policy.ts'
import { defaultLateRule, LateRule } from './settings.ts'
import { SettingsForm } from './settings-form.ts'

/**
 * What the deployer hands to `found-practice`: the practice's settings and the first admin, who signs
 * in as `subject` at `issuer` and adds everybody else. All members' accounts are of that issuer.
 */
export const Founding = z.strictObject({
  practice: SettingsForm.extend({
    paper: SettingsForm.shape.paper.default('us-letter'),
    lateRule: LateRule.default(defaultLateRule),
    digestHour: SettingsForm.shape.digestHour.default(7),
    coSignatureWithinHours: SettingsForm.shape.coSignatureWithinHours.default(72),
    retention: RetentionPolicy.default(defaultRetentionPolicy),
  }),
  admin: MemberForm.omit({ supervisorId: true }).extend({
    credentials: MemberForm.shape.credentials.default(''),
    roles: MemberForm.shape.roles
      .default(['admin'])
      .refine((roles) => roles.includes('admin'), 'must include admin'),
    subject: MemberForm.shape.subject.unwrap(),
    /** As in the tokens' `iss`. */
    issuer: z.url().max(2048),
  }),
})
export type Founding = z.infer<typeof Founding>
