import { z } from 'zod'
import { folded, line, prose } from '../text.ts'

/** What somebody is who is given records. `client`: also whoever may act for the client. */
export const RecipientRole = z.enum(['payer', 'provider', 'client', 'court', 'authority', 'other'])
export type RecipientRole = z.infer<typeof RecipientRole>

/** Who is given records. The contact is theirs: an address, a fax number, a portal's name. */
export const Recipient = z.strictObject({
  name: line(120),
  role: RecipientRole,
  contact: prose(300).optional(),
})
export type Recipient = z.infer<typeof Recipient>

/** The same name, whatever its case, accents and spaces. */
export const isSameName = (one: string, other: string): boolean => folded(one) === folded(other)
