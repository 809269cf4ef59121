import type { AskedView } from '../../shared/api/asked-view.ts'
import type { Asked } from '../../shared/aws/asked-table.ts'
import { type Reply, reply } from '../../shared/http/reply.ts'
import { Refused } from '../../shared/refused.ts'

/** A document that was asked for: made in a moment, and found under its own address. */
export const askedReply = (view: AskedView): Reply =>
  reply(201, view, { location: `/v1/documents/${view.documentId}` })

/**
 * What the same request asked for before.
 *
 * @throws Refused `idempotency_key_reused` where it asked otherwise
 */
export function repeatedAsking(standing: Asked | undefined, request: string): Reply {
  if (standing?.request !== request) throw new Refused('idempotency_key_reused')
  const { documentId, kind, askedBy, askedAt } = standing
  return askedReply({ documentId, kind, askedBy, askedAt })
}
