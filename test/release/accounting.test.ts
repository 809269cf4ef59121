import { describe, expect, it } from 'vitest'
import { newId } from '../../shared/id.ts'
import { accountedDays, accountingOf } from '../../shared/release/accounting.ts'
import type { ReleaseBasis } from '../../shared/release/basis.ts'
import type { WholeRelease } from '../../shared/release/release.ts'

const clientId = newId()
const zone = 'America/New_York'
const days = { from: '2026-03-01', to: '2026-03-31' }

const given = (basis: ReleaseBasis, givenAt = '2026-03-14T15:00:00.000Z'): WholeRelease => ({
  release: {
    state: 'given',
    releaseId: `${clientId}.${newId()}`,
    clientId,
    askedBy: clientId,
    askedAt: givenAt,
    consents: [],
    documents: [`${clientId}.${newId()}`],
    givenBy: clientId,
    givenAt,
    version: 2,
  },
  words: {
    purpose: 'An audit',
    recipient: { name: 'State agency', role: 'authority', contact: '1 Heron Way' },
    basis,
    scope: { sections: ['progress-notes', 'diagnoses'], to: '2026-01-31' },
    contents: { of: 'documents', documents: [`${clientId}.${newId()}`] },
  },
  given: undefined,
  revocation: undefined,
})

const audit: ReleaseBasis = { ground: 'health-oversight', request: 'Audit 7' }

describe('An accounting', () => {
  it('says when, to whom and where, what, what for, and by which law', () => {
    const whole = given(audit)
    expect(accountingOf([whole], days, zone)).toEqual([
      {
        releaseId: whole.release.releaseId,
        givenAt: '2026-03-14T15:00:00.000Z',
        recipient: 'State agency',
        address: '1 Heron Way',
        what: 'progress notes and diagnoses, days of service until 2026-01-31',
        purpose: 'An audit',
        law: '45 CFR 164.512(d)',
      },
    ])
  })

  const law = { ground: 'required-by-law', law: 'A statute' } as const
  it.each<[ReleaseBasis, boolean]>([
    [{ ground: 'authorization', consentId: `${clientId}.${newId()}` }, false],
    [{ ground: 'treatment' }, false],
    [{ ground: 'payment' }, false],
    [{ ground: 'operations' }, false],
    [{ ground: 'client-access', requestedOn: '2026-03-01' }, false],
    [law, true],
    [{ ground: 'court-order', order: 'No. 12', issuedOn: '2026-03-01' }, true],
    [
      {
        ground: 'subpoena',
        subpoena: 'No. 13',
        issuedOn: '2026-03-01',
        assurance: 'protective-order',
      },
      true,
    ],
    [audit, true],
    [{ ground: 'public-health', request: 'Report 8' }, true],
    [{ ground: 'serious-threat', threat: 'Said that he would' }, true],
  ])('of %o: %s', (basis, listed) => {
    expect(accountingOf([given(basis)], days, zone)).toHaveLength(listed ? 1 : 0)
  })

  it.each([
    ['2026-03-01T04:59:59.000Z', 0],
    ['2026-03-01T05:00:00.000Z', 1],
    ['2026-04-01T03:59:59.000Z', 1],
    ['2026-04-01T04:00:00.000Z', 0],
  ])('counts a day by the practice’s calendar: %s', (at, many) => {
    expect(accountingOf([given(audit, at)], days, zone)).toHaveLength(many)
  })

  it('lists what was given and then revoked, and nothing that was never given', () => {
    const { release, ...rest } = given(audit)
    const { releaseId, askedBy, askedAt, consents, documents } = release as typeof release & {
      documents: string[]
    }
    const asked = { releaseId, clientId, askedBy, askedAt, consents, documents }
    const revoked = { state: 'revoked', revokedBy: clientId, revokedAt: askedAt } as const
    const giving = { givenBy: clientId, givenAt: askedAt }
    const all: WholeRelease[] = [
      { ...rest, release: { ...asked, ...giving, ...revoked, version: 3 } },
      { ...rest, release: { ...asked, ...revoked, version: 2 } },
      { ...rest, release: { ...asked, state: 'ready', version: 1 } },
    ]
    expect(accountingOf(all, days, zone)).toHaveLength(1)
  })

  it('lists the oldest first', () => {
    const all = ['2026-03-20', '2026-03-02', '2026-03-11'].map((day) =>
      given(audit, `${day}T15:00:00.000Z`),
    )
    expect(accountingOf(all, days, zone).map(({ givenAt }) => givenAt.slice(0, 10))).toEqual([
      '2026-03-02',
      '2026-03-11',
      '2026-03-20',
    ])
  })

  it('reaches six years back where nobody says how far', () => {
    expect(accountedDays({}, '2026-03-31')).toEqual({ from: '2020-03-31', to: '2026-03-31' })
    expect(accountedDays({ to: '2024-02-29' }, '2026-03-31').from).toBe('2018-03-01')
    expect(accountedDays(days, '2026-12-31')).toEqual(days)
  })
})
