import { z } from 'zod'
import { Instant } from '../clock.ts'
import { Event, Head } from './event.ts'

/**
 * A whole chain as `GET /v1/clients/{clientId}/ledger` and `GET /v1/ledger` give it: enough to verify
 * it without network, AWS or Noteseal. Public keys are not in it, as they must come from elsewhere.
 */
export const ChainExport = z.strictObject({
  form: z.literal('noteseal/chain/1'),
  chain: z.string(),
  exportedAt: Instant,
  head: Head,
  /** From the first to the head, in order. */
  events: z.array(Event).min(1),
})
export type ChainExport = z.infer<typeof ChainExport>
