import { z } from 'zod'
import { Demographics } from './demographics.ts'

/** What is sealed of who a client is. The ledger commits to all of it but the nonce. */
export const DemographicsRecord = z.strictObject({
  form: z.literal('noteseal/demographics/1'),
  clientId: z.string(),
  demographics: Demographics,
  nonce: z.base64(),
})
export type DemographicsRecord = z.infer<typeof DemographicsRecord>
