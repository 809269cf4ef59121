import { type GroupView, readGroupOperation } from '../../shared/api/groups.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import type { RecordsContext } from './context.ts'
import { reachGroup } from './reach-group.ts'

/** `GET /v1/groups/{groupId}`. The shared part's revision is the ETag, as only that changes. */
export const readGroup = (records: RecordsContext) =>
  endpoint(readGroupOperation, async ({ path: { groupId }, caller }) => {
    const [group, sharedPart] = await Promise.all([
      reachGroup(records, caller, { groupId, action: 'session.read' }),
      records.groups.sharedPart(caller.practiceId, groupId),
    ])
    const view: GroupView = { ...group, sharedPart }
    return reply(200, view, { version: sharedPart.revision })
  })
