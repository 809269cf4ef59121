import { insist } from '../../shared/access/insist.ts'
import { approveCustodialAccess, endCustodialAccess } from '../../shared/api/custody.ts'
import { custodialAccessView } from '../../shared/api/custody-view.ts'
import { approveAccess } from '../../shared/custody/approve-access.ts'
import { endAccess } from '../../shared/custody/end-access.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import { insistOnFreshSignIn } from '../../shared/note/fresh-sign-in.ts'
import { Refused } from '../../shared/refused.ts'
import type { PracticeContext } from './context.ts'

/** `POST /v1/custodial-accesses/{accessId}/approval`: the second person's yes. */
export const custodialAccessApproval = ({ custody, now }: PracticeContext) =>
  endpoint(approveCustodialAccess, async ({ caller, path: { accessId } }) => {
    const { practiceId, member, authTime } = caller
    const { memberId } = member
    insist(member, 'custodial-access.approve')
    insistOnFreshSignIn(authTime, now())
    const access = await custody.change(practiceId, memberId, accessId, (before, members, at) => {
      const { custodianId } = before
      if (!members.some((each) => each.memberId === custodianId && each.state === 'active'))
        throw new Refused('member_not_found', [custodianId])
      return approveAccess(before, memberId, at)
    })
    return reply(200, custodialAccessView(access, now()))
  })

/** `POST /v1/custodial-accesses/{accessId}/end`: by either of the two, or an admin. */
export const custodialAccessEnd = ({ custody, now }: PracticeContext) =>
  endpoint(endCustodialAccess, async ({ caller, path: { accessId } }) => {
    const { practiceId, member } = caller
    const { memberId } = member
    const access = await custody.change(practiceId, memberId, accessId, (before, _members, at) => {
      const approver = 'approvedBy' in before ? before.approvedBy : undefined
      const author = before.custodianId === memberId || approver === memberId
      insist(member, 'custodial-access.end', { author })
      return endAccess(before, memberId, at)
    })
    return reply(200, custodialAccessView(access, now()))
  })
