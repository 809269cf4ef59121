import { listConsentsOperation } from '../../shared/api/consents.ts'
import { reachClient } from '../../shared/aws/reach-client.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import { consentView } from './consent-view.ts'
import type { RecordsContext } from './context.ts'

/** `GET /v1/clients/{clientId}/consents`. */
export const listConsents = (records: RecordsContext) =>
  endpoint(listConsentsOperation, async ({ path: { clientId }, caller }) => {
    const [, consents] = await reachClient(
      records,
      caller,
      { clientId, action: 'consent.read' },
      records.consents.all(caller.practiceId, clientId),
    )
    return reply(200, { consents: consents.map(consentView) })
  })
