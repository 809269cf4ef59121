import { exportClientLedgerOperation } from '../../shared/api/clients.ts'
import { clientChain } from '../../shared/aws/client-table.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import type { ChainExport } from '../../shared/ledger/chain-export.ts'
import type { Event } from '../../shared/ledger/event.ts'
import type { RecordsContext } from './context.ts'
import { reachClient } from './reach-client.ts'

const PAGE = 500

/** `GET /v1/clients/{clientId}/ledger`: the whole chain, up to the head as it stands. */
export const exportClientLedger = (records: RecordsContext) =>
  endpoint(exportClientLedgerOperation, async ({ path: { clientId }, caller }) => {
    const chain = clientChain(caller.practiceId, clientId)
    const { ledger } = records
    const [, head, first] = await reachClient(
      records,
      caller,
      { clientId, action: 'client-ledger.read' },
      ledger.head(chain),
      ledger.events(chain, 0, PAGE),
    )
    if (!head) throw new Error('a client without a chain')
    const events: Event[] = [...first]
    while (events.length < head.seq) {
      const more = await ledger.events(chain, events.length, PAGE)
      if (more.length === 0) throw new Error('a chain that ends before its head')
      events.push(...more)
    }
    const whole: ChainExport = {
      form: 'noteseal/chain/1',
      chain,
      exportedAt: records.now(),
      head,
      // Read beside the head, some may be newer than it.
      events: events.filter(({ seq }) => seq <= head.seq),
    }
    return reply(200, whole)
  })
