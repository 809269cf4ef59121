import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { PreflightMaterial } from '../../shared/preflight/material.ts'
import { preflight } from '../../shared/preflight/preflight.ts'
import { isVerified, preflightRules, type RuleId } from '../../shared/preflight/rules.ts'
import { preflightPage, withTables } from './preflight-page.ts'
import {
  anotherNote,
  consentTo,
  material,
  note,
  plan,
  saying,
  sections,
  session,
  withNote,
  withSession,
} from './sample.ts'

type Change = Partial<PreflightMaterial>

const rulesOf = (change: Change) => preflight({ ...material, ...change }).map(({ rule }) => rule)

const plain =
  'Client came on time and we talked about the week at work and at home, and what she had for plans this weekend with her dog.'

/** Of each rule what calls it, and what nearly does. A rule without a line does not compile. */
const examples: Readonly<Record<RuleId, { called: Change; silent: Change }>> = {
  'date-of-service': {
    called: withNote({ signedAt: '2026-03-03T18:00:00.000Z' }),
    // Signed on the evening of the same day there, the next day in UTC.
    silent: withNote({ signedAt: '2026-03-05T02:00:00.000Z' }),
  },
  'start-stop': {
    called: withSession({ end: note.session.start }),
    silent: withSession({ end: '2026-03-04T17:55:00.000Z' }),
  },
  'code-there': {
    called: withSession({ services: [] }),
    silent: withSession({ services: [{ cpt: '99999', modifiers: ['95'] }] }),
  },
  'time-matches-code': {
    // 52 minutes and 59 seconds: minutes that were only begun do not count.
    called: withSession({ end: '2026-03-04T17:54:59.000Z' }),
    silent: withSession({ end: '2026-03-04T17:55:00.000Z' }),
  },
  'code-time-unsure': {
    called: withSession({
      services: ['90839', '90840'].map((cpt) => ({ cpt, modifiers: ['95'] })),
      end: '2026-03-04T18:02:00.000Z',
    }),
    silent: withSession({ services: [{ cpt: '90837', modifiers: ['95'] }] }),
  },
  'codes-together': {
    called: withSession({
      services: ['90837', '90840'].map((cpt) => ({ cpt, modifiers: ['95'] })),
    }),
    silent: withSession({
      services: ['90837', '90785'].map((cpt) => ({ cpt, modifiers: ['95'] })),
    }),
  },
  'code-and-people': {
    called: withSession({
      services: [{ cpt: '90847', modifiers: ['95'] }],
      participants: ['spouse'],
    }),
    silent: withSession({
      services: [{ cpt: '90847', modifiers: ['95'] }],
      participants: ['client', 'spouse'],
    }),
  },
  'place-of-service': {
    called: withSession({ placeOfService: '11' }),
    silent: withSession({ placeOfService: '02' }),
  },
  modality: { called: withSession({ modality: '' }), silent: withSession({ modality: 'video' }) },
  'telehealth-modifier': {
    called: withSession({ services: [{ cpt: '90837', modifiers: [] }] }),
    silent: withSession({
      modality: 'in person',
      placeOfService: '11',
      services: [{ cpt: '90837', modifiers: [] }],
    }),
  },
  participants: {
    called: withSession({ participants: [] }),
    silent: withSession({ participants: ['client', 'interpreter'] }),
  },
  diagnosis: {
    called: withSession({ diagnoses: [] }),
    silent: withSession({ diagnoses: [{ code: 'F41.0' }, { code: 'Z63.0' }] }),
  },
  'diagnosis-on-plan': {
    called: withSession({ diagnoses: [{ code: 'F33.1' }] }),
    silent: withSession({ diagnoses: [{ code: 'F33.1' }, { code: 'F41.0' }] }),
  },
  'plan-in-force': {
    called: { plans: [{ ...plan, from: '2026-03-05' }] },
    silent: {
      plans: [],
      ...withSession({ services: [{ cpt: '90791', modifiers: ['95'] }] }),
    },
  },
  'plan-review': {
    called: { plans: [{ ...plan, reviewOn: '2026-03-03' }] },
    silent: { plans: [{ ...plan, reviewOn: '2026-03-04' }] },
  },
  'goal-named': {
    called: saying({ data: plain }),
    silent: saying({ data: `${plain} She stayed in a crowded carriage for two stops.` }),
  },
  'technique-named': {
    called: saying({ data: `${plain} Supportive therapy provided.` }),
    silent: saying({ data: `${plain} We drew a carriage ladder.` }),
  },
  'response-stated': {
    called: saying({ data: plain }),
    silent: saying({ data: `${plain} She was receptive.` }),
  },
  'progress-stated': {
    called: saying({ data: plain }),
    silent: saying({ data: `${plain} No change since last time.` }),
  },
  'medical-necessity': {
    called: saying({ data: plain }),
    silent: saying({ data: `${plain} Her sleep is poor.` }),
  },
  'risk-status': {
    called: saying({ data: plain }),
    silent: saying({ data: plain, risk: 'Asked; none.' }),
  },
  'words-not-read': {
    called: saying({
      data: 'La paciente informa dos crisis de pánico desde la última sesión, ambas en el tren, y duerme seis horas casi todas las noches de la semana pasada.',
    }),
    silent: saying({ data: 'Keine Angst mehr.' }),
  },
  signature: {
    called: withNote({ signedAt: undefined }),
    silent: withNote({ coSignature: 'done' }),
  },
  credentials: {
    called: withNote({ author: { ...note.author, credentials: '', licence: ' ' } }),
    silent: withNote({ author: { ...note.author, credentials: '' } }),
  },
  npi: {
    called: withNote({ author: { ...note.author, npi: undefined } }),
    silent: withNote({ author: note.author }),
  },
  'co-signature': {
    called: withNote({ coSignature: 'due' }),
    silent: withNote({ coSignature: 'done' }),
  },
  'signed-late': {
    called: withNote({ signedAt: '2026-03-05T17:58:00.000Z' }),
    silent: withNote({ signedAt: '2026-03-05T17:57:00.000Z' }),
  },
  'cloned-text': {
    called: {
      notes: [
        note,
        anotherNote({
          session: {
            ...note.session,
            start: '2026-02-25T17:00:00.000Z',
            end: '2026-02-25T18:00:00.000Z',
          },
        }),
      ],
    },
    // A later note that repeats this one is not this one's fault.
    silent: {
      to: '2026-03-10',
      notes: [
        note,
        anotherNote({
          session: {
            ...note.session,
            start: '2026-03-11T17:00:00.000Z',
            end: '2026-03-11T18:00:00.000Z',
          },
        }),
      ],
    },
  },
  'identifies-others': {
    called: withNote({
      sections: [...sections, { key: 'risk', text: 'Her husband Mark drove her here.' }],
    }),
    silent: withNote({
      sections: [
        ...sections,
        {
          key: 'risk',
          text: 'Her husband drove her here. Mother’s Day is near; she told Dr. Holt.',
        },
      ],
    }),
  },
  'note-there': {
    called: { notes: [] },
    silent: { notes: [], sessions: [{ ...session, status: 'missed' }] },
  },
  'session-marked': {
    called: { notes: [], sessions: [{ ...session, status: 'planned' }] },
    silent: {
      notes: [],
      sessions: [{ ...session, status: 'planned' }],
      now: '2026-03-04T17:30:00.000Z',
    },
  },
  insurance: { called: { payer: 'Another Plan' }, silent: { payer: 'CASCADIA  health plan' } },
  'consent-to-treatment': {
    called: { consents: [consentTo('treatment', { signedOn: '2026-03-05' })] },
    silent: { consents: [consentTo('treatment', { signedOn: '2026-03-04' })] },
  },
  'consent-to-telehealth': {
    called: { consents: [consentTo('telehealth', { expiresOn: '2026-03-03' })] },
    silent: { consents: [consentTo('telehealth', { expiresOn: '2026-03-04' })] },
  },
  'part-2-consent': {
    called: { part2Program: true },
    silent: { part2Program: true, consents: [consentTo('part-2')] },
  },
}

