import { describe, expect, it } from 'vitest'
import type { ConsentWords, WholeConsent } from '../../shared/consent/consent.ts'
import { newId } from '../../shared/id.ts'
import { type Ground, ReleaseBasis } from '../../shared/release/basis.ts'
import { leavingRules } from '../../shared/release/leaving-rules.ts'
import {
  type Circumstances,
  type Leaving,
  leavesBy,
  mayLeave,
} from '../../shared/release/may-leave.ts'
import { RecipientRole } from '../../shared/release/recipient.ts'
import type { ReleaseWords } from '../../shared/release/release.ts'

const clientId = newId()
const today = '2026-05-10'
const consentId = `${clientId}.${newId()}`
const part2Id = `${clientId}.${newId()}`
const documentId = `${clientId}.${newId()}`

const signed = (
  words: Partial<ConsentWords> = {},
  { id = consentId, revoked = false } = {},
): WholeConsent => ({
  consent: {
    consentId: id,
    clientId,
    recordedBy: clientId,
    recordedAt: '2026-05-01T10:00:00.000Z',
    version: revoked ? 2 : 1,
    ...(revoked
      ? { state: 'revoked', revokedAt: '2026-05-09T10:00:00.000Z', revokedBy: clientId }
      : { state: 'recorded' }),
  },
  words: {
    kind: 'disclosure',
    discloser: 'Northside Therapy',
    recipient: { name: 'Acme Health' },
    purpose: 'Continued coverage',
    scope: { sections: ['progress-notes'], from: '2026-01-01', to: '2026-06-30' },
    signedOn: '2026-05-01',
    signedBy: { by: 'client' },
    expiresOn: '2026-12-31',
    ...words,
  },
})

const part2 = (words: Partial<ConsentWords> = {}, revoked = false) =>
  signed({ kind: 'part-2', expiresOn: undefined, ...words }, { id: part2Id, revoked })

/** A basis of each ground, with a recipient that it lets records go to. */
const grounds: Readonly<Record<Ground, [ReleaseBasis, ReleaseWords['recipient']]>> = {
  authorization: [
    { ground: 'authorization', consentId },
    { name: 'ACME  Health', role: 'payer' },
  ],
  treatment: [{ ground: 'treatment' }, { name: 'Dr. Ito', role: 'provider' }],
  payment: [{ ground: 'payment' }, { name: 'Acme Health', role: 'payer' }],
  operations: [{ ground: 'operations' }, { name: 'Acme Health', role: 'payer' }],
  'client-access': [
    { ground: 'client-access', requestedOn: '2026-05-01' },
    { name: 'Ada Quill', role: 'client' },
  ],
  'required-by-law': [
    { ground: 'required-by-law', law: 'A statute' },
    { name: 'State agency', role: 'authority' },
  ],
  'court-order': [
    { ground: 'court-order', order: 'No. 12', issuedOn: '2026-05-01' },
    { name: 'County court', role: 'court' },
  ],
  subpoena: [
    {
      ground: 'subpoena',
      subpoena: 'No. 13',
      issuedOn: '2026-05-01',
      assurance: 'protective-order',
    },
    { name: 'Counsel', role: 'other' },
  ],
  'health-oversight': [
    { ground: 'health-oversight', request: 'Audit 7' },
    { name: 'State agency', role: 'authority' },
  ],
  'public-health': [
    { ground: 'public-health', request: 'Report 8' },
    { name: 'State agency', role: 'authority' },
  ],
  'serious-threat': [
    { ground: 'serious-threat', threat: 'Said that he would' },
    { name: 'Dr. Ito', role: 'provider' },
  ],
}

const allGrounds = Object.keys(grounds) as Ground[]

const release = (ground: Ground, change: Partial<ReleaseWords> = {}): ReleaseWords => ({
  purpose: 'What it is for',
  basis: grounds[ground][0],
  recipient: grounds[ground][1],
  scope: { sections: ['progress-notes'], from: '2026-03-01', to: '2026-04-30' },
  contents: { of: 'documents', documents: [documentId] },
  ...change,
})

const note: Leaving = { documentId, section: 'progress-notes', day: '2026-03-14', current: true }

