import { z } from 'zod'

/** What is sealed of a session: all of it but its note. The ledger commits to all but the nonce. */
export const SessionRecord = z.strictObject({
  form: z.literal('noteseal/session/1'),
  session: z.record(z.string(), z.unknown()),
  nonce: z.base64(),
})
export type SessionRecord = z.infer<typeof SessionRecord>
