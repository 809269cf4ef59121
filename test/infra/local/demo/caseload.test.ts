import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { caseloadSchema } from '../../../../infra/local/demo/caseload/caseload-schema.ts'
import { checkCaseload, NoCaseload } from '../../../../infra/local/demo/caseload/check-caseload.ts'

const now = '2026-06-01T12:00:00.000Z'
const docs = new URL('../../../../docs/', import.meta.url)
const read = (name: string) => JSON.parse(readFileSync(new URL(name, docs), 'utf8'))

const practice = { name: 'North', address: ['1 Main Street'], zone: 'America/Chicago' }
const rey = { key: 'rey', name: 'Ana Rey', roles: ['clinician'] }
const client = {
  key: 'c1',
  careTeam: ['rey'],
  name: { given: 'Jo', family: 'Doe' },
  birthDate: '1990-05-01',
}
const session = {
  client: 'c1',
  member: 'rey',
  start: '2026-03-02T15:00',
  end: '2026-03-02T15:50',
  modality: 'in person',
  placeOfService: '11',
}
const soap = { subjective: 'a', objective: 'b', assessment: 'c', plan: 'd' }

const caseload = (rows: { members?: unknown[]; clients?: unknown[]; sessions?: unknown[] }) => ({
  format: 'noteseal/caseload/1',
  practice,
  members: [rey],
  clients: [client],
  sessions: [],
  ...rows,
})

it('the shipped example has no fault', () => {
  expect(checkCaseload(read('caseload.example.json'), now).refused).toEqual([])
})

it('the schema in docs is the one that is checked', () => {
  expect(read('caseload.schema.json')).toEqual(JSON.parse(JSON.stringify(caseloadSchema())))
})

it('wall-clock times are the practice’s, also across a change of the clock', () => {
  const { sessions } = checkCaseload(
    caseload({
      sessions: [session, { ...session, start: '2026-03-09T15:00', end: '2026-03-09T15:50' }],
    }),
    now,
  )
  expect(sessions.map(({ start }) => start)).toEqual([
    '2026-03-02T21:00:00.000Z',
    '2026-03-09T20:00:00.000Z',
  ])
})

it('a free text is split by its headings', () => {
  const note = { template: 'soap', text: 'S: one\nO: two\nA: three\nP: four' }
  const [only] = checkCaseload(caseload({ sessions: [{ ...session, note }] }), now).sessions
  expect(only?.note?.sections).toEqual({
    subjective: 'one',
    objective: 'two',
    assessment: 'three',
    plan: 'four',
  })
})

