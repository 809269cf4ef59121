import { describe, expect, it } from 'vitest'
import { Certificate, certificateOf, certifiedAt } from '../../shared/retention/certificate.ts'
import { beginDestruction } from '../../shared/retention/destroy-disposal.ts'
import type { DisposalIn } from '../../shared/retention/disposal.ts'
import { earliestDisposal } from '../../shared/retention/policy.ts'
import { approvers, destroyed, lapsed, settings } from './sample-disposal.ts'

/** What is left of an approved disposal once the keys are gone. */
const gone = (approved: Pick<DisposalIn<'approved'>, 'facts' | 'dueOn' | 'rule'>) => {
  const { state: _state, destroyedAt, lastServiceYear: _l, ruleYears: _r, ...before } = destroyed
  const disposal = {
    ...before,
    state: 'approved' as const,
    ...approved,
    destroyAfter: destroyedAt,
    clientVersion: 1,
  }
  return beginDestruction(disposal, destroyed.chainHead, destroyedAt)
}

describe('a certificate of destruction', () => {
  it('certifies the destruction first, and the end of the last backup when that has come', () => {
    const first = certificateOf(destroyed, settings, approvers)
    const second = certificateOf(lapsed, settings, approvers)
    expect([first.part, second.part]).toEqual([1, 2])
    expect(certifiedAt(first)).toBe(destroyed.finishedAt)
    expect(certifiedAt(second)).toBe(lapsed.lapsedAt)
  })

  it('names who approved, with the credentials they have when it is written', () => {
    const { approvals } = certificateOf(destroyed, settings, [...approvers].reverse())
    expect(approvals).toEqual(
      approvers.map((member, i) => ({ ...member, at: destroyed.approvals[i]?.at })),
    )
  })

  it('is not written for an approver who is not handed in', () => {
    expect(() => certificateOf(destroyed, settings, approvers.slice(1))).toThrow(
      `approved by ${approvers[0].memberId}`,
    )
  })

  it.each([
    ['the last service', { birthYear: 1984, lastServiceOn: '2026-06-17' }, 10],
    ['the birth of a minor', { birthYear: 2019, lastServiceOn: '2026-06-17' }, 25],
  ])('reckons whole years from %s, as the policy did', (_from, facts, years) => {
    const policy = {
      yearsAfterLastService: 10,
      yearsAfterMajority: 7,
      majorityAge: 18,
      noticeDays: 30,
    }
    const { on: dueOn, rule } = earliestDisposal(policy, facts)
    const { lastServiceYear, ruleYears } = gone({ facts, dueOn, rule })
    const disposal = { ...destroyed, dueOn, rule, lastServiceYear, ruleYears }
    const certificate = certificateOf(disposal, settings, approvers)
    expect(certificate.rule).toEqual({ name: rule, years })
  })

  it('says nothing of the client but ids, times, counts and the year of the last service', () => {
    const facts = { birthYear: 2019, lastServiceOn: '2026-06-17' }
    const disposal = gone({ facts, dueOn: '2037-01-01', rule: 'years-after-last-service' })
    expect(JSON.stringify(disposal)).not.toMatch(/2026-06-17|2019/)
    const { state, finishedAt, destroyed: counts } = destroyed
    const after = { state, finishedAt, destroyed: counts } as const
    const text = JSON.stringify(certificateOf({ ...disposal, ...after }, settings, approvers))
    expect(text).not.toMatch(/2026-06-17|2019/)
    expect(text).toContain('"lastServiceYear":2026')
  })

  it('comes back whole from where it is kept', () => {
    for (const disposal of [destroyed, lapsed]) {
      const certificate = certificateOf(disposal, settings, approvers)
      expect(Certificate.parse(JSON.parse(JSON.stringify(certificate)))).toEqual(certificate)
    }
  })
})
