import { readDisposalOperation } from '../../shared/api/retention.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import type { RecordsContext } from './context.ts'
import { disposalView } from './disposal-view.ts'
import { reachDisposal } from './reach-disposal.ts'

/** `GET /v1/disposals/{clientId}`. */
export const readDisposal = (records: RecordsContext) =>
  endpoint(readDisposalOperation, async ({ path: { clientId }, caller }) => {
    const {
      stored: { disposal },
      client,
      read: [listed],
    } = await reachDisposal(
      records,
      caller,
      { clientId, action: 'disposal.read' },
      records.directory.find(caller.practiceId, clientId),
    )
    const view = await disposalView(records, disposal, { client, listed })
    return reply(200, view, { version: disposal.version })
  })
