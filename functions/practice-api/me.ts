import { readMe } from '../../shared/api/practice.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import { Refused } from '../../shared/refused.ts'
import type { PracticeContext } from './context.ts'

export const me = ({ roster, practice }: PracticeContext) =>
  endpoint(readMe, async ({ caller: { practiceId, member } }) => {
    const [self, settings] = await Promise.all([
      roster.member(practiceId, member.memberId),
      practice.settings(practiceId),
    ])
    if (!self) throw new Refused('member_not_found', [member.memberId])
    const { name, zone } = settings
    return reply(200, {
      member: self,
      supervisees: member.supervisees,
      practice: { practiceId, name, zone },
    })
  })