describe('a row is refused whole, with field and reason, and the others go through', () => {
  it.each([
    [
      'an NPI with a wrong check digit',
      { members: [rey, { ...rey, key: 'x', npi: '1341672116' }] },
      'members[1]',
      '/npi',
    ],
    [
      'a supervisor who is none',
      { members: [rey, { ...rey, key: 'x', supervisor: 'rey' }] },
      'members[1]',
      '/supervisor',
    ],
    [
      'an address used twice',
      { members: [rey, { ...rey, key: 'x', email: 'REY@practice.example' }] },
      'members[1]',
      '/email',
    ],
    ['a key used twice', { members: [rey, rey] }, 'members[1]', '/key'],
    [
      'a field that is not known',
      { members: [rey, { ...rey, key: 'x', ssn: '1' }] },
      'members[1]',
      '',
    ],
    ['a row that is no object', { members: [rey, 7] }, 'members[1]', ''],
    [
      'a birth date that is no day',
      { clients: [client, { ...client, key: 'c2', birthDate: '1990-02-30' }] },
      'clients[1]',
      '/birthDate',
    ],
    [
      'a care team of strangers',
      { clients: [client, { ...client, key: 'c2', careTeam: ['nobody'] }] },
      'clients[1]',
      '/careTeam/0',
    ],
    [
      'a malformed CPT code',
      { sessions: [session, { ...session, services: [{ cpt: '9083' }] }] },
      'sessions[1]',
      '/services/0/cpt',
    ],
    [
      'a malformed diagnosis',
      { sessions: [session, { ...session, diagnoses: [{ code: 'F411' }] }] },
      'sessions[1]',
      '/diagnoses/0/code',
    ],
    [
      'an end before the start',
      { sessions: [session, { ...session, end: '2026-03-02T14:00' }] },
      'sessions[1]',
      '/end',
    ],
    [
      'a day that does not exist',
      { sessions: [session, { ...session, start: '2026-02-30T10:00' }] },
      'sessions[1]',
      '/start',
    ],
    [
      'a day that does not exist, with an offset',
      { sessions: [session, { ...session, start: '2026-02-30T10:00:00Z' }] },
      'sessions[1]',
      '/start',
    ],
    [
      'a client nobody knows',
      { sessions: [session, { ...session, client: 'c9' }] },
      'sessions[1]',
      '/client',
    ],
    [
      'a held session in the future',
      { sessions: [session, { ...session, start: '2026-07-02T15:00', end: '2026-07-02T15:50' }] },
      'sessions[1]',
      '/outcome',
    ],
    [
      'a note of a missed session',
      {
        sessions: [
          session,
          {
            ...session,
            outcome: { status: 'missed', reason: 'did not come' },
            note: { template: 'soap', sections: soap },
          },
        ],
      },
      'sessions[1]',
      '/note',
    ],
    [
      'a template nobody knows',
      { sessions: [session, { ...session, note: { template: 'x', sections: soap } }] },
      'sessions[1]',
      '/note/template',
    ],
    [
      'a section that says nothing',
      {
        sessions: [
          session,
          { ...session, note: { template: 'soap', sections: { ...soap, plan: ' ' } } },
        ],
      },
      'sessions[1]',
      '/note/sections/plan',
    ],
    [
      'a text without headings',
      { sessions: [session, { ...session, note: { template: 'soap', text: 'words' } }] },
      'sessions[1]',
      '/note/text',
    ],
    [
      'both sections and text',
      {
        sessions: [
          session,
          { ...session, note: { template: 'soap', sections: soap, text: 'S: a' } },
        ],
      },
      'sessions[1]',
      '/note/text',
    ],
    [
      'a late note without a reason',
      {
        sessions: [
          session,
          { ...session, note: { template: 'soap', sections: soap, writtenAt: '2026-03-05T09:00' } },
        ],
      },
      'sessions[1]',
      '/note/lateReason',
    ],
    [
      'a note longer than 256 KB',
      {
        sessions: [
          session,
          {
            ...session,
            note: { template: 'narrative', sections: { narrative: 'x'.repeat(270_000) } },
          },
        ],
      },
      'sessions[1]',
      '/note/sections',
    ],
    [
      'a co-signature that nobody can give',
      {
        sessions: [
          session,
          {
            ...session,
            note: { template: 'soap', sections: soap, coSignedAt: '2026-03-05T09:00' },
          },
        ],
      },
      'sessions[1]',
      '/note/coSignedAt',
    ],
  ])('%s', (_what, rows, row, field) => {
    const checked = checkCaseload(caseload(rows), now)
    expect(checked.refused.map((each) => [each.row, each.field])).toEqual([[row, field]])
    const [name] = Object.keys(rows) as ['members' | 'clients' | 'sessions']
    expect(checked[name]).toHaveLength(1)
  })

  it('a row that needs a refused one is refused as well', () => {
    const { refused, clients, sessions } = checkCaseload(
      caseload({ members: [{ ...rey, npi: '1' }], sessions: [session] }),
      now,
    )
    expect(refused.map(({ row, field }) => `${row}${field}`)).toEqual([
      'members[0]/npi',
      'members[0]/npi',
      'clients[0]/careTeam/0',
      'sessions[0]/client',
      'sessions[0]/member',
    ])
    expect([clients, sessions]).toEqual([[], []])
  })

  it('reasons never repeat what a row says', () => {
    const secret = 'Zanzibar-canary'
    const { refused } = checkCaseload(
      caseload({
        members: [rey, { ...rey, key: 'x', name: { secret }, [secret]: 1, roles: [secret] }],
        sessions: [{ ...session, modality: secret, note: { template: secret, text: secret } }],
      }),
      now,
    )
    expect(refused.length).toBeGreaterThan(3)
    expect(JSON.stringify(refused)).not.toContain(secret)
  })
})

it.each([
  ['not an object', 7],
  ['another format', { ...caseload({}), format: 'x' }],
  ['a practice without a zone', { ...caseload({}), practice: { name: 'N', address: ['a'] } }],
  ['members that are no list', caseload({ members: {} as unknown as unknown[] })],
])('a file that is %s is no caseload', (_what, json) => {
  expect(() => checkCaseload(json, now)).toThrow(NoCaseload)
})
