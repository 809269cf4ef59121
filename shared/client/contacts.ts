import { z } from 'zod'
import { line } from '../text.ts'

const PhoneNumber = line(40).regex(
  /^\+?[0-9 ().\-/]{3,30}(?:(?:ext\.?|x)\s?\d{1,8})?$/i,
  'is not a telephone number',
)

/** A way to reach the client, and whether it may be used: whoever else picks up must learn nothing. */
export const Phone = z.strictObject({
  kind: z.enum(['mobile', 'home', 'work', 'other']),
  number: PhoneNumber,
  safeToCall: z.boolean(),
  safeToText: z.boolean(),
  safeToLeaveMessage: z.boolean(),
})
export type Phone = z.infer<typeof Phone>

export const Email = z.strictObject({ address: z.email().max(254), safeToWrite: z.boolean() })
export type Email = z.infer<typeof Email>

export const PostalAddress = z.strictObject({
  lines: z.array(line(80)).min(1).max(4),
  city: line(80),
  /** Two letters in the United States. */
  region: line(40).optional(),
  postalCode: line(16).optional(),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'is not a two-letter country (ISO 3166)')
    .optional(),
  safeToWrite: z.boolean(),
})
export type PostalAddress = z.infer<typeof PostalAddress>

export const Contacts = z.strictObject({
  phones: z.array(Phone).max(6).optional(),
  emails: z.array(Email).max(4).optional(),
  address: PostalAddress.optional(),
})
export type Contacts = z.infer<typeof Contacts>

/** Somebody to call when the client is in danger. */
export const Person = z.strictObject({
  name: line(120),
  relationship: line(60),
  phone: PhoneNumber,
})
export type Person = z.infer<typeof Person>

/** Who may decide for a client who is a minor or has a guardian for another reason. */
export const Guardian = z.strictObject({
  name: line(120),
  relationship: line(60),
  phone: PhoneNumber.optional(),
  mayConsent: z.boolean(),
  mayReceiveRecords: z.boolean(),
})
export type Guardian = z.infer<typeof Guardian>
