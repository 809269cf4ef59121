import { z } from 'zod'
import { Id } from '../id.ts'
import { Member } from '../member/member.ts'
import { MemberChange, MemberForm } from '../member/member-form.ts'
import { operation } from './operation.ts'

const tag = 'Members'

const path = z.object({ memberId: Id })

const clinician = {
  name: 'Amara Okafor',
  credentials: 'PhD, LCSW',
  roles: ['clinician' as const],
  licence: { number: 'LC12345', state: 'ME', type: 'Clinical social worker' },
  npi: '1234567893',
  email: 'amara.okafor@example.org',
  subject: 'f6c1d0a2',
}

export const listMembers = operation({
  route: 'GET /v1/members',
  summary: 'Who works here, and who did',
  description: 'By name. Only admins see whose account is whose (`subject`).',
  tag,
  status: 200,
  answer: z.object({ members: z.array(Member) }),
  refusals: ['not_allowed'],
})

export const addMember = operation({
  route: 'POST /v1/members',
  summary: 'Add a member',
  description:
    'Without a `subject`, the identity provider’s name for their account, they cannot sign in yet.',
  tag,
  body: MemberForm,
  example: { body: clinician },
  status: 201,
  answer: Member,
  idempotent: true,
  refusals: ['account_in_use', 'idempotency_key_reused', 'not_allowed', 'too_busy'],
})

export const readMember = operation({
  route: 'GET /v1/members/{memberId}',
  summary: 'One member',
  tag,
  path,
  status: 200,
  answer: Member,
  refusals: ['member_not_found', 'not_allowed'],
})

export const changeMember = operation({
  route: 'PUT /v1/members/{memberId}',
  summary: 'Change a member, or let them leave',
  description:
    'All of the member at once: what is left out is taken away. Whoever is set to `left` is refused everywhere within 60 seconds; what they wrote stays.',
  tag,
  path,
  body: MemberChange,
  example: { body: { ...clinician, state: 'left' } },
  status: 200,
  answer: Member,
  ifMatch: true,
  refusals: [
    'account_in_use',
    'last_admin',
    'member_not_found',
    'not_allowed',
    'stale_revision',
    'still_supervises',
    'too_busy',
  ],
})