const around = (change: Partial<Circumstances> = {}): Circumstances => ({
  consents: [signed()],
  namesOfClient: ['Ada Quill', 'Grace Quill'],
  payers: ['Acme Health'],
  part2Program: false,
  documents: [note],
  today,
  ...change,
})

const faults = (words: ReleaseWords, circumstances = around()) =>
  mayLeave(words, circumstances).map(({ rule, field }) => `${rule} ${field}`)

const by = (words: Partial<ConsentWords>) => around({ consents: [signed(words)] })

describe('What may leave', () => {
  it.each(allGrounds)('lets a release leave by %s where every rule of it is kept', (ground) => {
    expect(faults(release(ground))).toEqual([])
  })

  const authorization = release('authorization')
  const scope = authorization.scope
  const row = (
    rule: keyof typeof leavingRules,
    what: string,
    words: ReleaseWords,
    circumstances: Circumstances,
    field: string,
  ) => [rule, what, words, circumstances, field] as const
  const consentField = '/basis/consentId'
  const rows = [
    row('consent-there', 'no such consent', authorization, around({ consents: [] }), consentField),
    row('consent-kind', 'one to treatment', authorization, by({ kind: 'treatment' }), consentField),
    row('consent-kind', 'one to payment', authorization, by({ kind: 'payment' }), consentField),
    row(
      'process-notes-apart',
      'one for process notes',
      authorization,
      by({ kind: 'process-notes' }),
      consentField,
    ),
    ...(['discloser', 'recipient', 'purpose', 'scope', 'expiresOn'] as const).map((part) =>
      row(
        'consent-complete',
        `one without ${part}`,
        authorization,
        by({ [part]: undefined }),
        consentField,
      ),
    ),
    row(
      'consent-begun',
      'one of tomorrow',
      authorization,
      by({ signedOn: '2026-05-11' }),
      consentField,
    ),
    row(
      'consent-not-revoked',
      'one that was revoked',
      authorization,
      around({ consents: [signed({}, { revoked: true })] }),
      consentField,
    ),
    row(
      'consent-not-expired',
      'one that ended yesterday',
      authorization,
      by({ expiresOn: '2026-05-09' }),
      consentField,
    ),
    row(
      'consent-not-ended',
      'an event of which nobody says that it has not happened',
      authorization,
      by({ expiresOn: undefined, expiresWith: 'End of the claim' }),
      '/endingEventHasNotHappened',
    ),
    row(
      'consent-recipient',
      'somebody of another name',
      authorization,
      by({ recipient: { name: 'Other Health' } }),
      '/recipient',
    ),
    row(
      'consent-recipient',
      'somebody of another class',
      authorization,
      by({ recipient: { roles: ['provider'] } }),
      '/recipient',
    ),
    row(
      'consent-recipient',
      'the name alone, where name and class are asked for',
      authorization,
      by({ recipient: { name: 'Acme Health', roles: ['provider'] } }),
      '/recipient',
    ),
    row(
      'consent-sections',
      'another section',
      { ...authorization, scope: { ...scope, sections: ['progress-notes', 'diagnoses'] } },
      around(),
      '/scope/sections',
    ),
    row(
      'consent-sections',
      'the whole record',
      { ...authorization, scope: { ...scope, sections: 'all' } },
      around(),
      '/scope/sections',
    ),
    row(
      'consent-days',
      'a day before',
      { ...authorization, scope: { ...scope, from: '2025-12-31' } },
      around(),
      '/scope',
    ),
    row(
      'consent-days',
      'days without an end',
      { ...authorization, scope: { sections: scope.sections, from: '2026-03-01' } },
      around(),
      '/scope',
    ),
    row(
      'payer-of-client',
      'a payer who is not theirs',
      release('payment'),
      around({ payers: ['Other Health'] }),
      '/recipient/name',
    ),
    row(
      'client-or-representative',
      'somebody who is not the client',
      release('client-access', { recipient: { name: 'Joan Quill', role: 'client' } }),
      around(),
      '/recipient/name',
    ),
    ...(
      [
        'payment',
        'operations',
        'subpoena',
        'health-oversight',
        'public-health',
        'serious-threat',
      ] as const
    ).map((ground) =>
      row(
        'not-whole-record',
        `the whole record by ${ground}`,
        release(ground, { scope: { ...scope, sections: 'all' } }),
        around(),
        '/scope/sections',
      ),
    ),
    ...(['payment', 'operations'] as const).flatMap((ground) =>
      (['from', 'to'] as const).map((end) =>
        row(
          'days-named',
          `all days ${end === 'from' ? 'before' : 'after'} one, by ${ground}`,
          release(ground, { scope: { ...scope, [end]: undefined } }),
          around(),
          `/scope/${end}`,
        ),
      ),
    ),
    ...(['court-order', 'subpoena'] as const).map((ground) =>
      row(
        'day-has-come',
        `a ${ground} of tomorrow`,
        release(ground, {
          basis: { ...grounds[ground][0], issuedOn: '2026-05-11' } as ReleaseBasis,
        }),
        around(),
        '/basis/issuedOn',
      ),
    ),
    row(
      'day-has-come',
      'a request of tomorrow',
      release('client-access', {
        basis: { ground: 'client-access', requestedOn: '2026-05-11' },
      }),
      around(),
      '/basis/requestedOn',
    ),
    row(
      'document-in-scope',
      'a document of another section',
      release('payment'),
      around({ documents: [note, { ...note, section: 'discharge-summaries' }] }),
      '/contents/documents/1',
    ),
    row(
      'document-in-scope',
      'a document of a day before',
      release('treatment'),
      around({ documents: [{ ...note, day: '2026-02-28' }] }),
      '/contents/documents/0',
    ),
    row(
      'document-current',
      'a document that was superseded',
      release('client-access'),
      around({ documents: [{ ...note, current: false }] }),
      '/contents/documents/0',
    ),
    row(
      'recipient-of-ground',
      'an employer, for payment',
      release('payment', { recipient: { name: 'Acme Health', role: 'other' } }),
      around(),
      '/recipient/role',
    ),
    row(
      'part-2-consent',
      'records of a Part 2 program without the consent',
      release('payment'),
      around({ part2Program: true }),
      '/basis',
    ),
    row(
      'part-2-court-order',
      'records of a Part 2 program by any other order',
      release('court-order'),
      around({ part2Program: true }),
      '/basis/underPart2',
    ),
  ] as const

  it.each(rows)('refuses by %s: %s', (rule, _what, words, circumstances, field) => {
    expect(faults(words, circumstances)).toEqual([`${rule} ${field}`])
  })

  it('has a case of each rule', () => {
    expect(new Set(rows.map(([rule]) => rule))).toEqual(new Set(Object.keys(leavingRules)))
  })

  /** By hand, and not from the code: to whom each ground lets records go. */
  const recipients: Readonly<Record<Ground, readonly RecipientRole[]>> = {
    authorization: RecipientRole.options,
    treatment: ['provider'],
    payment: ['payer', 'provider'],
    operations: ['payer', 'provider'],
    'client-access': ['client'],
    'required-by-law': ['court', 'authority', 'other'],
    'court-order': ['court', 'authority', 'other'],
    subpoena: ['court', 'authority', 'other'],
    'health-oversight': ['authority'],
    'public-health': ['authority'],
    'serious-threat': ['provider', 'authority', 'other'],
  }

  it.each(allGrounds)('lets records go by %s to those alone whom it is for', (ground) => {
    const circumstances = around({ namesOfClient: ['Acme Health'] })
    const allowed = RecipientRole.options.filter(
      (role) =>
        faults(release(ground, { recipient: { name: 'Acme Health', role } }), circumstances)
          .length === 0,
    )
    expect(allowed).toEqual(recipients[ground])
  })

  it('counts a consent on its last day, and on the day it was signed', () => {
    expect(faults(authorization, by({ expiresOn: today, signedOn: today }))).toEqual([])
  })

  it('takes somebody’s word that the event which ends a consent has not happened', () => {
    const words = { ...authorization, endingEventHasNotHappened: true as const }
    const ending = by({ expiresOn: undefined, expiresWith: 'End of the claim' })
    expect(faults(words, ending)).toEqual([])
  })

  it.each([
    'authorization',
    'treatment',
    'client-access',
    'required-by-law',
    'court-order',
  ] as const)('holds %s to no minimum', (ground) => {
    const words = release(ground, { scope: { sections: 'all' } })
    expect(faults(words, by({ scope: { sections: 'all' } }))).toEqual([])
  })

  it('gives a guardian who may receive records what the client may have', () => {
    const words = release('client-access', { recipient: { name: 'Grace Quill', role: 'client' } })
    expect(faults(words)).toEqual([])
  })

  it('cannot be asked for by a subpoena without assurance', () => {
    const { assurance: _gone, ...basis } = grounds.subpoena[0] as Extract<
      ReleaseBasis,
      { ground: 'subpoena' }
    >
    expect(ReleaseBasis.safeParse(basis).success).toBe(false)
    expect(ReleaseBasis.safeParse(grounds.subpoena[0]).success).toBe(true)
  })

  it('tells every rule that stands in the way, not the first alone', () => {
    const words = release('payment', {
      scope: { sections: 'all' },
      recipient: { name: 'Other Health', role: 'payer' },
    })
    expect(faults(words)).toEqual([
      'payer-of-client /recipient/name',
      'not-whole-record /scope/sections',
      'days-named /scope/from',
      'days-named /scope/to',
    ])
  })
})

