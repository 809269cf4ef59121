import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { decide, type Facts, factsOf } from '../../shared/access/decide.ts'
import { type Action, roleMatrix } from '../../shared/access/role-matrix.ts'
import type { MemberCard, Role } from '../../shared/member/member.ts'
import { accessPage, withTable } from './access-page.ts'

/**
 * What each role may do, written by hand and not taken from the code. Columns: clinician,
 * supervisor, admin, biller, custodian. `yes`: always; `-`: never; `T`: on the care team; `S`:
 * supervises; `A`: author; `AT`: author and on the care team; `C`: custodial access; `T/A`: either.
 */
const expected = `
settings.read          yes  yes  yes  yes  yes
settings.change        -    -    yes  -    -
member.read            yes  yes  yes  yes  yes
member.change          -    -    yes  -    -
template.read          yes  yes  yes  yes  yes
worklist.own           yes  yes  yes  yes  yes
worklist.supervised    -    yes  -    -    -
worklist.practice      -    -    yes  -    -
practice-ledger.read   -    -    yes  -    yes
custodial-access.request  yes  yes  -    -    yes
custodial-access.approve  -    -    yes  -    yes
custodial-access.read     A    A    yes  -    yes
custodial-access.end      A    A    yes  -    A
caseload.hand-over     -    S    yes  -    -
client.add             yes  yes  yes  -    -
client.see             T/C  S/C  yes  yes  yes
client.change          T    S    yes  -    -
care-team.change       -    S    yes  -    -
access-trail.read      -    -    yes  -    yes
client-ledger.read     T/C  S/C  -    -    yes
record.export          -    -    -    -    yes
session.read           T/C  S/C  yes  yes  yes
session.change         T    S    yes  -    -
group.change           T    S    yes  -    -
shared-part.read       T/C  S/C  -    -    yes
shared-part.save       T    S    -    -    -
diagnosis.read         T/C  S/C  -    yes  yes
diagnosis.change       T    -    -    -    -
measure.read           T/C  S/C  -    -    yes
measure.record         T    -    -    -    -
plan.list              T/C  S/C  yes  yes  yes
plan.read              T/C  S/C  -    -    yes
plan.open              T    -    -    -    -
plan.save              AT   -    -    -    -
plan.sign              AT   -    -    -    -
plan.end               T    -    -    -    yes
note.list              T/C  S/C  yes  yes  yes
note.read              T/C  S/C  -    -    yes
draft.read             A/C  S/C  -    -    C
note.open              T/A  -    -    -    -
note.save              A    -    -    -    -
note.sign              A    -    -    -    -
note.co-sign           -    S    -    -    -
note.add-to            T    S    -    -    -
note.attest          A    -    -    -    -
note.enter-in-error    A    -    -    -    yes
preflight.read         T    S    -    yes  yes
process-note.read      A    -    -    -    -
process-note.write     AT   -    -    -    -
process-note.delete    A    -    -    -    -
document.list          T/C  S/C  yes  yes  yes
document.read          T/C  S/C  -    -    yes
letter.write         T    -    -    -    -
superbill.make       T    -    yes  yes  -
superbill.read       T/C  S/C  yes  yes  yes
certificate.read       -    -    yes  -    yes
consent.read           T/C  S/C  yes  -    yes
consent.record         T    S    yes  -    yes
consent.revoke         T    S    yes  -    yes
release.read-payment   T/C  S/C  yes  yes  yes
release.read           T/C  S/C  yes  -    yes
release.payment        -    -    yes  yes  yes
release.treatment      T    -    yes  -    yes
release.other          -    -    yes  -    yes
accounting.read        -    -    yes  -    yes
hold.read              T    S    yes  -    yes
hold.place             -    -    yes  -    yes
hold.lift              -    -    yes  -    yes
disposal.read          -    -    yes  -    yes
disposal.approve       -    -    yes  -    yes
disposal.withdraw      -    -    yes  -    yes
register.read          -    -    yes  -    yes
`

const roles: readonly Role[] = ['clinician', 'supervisor', 'admin', 'biller', 'custodian']

/** Of the practice, not of a client's record: being barred from a record does not matter here. */
const practiceWide = [
  'register.read',
  'settings.read',
  'settings.change',
  'member.read',
  'member.change',
  'template.read',
  'worklist.own',
  'worklist.supervised',
  'worklist.practice',
  'practice-ledger.read',
  'client.add',
  'custodial-access.request',
  'custodial-access.approve',
  'custodial-access.read',
  'custodial-access.end',
  'caseload.hand-over',
  'certificate.read',
]

const table = new Map(
  expected
    .trim()
    .split('\n')
    .map((line) => {
      const [action = '', ...cells] = line.split(/\s+/)
      return [action, new Map(roles.map((role, i) => [role, cells[i] ?? '']))] as const
    }),
)

const bools = [false, true]
const everyFacts: (Facts & { barred: boolean })[] = bools.flatMap((onCareTeam) =>
  bools.flatMap((supervises) =>
    bools.flatMap((author) =>
      [undefined, 'c'].flatMap((custodialAccessId) =>
        bools.map((barred) => ({ onCareTeam, supervises, author, custodialAccessId, barred })),
      ),
    ),
  ),
)
const everyRoles: Role[][] = Array.from({ length: 2 ** roles.length }, (_, bits) =>
  roles.filter((_role, i) => bits & (1 << i)),
)

const somebody = (held: Role[], state: 'active' | 'left' = 'active'): MemberCard => ({
  practiceId: 'p',
  memberId: 'm',
  name: 'Somebody',
  credentials: '',
  roles: held,
  state,
  supervisees: [],
})