describe('preflight', () => {
  it('finds nothing in a record that has everything', () => {
    expect(preflight(material)).toEqual([])
  })

  it.each(Object.entries(examples))(
    'tells of %s where it is so, and not where it nearly is',
    (rule, { called, silent }) => {
      expect(rulesOf(called)).toContain(rule)
      expect(rulesOf(silent)).not.toContain(rule)
    },
  )

  it('names rule, citation, severity, note, session and place, and no word of the note', () => {
    const found = preflight({ ...material, ...withSession({ end: '2026-03-04T17:40:00.000Z' }) })
    expect(found).toEqual([
      {
        rule: 'time-matches-code',
        citation: expect.stringContaining('PN-04, REC-07: Novitas (Medicare)'),
        severity: 'weak',
        noteId: note.noteId,
        sessionId: note.sessionId,
        field: '/session/services',
        says: '90837 is for at least 53 minutes and the session took 38: correct the code, or the times if they are wrong.',
      },
    ])
  })

  it('repeats nothing that was written, whatever it finds', () => {
    const written = 'Her brother Xaverius, 555-010-9999, lives at 12 Canary Lane.'
    const found = preflight({
      ...material,
      ...saying({ data: written, canaryword: 'canaryword' }),
    })
    expect(found.map(({ rule }) => rule)).toContain('identifies-others')
    expect(JSON.stringify(found.map(({ says }) => says))).not.toMatch(
      /Xaverius|9999|Canary|canary/i,
    )
  })

  it('looks at the days of the practice’s zone alone', () => {
    const late = withSession(
      { start: '2026-04-01T06:30:00.000Z', end: '2026-04-01T07:00:00.000Z' },
      { signedAt: undefined },
    )
    expect(rulesOf({ ...late, sessions: [] })).toContain('signature')
    expect(rulesOf({ ...late, sessions: [], zone: 'UTC' })).toEqual([])
  })

  it('takes the newest plan that had begun by then', () => {
    const old = { ...plan, from: '2025-01-01', reviewOn: '2025-04-01' }
    expect(rulesOf({ plans: [plan, old] })).toEqual([])
    expect(rulesOf({ plans: [{ ...plan, from: '2026-03-05' }, old] })).toContain('plan-review')
  })

  it('asks an intake for need and risk, and for nothing that comes after it', () => {
    const intake = { ...saying({ 'presenting-problem': plain }), plans: [] }
    const notes = intake.notes?.map((each) => ({ ...each, template: 'intake' })) ?? []
    expect(rulesOf({ ...intake, notes })).toEqual(['medical-necessity', 'risk-status'])
  })

  it('counts a consent until the day it was revoked', () => {
    const given = consentTo('treatment')
    const revokedOn = (revokedAt: string) => ({
      ...given,
      consent: { ...given.consent, state: 'revoked' as const, revokedAt, revokedBy: 'x' },
    })
    const telehealth = consentTo('telehealth')
    expect(rulesOf({ consents: [telehealth, revokedOn('2026-03-05T18:00:00.000Z')] })).toEqual([])
    expect(rulesOf({ consents: [telehealth, revokedOn('2026-03-04T18:00:00.000Z')] })).toEqual([
      'consent-to-treatment',
    ])
  })
})

describe('the rules of the preflight', () => {
  it.each(Object.entries(preflightRules))(
    '%s is cited, and only advises unless it was read',
    (_id, rule) => {
      expect(rule.checklist.length).toBeGreaterThan(0)
      expect(rule.sources.length).toBeGreaterThan(0)
      if (!isVerified(rule)) expect(rule.severity).toBe('advice')
    },
  )

  it('stand in docs/preflight.md as they are in the code', () => {
    const page = readFileSync(preflightPage, 'utf8')
    expect(page, 'run: node test/preflight/write-table.ts').toBe(withTables(page))
  })
})
