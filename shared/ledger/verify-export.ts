import { z } from 'zod'
import { ChainExport } from './chain-export.ts'
import type { Break, Expectations } from './verify-chain.ts'
import { verifyChain } from './verify-chain.ts'

/** An export whose events are still to be looked at, one by one. */
const Envelope = ChainExport.extend({ events: z.array(z.unknown()) })

/**
 * Verifies an export that somebody hands over. That its events end in its own head proves little;
 * heads that the verifier knows from elsewhere prove more.
 *
 * @param exported what `GET /v1/clients/{clientId}/ledger` answered, parsed from JSON; untrusted
 * @throws ZodError for what is no export
 */
export function verifyExport(
  exported: unknown,
  expected: Omit<Expectations, 'head'> = {},
): Break[] {
  const { chain, head, events } = Envelope.parse(exported)
  return verifyChain(events, { chain, ...expected, head })
}
