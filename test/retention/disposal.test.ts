import { describe, expect, it } from 'vitest'
import type { Client } from '../../shared/client/client.ts'
import { newId } from '../../shared/id.ts'
import { Refused } from '../../shared/refused.ts'
import { approveDisposal } from '../../shared/retention/approve-disposal.ts'
import { Disposal, type DisposalIn } from '../../shared/retention/disposal.ts'
import type { Hold } from '../../shared/retention/hold.ts'
import { liftHold } from '../../shared/retention/lift-hold.ts'
import {
  defaultRetentionPolicy,
  earliestDisposal,
  servedOn,
} from '../../shared/retention/policy.ts'
import { proposeDisposal } from '../../shared/retention/propose-disposal.ts'
import { whyNotDestroyed } from '../../shared/retention/why-not-destroyed.ts'
import { withdrawDisposal } from '../../shared/retention/withdraw-disposal.ts'

const now = '2037-01-04T11:30:00.000Z'
const today = '2037-01-04'
const policy = defaultRetentionPolicy
const authTime = Date.parse(now) / 1000
const [ann, ben] = [newId(), newId()]

const client: Client = {
  clientId: newId(),
  practiceId: newId(),
  state: 'closed',
  careTeam: [ann],
  barred: [],
  openDrafts: 0,
  holds: 0,
  retention: { lastServiceOn: '2026-03-02', birthYear: 1980 },
  openedAt: '2020-01-14T15:00:00.000Z',
  version: 3,
}

const propose = (more: Partial<Client> = {}, before?: Disposal, on = today) =>
  proposeDisposal({ ...client, ...more }, before, policy, { now, today: on })

function proposed(): DisposalIn<'proposed'> {
  const disposal = propose()
  if (!disposal) throw new Error('not proposed')
  return disposal
}

const approve = (
  disposal: Disposal,
  memberId: string,
  more: {
    client?: Partial<Client>
    authTime?: number
    version?: number
    years?: number
  } = {},
) =>
  approveDisposal(
    disposal,
    { ...client, ...more.client },
    { ...policy, ...(more.years && { yearsAfterLastService: more.years }) },
    {
      memberId,
      authTime: more.authTime ?? authTime,
      at: now,
      version: more.version ?? disposal.version,
      today,
    },
  )

const approved = () => approve(approve(proposed(), ann), ben)

const refusal = (doing: () => unknown) => {
  try {
    doing()
  } catch (error) {
    if (error instanceof Refused) return error.code
    throw error
  }
  return undefined
}

describe('the earliest disposal', () => {
  it.each([
    ['an adult’s, ten years after the year of the last service', '2026-03-02', 1980, '2037-01-01'],
    ['the same for a service on the year’s last day', '2026-12-31', 1980, '2037-01-01'],
    ['a child’s, eight years after the year of coming of age', '2026-03-02', 2018, '2045-01-01'],
    ['whichever is later: here the service', '2040-03-02', 2018, '2051-01-01'],
  ])('is a first of January: %s', (_what, lastServiceOn, birthYear, on) => {
    expect(earliestDisposal(policy, { lastServiceOn, birthYear }).on).toBe(on)
  })

  it('is never before either time is over, whatever the day', () => {
    for (let month = 1; month <= 12; month++) {
      const day = `${String(month).padStart(2, '0')}-28`
      const { on } = earliestDisposal(policy, { lastServiceOn: `2026-${day}`, birthYear: 2011 })
      expect(on > `2036-${day}` && on > `${2011 + 26}-${day}`).toBe(true)
    }
  })

  it('restarts with a later service, and not with an earlier one', () => {
    const { retention } = client
    expect(servedOn(retention, '2026-03-03').lastServiceOn).toBe('2026-03-03')
    expect(servedOn(retention, '2026-03-01')).toEqual(retention)
  })
})

describe('a record is proposed', () => {
  it('once its retention is over, with rule, day and facts', () => {
    expect(proposed()).toEqual({
      state: 'proposed',
      clientId: client.clientId,
      practiceId: client.practiceId,
      proposedAt: now,
      dueOn: '2037-01-01',
      rule: 'years-after-last-service',
      facts: client.retention,
      version: 1,
      approvals: [],
    })
  })

  it('on the day itself, and not the day before', () => {
    expect(propose({}, undefined, '2036-12-31')).toBeUndefined()
    expect(propose({}, undefined, '2037-01-01')).toBeDefined()
  })

  it('not on hold', () => {
    expect(propose({ holds: 1 })).toBeUndefined()
  })

  it('anew after it was withdrawn, under a version of its own, without the approvals of before', () => {
    const withdrawn = withdrawDisposal(approve(proposed(), ann), { why: 'served-again', at: now })
    expect(propose({}, withdrawn)).toMatchObject({ state: 'proposed', version: 4, approvals: [] })
  })

  it('not again while it is proposed or approved', () => {
    expect(propose({}, proposed())).toBeUndefined()
    expect(propose({}, approved())).toBeUndefined()
  })
})

