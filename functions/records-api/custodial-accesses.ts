import type { Caller } from '../../shared/access/caller.ts'
import { decide } from '../../shared/access/decide.ts'
import { insist } from '../../shared/access/insist.ts'
import {
  listCustodialAccesses,
  readCustodialAccess,
  requestCustodialAccess,
} from '../../shared/api/custody.ts'
import { custodialAccessView } from '../../shared/api/custody-view.ts'
import type { ToldAccess } from '../../shared/aws/custody-requests.ts'
import type { CustodialAccess } from '../../shared/custody/custodial-access.ts'
import { requestAccess } from '../../shared/custody/request-access.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import { derivedId, newId } from '../../shared/id.ts'
import { Refused } from '../../shared/refused.ts'
import type { RecordsContext } from './context.ts'

/** `POST /v1/custodial-accesses`. Asking alone opens nothing: `practice-api` has it approved. */
export const custodialAccessRequest = ({ custody, practice, now }: RecordsContext) =>
  endpoint(requestCustodialAccess, async ({ caller, body, idempotencyKey }) => {
    const { member, practiceId } = caller
    insist(member, 'custodial-access.request')
    const { words, ...asked } = body
    const custodianId = member.memberId
    const accessId =
      idempotencyKey === undefined
        ? newId()
        : derivedId('custodial access', practiceId, custodianId, idempotencyKey)
    const clinician = await practice.member(practiceId, asked.clinicianId)
    const access = requestAccess({ ...asked, accessId, practiceId, custodianId }, clinician, now())
    const added = await custody.add(access, words, body)
    const location = `/v1/custodial-accesses/${accessId}`
    return reply(201, shown(added, now()), { location })
  })

/** `GET /v1/custodial-accesses`. */
export const custodialAccessesList = ({ custody, now }: RecordsContext) =>
  endpoint(listCustodialAccesses, async ({ caller }) => {
    const told = await custody.all(caller.practiceId)
    const accesses = told
      .filter(({ access }) => mayRead(caller, access).allowed)
      .map((each) => shown(each, now()))
      .sort((a, b) => (a.requestedAt > b.requestedAt ? -1 : 1))
    return reply(200, { accesses })
  })

/** `GET /v1/custodial-accesses/{accessId}`. */
export const custodialAccessRead = ({ custody, now }: RecordsContext) =>
  endpoint(readCustodialAccess, async ({ caller, path: { accessId } }) => {
    const told = await custody.find(caller.practiceId, accessId)
    if (!told) throw new Refused('custodial_access_not_found', [accessId])
    const { allowed, rule } = mayRead(caller, told.access)
    if (!allowed) throw new Refused('not_allowed', [rule])
    return reply(200, shown(told, now()))
  })

const mayRead = ({ member }: Caller, { custodianId }: CustodialAccess) =>
  decide(member, 'custodial-access.read', { author: custodianId === member.memberId })

const shown = ({ access, words }: ToldAccess, now: string) => ({
  ...custodialAccessView(access, now),
  ...(words !== undefined && { words }),
})
