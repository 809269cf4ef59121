import { exportClientLedgerOperation } from '../../shared/api/clients.ts'
import { clientChain } from '../../shared/aws/client-table.ts'
import { exportFrom, startOfChain } from '../../shared/aws/export-chain.ts'
import { reachClient } from '../../shared/aws/reach-client.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import type { RecordsContext } from './context.ts'

/** `GET /v1/clients/{clientId}/ledger`: the whole chain, up to the head as it stands. */
export const exportClientLedger = (records: RecordsContext) =>
  endpoint(exportClientLedgerOperation, async ({ path: { clientId }, caller }) => {
    const { ledger, now } = records
    const [, start] = await reachClient(
      records,
      caller,
      { clientId, action: 'client-ledger.read' },
      startOfChain(ledger, clientChain(caller.practiceId, clientId)),
    )
    return reply(200, await exportFrom(ledger, start, now()))
  })
