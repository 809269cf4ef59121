import type { WholeConsent } from '../../shared/consent/consent.ts'
import { newId } from '../../shared/id.ts'
import type {
  NoteToCheck,
  PlanToCheck,
  PreflightMaterial,
} from '../../shared/preflight/material.ts'
import type { SessionHeader } from '../../shared/session/session.ts'

/** A record that a reviewer would find nothing wrong with. Nobody in it lives. */

const clientId = newId()
const memberId = newId()

export const consentTo = (
  kind: WholeConsent['words']['kind'],
  change: Partial<WholeConsent['words']> = {},
): WholeConsent => ({
  consent: {
    state: 'recorded',
    consentId: `${clientId}.${newId()}`,
    clientId,
    recordedBy: memberId,
    recordedAt: '2026-01-05T10:00:00.000Z',
    version: 1,
  },
  words: { kind, signedOn: '2026-01-05', signedBy: { by: 'client' }, ...change },
})

export const plan: PlanToCheck = {
  from: '2026-01-12',
  reviewOn: '2026-04-12',
  diagnoses: [{ code: 'F41.0' }],
  problems: [
    {
      statement: 'Panic attacks keep the client from work.',
      goals: [
        {
          statement: 'Take the morning train to work without leaving it early',
          objectives: [{ statement: 'Stay in a crowded carriage for three stops' }],
          interventions: [{ technique: 'Carriage ladder' }],
        },
      ],
    },
  ],
}

export const sections = [
  {
    key: 'data',
    text: 'Client reported two panic attacks since the last session, both on the train, and slept six hours on most nights. We went through the thought record from Tuesday and then did interoceptive exposure with straw breathing. She tolerated it for ninety seconds and was surprised that the dizziness passed. No suicidal ideation.',
  },
  {
    key: 'assessment',
    text: 'Continues to meet criteria for panic disorder; avoidance of trains is less marked. Progress toward goal 1 is clear: two attacks in place of five.',
  },
  { key: 'plan', text: 'Weekly. Daily thought record, exposure at home twice before next time.' },
]

export const sessionId = `${clientId}.${newId()}`
export const noteId = `${clientId}.${newId()}`

export const note: NoteToCheck = {
  noteId,
  sessionId,
  template: 'dap',
  sections,
  session: {
    start: '2026-03-04T17:02:00.000Z',
    end: '2026-03-04T17:57:00.000Z',
    held: true,
    inGroup: false,
    modality: 'video',
    placeOfService: '10',
    participants: ['client'],
    services: [{ cpt: '90837', modifiers: ['95'] }],
    diagnoses: [{ code: 'F41.0' }],
  },
  author: { name: 'Maren Holt', credentials: 'PhD', licence: 'PSY 1', npi: '1234567893' },
  dueAt: '2026-03-05T17:57:00.000Z',
  signedAt: '2026-03-04T18:22:00.000Z',
}

export const session: SessionHeader = {
  sessionId,
  memberId,
  status: 'held',
  plannedStart: '2026-03-04T17:00:00.000Z',
  plannedEnd: '2026-03-04T17:55:00.000Z',
  start: note.session.start,
  end: note.session.end,
  noteId,
  version: 2,
}

export const material: PreflightMaterial = {
  from: '2026-03-01',
  to: '2026-03-31',
  now: '2026-04-01T09:00:00.000Z',
  zone: 'America/Los_Angeles',
  plans: [plan],
  consents: [consentTo('treatment'), consentTo('telehealth')],
  notes: [note],
  knownNames: ['Zoë Lukas', 'Maren Holt'],
  sessions: [session],
  coverage: [{ order: 'primary', payer: 'Cascadia Health Plan', memberId: 'CHP 1' }],
  part2Program: false,
}

export const withNote = (change: Partial<NoteToCheck>): Partial<PreflightMaterial> => ({
  notes: [{ ...note, ...change }],
})

export const withSession = (
  change: Partial<NoteToCheck['session']>,
  more: Partial<NoteToCheck> = {},
): Partial<PreflightMaterial> => withNote({ session: { ...note.session, ...change }, ...more })

/** The note in other words: each section's text by its key. */
export const saying = (texts: Readonly<Record<string, string>>): Partial<PreflightMaterial> =>
  withNote({ sections: Object.entries(texts).map(([key, text]) => ({ key, text })) })

export const anotherNote = (change: Partial<NoteToCheck>): NoteToCheck => ({
  ...note,
  noteId: `${clientId}.${newId()}`,
  sessionId: `${clientId}.${newId()}`,
  ...change,
})
