import type { Caller } from '../../shared/access/caller.ts'
import type { Action } from '../../shared/access/role-matrix.ts'
import { reachClient } from '../../shared/aws/reach-client.ts'
import type { Client } from '../../shared/client/client.ts'
import type { Group } from '../../shared/group/group.ts'
import type { Id } from '../../shared/id.ts'
import { Refused } from '../../shared/refused.ts'
import type { RecordsContext } from './context.ts'

/**
 * A group session, for whoever may do this with each of its clients: who sits in a group is said to
 * nobody who may not know it of all of them.
 *
 * @throws Refused `group_not_found`, `not_allowed`
 */
export async function reachGroup(
  records: Pick<RecordsContext, 'clients' | 'access' | 'now' | 'groups'>,
  caller: Caller,
  { groupId, action }: { groupId: Id; action: Action },
): Promise<{ group: Group; clients: readonly Client[] }> {
  const group = await records.groups.find(caller.practiceId, groupId)
  if (!group) throw new Refused('group_not_found', [groupId])
  const reached = await Promise.all(
    group.roster.map(({ clientId }) =>
      reachClient(records, caller, {
        clientId,
        action,
        about: groupId,
        missing: 'group_not_found',
      }),
    ),
  )
  return { group, clients: reached.map(([client]) => client) }
}