describe('Records of a Part 2 program', () => {
  const withoutConsent = ['client-access', 'serious-threat'] as const
  const leave = (ground: Ground, consents: readonly WholeConsent[]) =>
    faults(release(ground), around({ part2Program: true, consents }))
  const forAll = { recipient: { roles: [...RecipientRole.options] } }

  it.each(allGrounds)('leave by %s only with the consent that Part 2 asks for', (ground) => {
    const without = withoutConsent.some((each) => each === ground)
    expect(leave(ground, [signed()])).toHaveLength(without ? 0 : 1)
    expect(leave(ground, [signed(), part2(forAll)])).toEqual([])
  })

  it.each([
    ['revoked', part2(forAll, true)],
    ['expired', part2({ ...forAll, expiresOn: '2026-05-09' })],
    ['for somebody else', part2({ recipient: { name: 'Other Health' } })],
    ['of other days', part2({ ...forAll, scope: { sections: 'all', to: '2026-03-31' } })],
    ['without a purpose', part2({ ...forAll, purpose: undefined })],
  ])('do not leave by a consent that is %s', (_what, consent) => {
    expect(leave('payment', [consent])).toEqual(['part-2-consent /basis'])
  })

  it('leave by one consent that is both authorization and of Part 2', () => {
    const words = release('authorization', {
      basis: { ground: 'authorization', consentId: part2Id },
    })
    const circumstances = around({ part2Program: true, consents: [part2()] })
    expect(faults(words, circumstances)).toEqual([])
    expect(leavesBy(words, circumstances)).toEqual([part2Id])
  })

  it('leave by a court’s order that was made under subpart E', () => {
    const words = release('court-order', {
      basis: { ground: 'court-order', order: 'No. 12', issuedOn: today, underPart2: true },
    })
    expect(faults(words, around({ part2Program: true }))).toEqual([])
  })

  it('do not go to whoever is threatened, but to whoever treats', () => {
    const words = release('serious-threat', { recipient: { name: 'A neighbor', role: 'other' } })
    expect(faults(words, around({ part2Program: true }))).toEqual(['part-2-consent /basis'])
  })
})

describe('The consents that a release leaves by', () => {
  it.each([
    ['the authorization', release('authorization'), around(), [consentId]],
    ['none, where the law asks for none', release('payment'), around(), []],
    [
      'both, where two are needed',
      release('authorization'),
      around({ part2Program: true, consents: [signed(), part2()] }),
      [consentId, part2Id],
    ],
    [
      'that of Part 2, for payment',
      release('payment'),
      around({ part2Program: true, consents: [part2()] }),
      [part2Id],
    ],
  ])('are %s', (_which, words, circumstances, expected) => {
    expect(mayLeave(words, circumstances)).toEqual([])
    expect(leavesBy(words, circumstances)).toEqual(expected)
  })
})
