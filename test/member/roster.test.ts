import { describe, expect, it } from 'vitest'
import type { Member } from '../../shared/member/member.ts'
import { memberCard } from '../../shared/member/member-card.ts'
import { rosterWith } from '../../shared/member/roster.ts'
import { Refused } from '../../shared/refused.ts'

const member = (memberId: string, more: Partial<Member> = {}): Member => ({
  memberId,
  name: memberId,
  credentials: '',
  roles: ['clinician'],
  email: `${memberId}@example.org`,
  subject: memberId,
  state: 'active',
  version: 1,
  ...more,
})

const admin = member('admin', { roles: ['admin'] })
const head = member('head', { roles: ['clinician', 'supervisor'] })
const lead = member('lead', { roles: ['clinician', 'supervisor'], supervisorId: 'head' })
const intern = member('intern', { supervisorId: 'lead' })
const roster = [admin, head, lead, intern]

function refusal(changed: Member, of: readonly Member[] = roster): Refused | undefined {
  try {
    rosterWith(of, changed)
    return undefined
  } catch (error) {
    if (error instanceof Refused) return error
    throw error
  }
}

describe('a supervisor', () => {
  it.each([
    ['nobody of the practice', 'stranger', 'is not an active supervisor of this practice'],
    ['no supervisor', 'admin', 'is not an active supervisor of this practice'],
    ['the member', 'head', 'is the member'],
    ['supervised by the member', 'lead', 'would supervise in a circle'],
  ])('is refused who is %s', (_who, supervisorId, rule) => {
    const refused = refusal({ ...head, supervisorId })
    expect(refused?.code).toBe('invalid_request')
    expect(refused?.fields).toEqual([{ field: '/body/supervisorId', rule }])
  })

  it('is refused who has left', () => {
    const left = [admin, { ...head, state: 'left' as const }, intern]
    expect(refusal({ ...intern, supervisorId: 'head' }, left)?.code).toBe('invalid_request')
  })

  it('is refused at the end of a long circle', () => {
    const senior = member('senior', { roles: ['supervisor'], supervisorId: 'intern-2' })
    const second = member('intern-2', { roles: ['supervisor'], supervisorId: 'lead' })
    const refused = refusal({ ...head, supervisorId: 'senior' }, [...roster, senior, second])
    expect(refused?.fields[0]?.rule).toBe('would supervise in a circle')
  })

  it('keeps the role while anybody active is supervised', () => {
    const refused = refusal({ ...lead, roles: ['clinician'] })
    expect([refused?.code, refused?.about]).toEqual(['still_supervises', ['intern']])
    const without = [admin, head, lead, { ...intern, state: 'left' as const }]
    expect(refusal({ ...lead, roles: ['clinician'] }, without)).toBeUndefined()
  })

  it('may leave at once, and then no longer stands in the way of other changes', () => {
    const after = rosterWith(roster, { ...lead, state: 'left' })
    expect(refusal({ ...intern, email: 'new@example.org' }, after)).toBeUndefined()
    expect(refusal({ ...intern, state: 'left' }, after)).toBeUndefined()
  })
})

describe('the last admin', () => {
  it.each([
    ['leaves', { state: 'left' as const }],
    ['is an admin no more', { roles: ['clinician' as const] }],
    ['has no account any more', { subject: undefined }],
  ])('is kept from being one who %s', (_what, change) => {
    const { subject, ...rest } = { ...admin, ...change }
    const changed = subject === undefined ? rest : { ...rest, subject }
    expect(refusal(changed)?.code).toBe('last_admin')
  })

  it('is not the last while another can sign in', () => {
    const other = member('other', { roles: ['admin', 'biller'] })
    expect(refusal({ ...admin, state: 'left' }, [...roster, other])).toBeUndefined()
    const { subject: _subject, ...accountless } = other
    expect(refusal({ ...admin, state: 'left' }, [...roster, accountless])?.code).toBe('last_admin')
  })
})

it('an account belongs to one member', () => {
  expect(refusal(member('new', { subject: 'intern' }))?.code).toBe('account_in_use')
  expect(refusal({ ...head, subject: 'intern' })?.code).toBe('account_in_use')
})

it('a card names whom the member supervises, those too who left', () => {
  const gone = member('gone', { supervisorId: 'lead', state: 'left' })
  expect(memberCard('p', lead, [...roster, gone]).supervisees).toEqual(['gone', 'intern'])
})

it('a card holds neither address nor account', () => {
  expect(Object.keys(memberCard('p', head, roster)).sort()).toEqual(
    ['credentials', 'memberId', 'name', 'practiceId', 'roles', 'state', 'supervisees'].sort(),
  )
})
