import { insist } from '../../shared/access/insist.ts'
import { exportDestroyed as operation } from '../../shared/api/exports.ts'
import { clientChain } from '../../shared/aws/client-table.ts'
import { KeyGone } from '../../shared/aws/key-ring.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import type { Id } from '../../shared/id.ts'
import { Refused } from '../../shared/refused.ts'
import type { RegisterEntry } from '../../shared/retention/register-entry.ts'
import type { RecordsContext } from './context.ts'
import { insistOnExport } from './insist-on-export.ts'

/**
 * `GET /v1/exports/{exportId}/destroyed/{clientId}`: what is left of a record that was destroyed. No
 * care team is left to ask: the role alone decides.
 */
export const exportDestroyed = (records: RecordsContext) =>
  endpoint(operation, async ({ path: { exportId, clientId }, query, caller }) => {
    const { practiceId, member, requestId } = caller
    insist(member, 'record.export')
    const after = Number(query.after ?? 0)
    const chain = clientChain(practiceId, clientId)
    const [run, standing, events, registered] = await Promise.all([
      records.exportRuns.find(practiceId, exportId),
      records.ledger.standing(chain),
      records.ledger.events(chain, after),
      after === 0 ? entryOf(records, practiceId, clientId) : undefined,
      records.access.add({
        practiceId,
        clientId,
        memberId: member.memberId,
        action: 'record.export',
        at: records.now(),
        requestId,
      }),
    ])
    insistOnExport(records, caller, run, { exportId })
    if (!standing?.ended) throw new Refused('client_not_found', [clientId])
    const { head } = standing
    const last = events.at(-1)?.seq ?? head.seq
    return reply(200, {
      head,
      events,
      ...(registered && { register: registered }),
      ...(last < head.seq && { next: String(last) }),
    })
  })

/** Where the practice's register key went, nobody is named any more. */
async function entryOf(
  { register }: RecordsContext,
  practiceId: Id,
  clientId: Id,
): Promise<RegisterEntry | undefined> {
  try {
    return await register.find(practiceId, clientId)
  } catch (error) {
    if (error instanceof KeyGone) return undefined
    throw error
  }
}
