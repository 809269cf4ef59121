import { z } from 'zod'

/** What the template says of the certificate it wants. CloudFormation makes text of everything. */
export const WantedProperties = z.object({
  /** Who seals: `CN=`, and the practice's name in at most 64 characters, as X.520 allows. */
  Subject: z.string().regex(/^CN=.{1,64}$/u, 'is not CN= and a name'),
  /** First day of validity, `2026-01-01`. Fixed, so that a repeated deploy makes the same bytes. */
  From: z.iso.date(),
  Years: z.coerce.number().int().min(1).max(30),
  /** Raise it to get another certificate for the same key. */
  Generation: z.coerce.string().min(1),
  /** PEM: what somebody else issued for the key, in place of a certificate of its own. */
  Chain: z.string().optional(),
})
export type WantedProperties = z.infer<typeof WantedProperties>