describe('approving', () => {
  it('takes two members; then the notice period runs, and the client’s version is fixed', () => {
    const first = approve(proposed(), ann)
    expect(first).toMatchObject({ state: 'proposed', approvals: [{ memberId: ann, at: now }] })
    expect(approve(first, ben)).toMatchObject({
      state: 'approved',
      approvals: [{ memberId: ann }, { memberId: ben }],
      destroyAfter: '2037-02-03T11:30:00.000Z',
      clientVersion: 3,
      version: 3,
    })
  })

  it('leaves what is stored as it reads', () => {
    for (const disposal of [proposed(), approve(proposed(), ann), approved()])
      expect(Disposal.parse(disposal)).toEqual(disposal)
  })

  it.each([
    [
      'twice by the same member',
      () => approve(approve(proposed(), ann), ann),
      'already_approved_by_you',
    ],
    ['a third time', () => approve(approved(), newId()), 'disposal_not_proposed'],
    [
      'after an hour without a sign-in',
      () => approve(proposed(), ann, { authTime: authTime - 3600 }),
      'fresh_sign_in_required',
    ],
    ['from an older version', () => approve(proposed(), ann, { version: 9 }), 'stale_revision'],
    ['on hold', () => approve(proposed(), ann, { client: { holds: 1 } }), 'client_on_hold'],
    [
      'with an open draft',
      () => approve(proposed(), ann, { client: { openDrafts: 1 } }),
      'open_drafts',
    ],
    [
      'of somebody who was served since',
      () => approve(proposed(), ann, { client: { retention: servedOn(client.retention, today) } }),
      'retention_not_over',
    ],
    [
      'where the practice keeps records longer by now',
      () => approve(proposed(), ann, { years: 12 }),
      'retention_not_over',
    ],
    [
      'of what was withdrawn',
      () => approve(withdrawDisposal(proposed(), { why: 'by-a-member', by: ben, at: now }), ann),
      'disposal_not_proposed',
    ],
  ])('is refused %s', (_what, doing, code) => {
    expect(refusal(doing)).toBe(code)
  })
})

describe('withdrawing', () => {
  it('says who where a person did it, and else only why', () => {
    const by = withdrawDisposal(approved(), { why: 'by-a-member', by: ben, at: now })
    expect(by).toMatchObject({ state: 'withdrawn', withdrawnBy: ben, version: 4 })
    const hold = withdrawDisposal(proposed(), { why: 'hold-placed', at: now })
    expect(hold).not.toHaveProperty('withdrawnBy')
    expect(Disposal.parse(hold)).toEqual(hold)
  })

  it('is refused once the keys are destroyed, or when it is withdrawn already', () => {
    const again = withdrawDisposal(proposed(), { why: 'hold-placed', at: now })
    const destroying = { ...approved(), state: 'destroying' } as unknown as Disposal
    for (const disposal of [again, destroying])
      expect(refusal(() => withdrawDisposal(disposal, { why: 'hold-placed', at: now }))).toBe(
        'disposal_not_proposed',
      )
  })
})

describe('a record is destroyed', () => {
  const later = { now: '2037-02-03T11:30:00.000Z', today: '2037-02-03' }
  const why = (more: Partial<Client> = {}, disposal: Disposal | undefined = approved()) =>
    whyNotDestroyed({ ...client, ...more }, disposal, policy, later)

  it('when two approved it and the notice period is over', () => {
    expect(why()).toEqual([])
  })

  it.each([
    ['nobody proposed it', whyNotDestroyed(client, undefined, policy, later), ['not-approved']],
    ['one approved it', why({}, approve(proposed(), ann)), ['not-approved']],
    [
      'the notice period runs',
      whyNotDestroyed(client, approved(), policy, { now, today }),
      ['notice-running'],
    ],
    ['a hold was placed', why({ holds: 1 }), ['on-hold']],
    ['somebody writes in it', why({ openDrafts: 1 }), ['open-drafts']],
    [
      'the client was served',
      why({ retention: { ...client.retention, lastServiceOn: today } }),
      ['served-since'],
    ],
    ['the record changed', why({ version: 4 }), ['client-changed']],
    [
      'the practice keeps records longer now',
      whyNotDestroyed(client, approved(), { ...policy, yearsAfterLastService: 20 }, later),
      ['policy-changed'],
    ],
    [
      'several things at once',
      why({ holds: 1, openDrafts: 2, version: 9 }),
      ['on-hold', 'open-drafts', 'client-changed'],
    ],
  ])('not when %s', (_what, reasons, expected) => {
    expect(reasons).toEqual(expected)
  })
})

describe('lifting a hold', () => {
  const hold: Hold = {
    state: 'placed',
    holdId: `${client.clientId}.${newId()}`,
    clientId: client.clientId,
    placedBy: ann,
    placedAt: now,
    version: 1,
  }
  const lift = (memberId: string, of: Hold = hold) =>
    liftHold(of, { memberId, at: now, version: 1 })

  it('is another member’s to do than who placed it', () => {
    expect(lift(ben)).toMatchObject({ state: 'lifted', liftedBy: ben, liftedAt: now, version: 2 })
    expect(refusal(() => lift(ann))).toBe('hold_placed_by_you')
  })

  it('is done once', () => {
    expect(refusal(() => lift(ben, { ...lift(ben), version: 1 }))).toBe('hold_already_lifted')
    expect(refusal(() => lift(ben, lift(ben)))).toBe('stale_revision')
  })
})
