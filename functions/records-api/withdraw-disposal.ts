import { withdrawDisposalOperation } from '../../shared/api/retention.ts'
import { clientChain } from '../../shared/aws/client-table.ts'
import { disposalWithdrawn } from '../../shared/aws/disposal-events.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import { Refused } from '../../shared/refused.ts'
import { withdrawDisposal as withdrawn } from '../../shared/retention/withdraw-disposal.ts'
import { overtaken, unlessOvertaken } from '../../shared/unless-overtaken.ts'
import type { RecordsContext } from './context.ts'
import { disposalView } from './disposal-view.ts'
import { reachDisposal } from './reach-disposal.ts'
import { standingDisposal } from './standing-disposal.ts'

/** `POST /v1/disposals/{clientId}/withdrawal`: one member is enough to stop what two approved. */
export const withdrawDisposal = (records: RecordsContext) =>
  endpoint(
    withdrawDisposalOperation,
    ({ path: { clientId }, caller, ifMatch }) =>
      unlessOvertaken(async () => {
        const { practiceId, member } = caller
        const { memberId } = member
        const chain = clientChain(practiceId, clientId)
        const { stored, client, read } = await reachDisposal(
          records,
          caller,
          { clientId, action: 'disposal.withdraw' },
          records.ledger.head(chain),
          records.directory.find(practiceId, clientId),
        )
        const [head, listed] = read
        const { disposal: before } = stored
        if (before.version !== ifMatch) throw new Refused('stale_revision', [`"${before.version}"`])
        const at = records.now()
        const disposal = withdrawn(before, { why: 'by-a-member', by: memberId, at })
        const event = disposalWithdrawn({ practiceId, actorId: memberId, at }, disposal)
        await records.ledger.commit([{ chain, head, event }], () => [
          records.disposals.change(before, disposal, overtaken),
        ])
        const view = await disposalView(records, disposal, { client, listed })
        return reply(200, view, { version: disposal.version })
      }),
    ({ path: { clientId }, caller, ifMatch }) =>
      standingDisposal(
        records,
        caller,
        { clientId, version: ifMatch + 1 },
        (standing) =>
          standing.state === 'withdrawn' && standing.withdrawnBy === caller.member.memberId,
      ),
  )
