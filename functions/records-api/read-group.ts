import { decide, factsOf } from '../../shared/access/decide.ts'
import { type GroupView, readGroupOperation } from '../../shared/api/groups.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import type { RecordsContext } from './context.ts'
import { reachGroup } from './reach-group.ts'

/**
 * `GET /v1/groups/{groupId}`. What the notes share is shown to those who may read notes. The shared
 * part's revision is the ETag, as only that changes.
 */
export const readGroup = (records: RecordsContext) =>
  endpoint(readGroupOperation, async ({ path: { groupId }, caller }) => {
    const { practiceId, member } = caller
    const [{ group, clients }, sharedPart] = await Promise.all([
      reachGroup(records, caller, { groupId, action: 'session.read' }),
      records.groups.sharedPart(practiceId, groupId),
    ])
    const readable = clients.every(
      (client) => decide(member, 'shared-part.read', factsOf(member, client)).allowed,
    )
    const view: GroupView = { ...group, ...(readable && { sharedPart }) }
    return reply(200, view, { version: sharedPart.revision })
  })
