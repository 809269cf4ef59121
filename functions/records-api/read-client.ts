import { readClientOperation } from '../../shared/api/clients.ts'
import { reachClient } from '../../shared/aws/reach-client.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import { clientView } from './client-view.ts'
import type { RecordsContext } from './context.ts'

/** `GET /v1/clients/{clientId}`. */
export const readClient = (records: RecordsContext) =>
  endpoint(readClientOperation, async ({ path: { clientId }, caller }) => {
    const [client, demographics] = await reachClient(
      records,
      caller,
      { clientId, action: 'client.see' },
      records.clients.demographics(caller.practiceId, clientId),
    )
    if (!demographics) throw new Error('a client without demographics')
    return reply(200, clientView(client, demographics), { version: client.version })
  })
