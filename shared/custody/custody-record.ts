import { z } from 'zod'
import { Id } from '../id.ts'
import { CustodyWords } from './custodial-access.ts'

/** What was said in asking, as it is sealed. The ledger commits to all of it but the nonce. */
export const CustodyRecord = z.strictObject({
  form: z.literal('noteseal/custody-words/1'),
  accessId: Id,
  words: CustodyWords,
  nonce: z.base64(),
})
export type CustodyRecord = z.infer<typeof CustodyRecord>
