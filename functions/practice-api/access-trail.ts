import { decide, factsOf } from '../../shared/access/decide.ts'
import { trailOf } from '../../shared/access/trail.ts'
import { type AccessTrailEntry, readAccessTrail } from '../../shared/api/oversight.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import { Refused } from '../../shared/refused.ts'
import type { PracticeContext } from './context.ts'

/**
 * Whoever sees who looked at a record is seen themselves: they are in the trail that they read. It
 * outlives the record (45 CFR 164.316(b)(2)(i): six years); whose it was, the register tells.
 */
export const accessTrail = ({ clients, access, trail, now }: PracticeContext) =>
  endpoint(readAccessTrail, async ({ caller, path: { clientId }, query }) => {
    const { member, practiceId, requestId } = caller
    const client = await clients.everOf(practiceId, clientId)
    if (!client) throw new Refused('client_not_found', [clientId])

    const at = now()
    const facts = client === 'destroyed' ? undefined : factsOf(member, client)
    const { allowed, rule } = decide(member, 'access-trail.read', facts)
    await access.add(
      {
        practiceId,
        clientId,
        memberId: member.memberId,
        action: 'access-trail.read',
        at,
        requestId,
      },
      allowed ? 'asked' : 'refused',
    )
    if (!allowed) throw new Refused('not_allowed', [rule])

    const { month = at.slice(0, 7), limit, cursor } = query
    const entries = trailOf(await trail.of(practiceId, clientId, month))
    const rest = cursor === undefined ? entries : entries.filter((each) => placeOf(each) < cursor)
    const page = rest.slice(0, limit)
    const last = page.at(-1)
    return reply(200, {
      month,
      entries: page.map(shown),
      ...(last && rest.length > limit && { next: placeOf(last) }),
    })
  })

/** A sort key that an address can carry. */
const placeOf = ({ key }: { key: string }) => key.replace('#', '~')

function shown(entry: AccessTrailEntry): AccessTrailEntry {
  const { at, memberId, action, about, custodialAccessId, outcome, requestId } = entry
  return {
    at,
    memberId,
    action,
    ...(about !== undefined && { about }),
    ...(custodialAccessId !== undefined && { custodialAccessId }),
    outcome,
    requestId,
  }
}
