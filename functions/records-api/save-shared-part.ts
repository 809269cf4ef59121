import { saveSharedPartOperation } from '../../shared/api/groups.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import { canonical } from '../../shared/ledger/canonical.ts'
import { Refused } from '../../shared/refused.ts'
import type { RecordsContext } from './context.ts'
import { reachGroup } from './reach-group.ts'

/** `PUT /v1/groups/{groupId}/shared-part`: sealed under the group's key. A repeat changes nothing. */
export const saveSharedPart = (records: RecordsContext) =>
  endpoint(saveSharedPartOperation, async ({ path: { groupId }, body, caller, ifMatch }) => {
    const { practiceId, member } = caller
    await reachGroup(records, caller, { groupId, action: 'shared-part.save' })
    const next = {
      sections: body.sections,
      revision: ifMatch + 1,
      savedAt: records.now(),
      savedBy: member.memberId,
    }
    const standing = await records.groups.saveSharedPart(practiceId, groupId, next)
    const repeated =
      standing?.revision === next.revision &&
      standing.savedBy === member.memberId &&
      canonical(standing.sections) === canonical(body.sections)
    if (standing && !repeated) throw new Refused('stale_revision', [groupId])
    return reply(200, standing ?? next, { version: next.revision })
  })