function allows(cell: string | undefined, facts: Facts): boolean {
  const { onCareTeam, supervises, author, custodialAccessId } = facts
  const said: Record<string, boolean | undefined> = {
    yes: true,
    '-': false,
    T: onCareTeam,
    S: supervises,
    A: author,
    C: custodialAccessId !== undefined,
    AT: author && onCareTeam,
  }
  const words = cell?.split('/').map((word) => said[word]) ?? []
  if (words.length === 0 || words.includes(undefined))
    throw new Error(`the test's table has an unknown word`)
  return words.includes(true)
}

const actions = Object.keys(roleMatrix) as Action[]

it('has a line here for every action, and no other', () => {
  expect([...table.keys()].sort()).toEqual([...actions].sort())
})

describe.each(actions)('%s', (action) => {
  const cells = table.get(action)

  it('is decided as the table says, for every set of roles and every relation', () => {
    const wrong = everyRoles.flatMap((held) =>
      everyFacts
        .filter((facts) => {
          const barred = facts.barred && !practiceWide.includes(action)
          const should = !barred && held.some((role) => allows(cells?.get(role), facts))
          return decide(somebody(held), action, facts).allowed !== should
        })
        .map((facts) => ({ held, facts })),
    )
    expect(wrong).toEqual([])
  })

  it('is refused to whoever has left, whatever they were', () => {
    const allowed = everyRoles.flatMap((held) =>
      everyFacts.filter((facts) => decide(somebody(held, 'left'), action, facts).allowed),
    )
    expect(allowed).toEqual([])
  })
})

describe('an answer', () => {
  it('names the role and the relation that allowed it', () => {
    const decision = decide(somebody(['biller', 'clinician']), 'note.read', { onCareTeam: true })
    expect(decision).toEqual({ allowed: true, rule: 'clinician: on the care team' })
  })

  it('names the custodial access where nothing else allowed it, and only there', () => {
    const facts = { custodialAccessId: 'c' }
    const read = (held: Role[], more: Facts = {}) =>
      decide(somebody(held), 'note.read', { ...facts, ...more })
    expect(read(['clinician'])).toEqual({
      allowed: true,
      rule: 'clinician: custodial access',
      custodialAccessId: 'c',
    })
    expect(read(['clinician'], { onCareTeam: true })).toEqual({
      allowed: true,
      rule: 'clinician: on the care team',
    })
    expect(read(['clinician', 'custodian'])).toEqual({ allowed: true, rule: 'custodian: always' })
    expect(read(['clinician'], { barred: true })).toEqual({
      allowed: false,
      rule: 'barred from this record',
    })
  })

  it.each([
    ['no row', {}, 'active', 'no role allows it'],
    ['a bar', { onCareTeam: true, barred: true }, 'active', 'barred from this record'],
    ['leaving', { onCareTeam: true }, 'left', 'has left the practice'],
  ] as const)('names %s as what refused it', (_what, facts, state, rule) => {
    const decision = decide(somebody(['clinician'], state), 'note.read', facts)
    expect(decision).toEqual({ allowed: false, rule })
  })
})

describe('the facts about a client', () => {
  const client = { careTeam: ['ann', 'ben'], barred: ['cat'] }
  const none = {
    onCareTeam: false,
    supervises: false,
    author: false,
    custodialAccessId: undefined,
    barred: false,
  }

  it.each([
    [
      'a member of the care team',
      { memberId: 'ann', supervisees: [] },
      undefined,
      { onCareTeam: true },
    ],
    ['a stranger', { memberId: 'dan', supervisees: [] }, undefined, {}],
    ['somebody barred', { memberId: 'cat', supervisees: [] }, undefined, { barred: true }],
    [
      'who supervises one of the care team',
      { memberId: 'dan', supervisees: ['ben'] },
      undefined,
      { supervises: true },
    ],
    [
      'who supervises the author',
      { memberId: 'dan', supervisees: ['ben'] },
      'ben',
      { supervises: true },
    ],
    [
      'who supervises a colleague of the author',
      { memberId: 'dan', supervisees: ['ann'] },
      'ben',
      {},
    ],
    ['the author', { memberId: 'ann', supervisees: [] }, 'ann', { onCareTeam: true, author: true }],
    [
      'an author no longer on the care team',
      { memberId: 'dan', supervisees: [] },
      'dan',
      { author: true },
    ],
  ] as const)('hold for %s', (_who, principal, author, facts) => {
    expect(
      factsOf({ ...principal, supervisees: [...principal.supervisees] }, client, author),
    ).toEqual({
      ...none,
      ...facts,
    })
  })
})

describe('custodial access to the work of Ben', () => {
  const client = { careTeam: ['ann', 'ben'], barred: ['cat'] }
  const held = { accessId: 'c', clinicianId: 'ben', until: '2026-01-14T15:00:00.000Z' }
  const custodian = { memberId: 'dan', supervisees: [], custody: [held] }
  const found = (who: { careTeam: string[]; barred: string[] }, author?: string) =>
    factsOf(custodian, who, author).custodialAccessId

  it('is a fact about his clients, and about what he wrote wherever', () => {
    expect(found(client)).toBe('c')
    expect(found(client, 'ben')).toBe('c')
    expect(found({ careTeam: ['ann'], barred: [] }, 'ben')).toBe('c')
  })

  it('is none about what a colleague wrote of his clients, nor about other clients', () => {
    expect(found(client, 'ann')).toBeUndefined()
    expect(found({ careTeam: ['ann'], barred: [] })).toBeUndefined()
  })
})

it('the table in docs/access.md is the one in the code', () => {
  const page = readFileSync(accessPage, 'utf8')
  expect(page, 'run: node test/access/write-table.ts').toBe(withTable(page))
})
