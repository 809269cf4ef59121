import { part2Statement } from '../../shared/client/part-2.ts'
import type { WholeSignedNote } from '../../shared/document/note-words.ts'
import type { OpenedPacket } from '../../shared/document/packet.ts'
import type { PacketWords } from '../../shared/document/packet-words.ts'
import { instruments } from '../../shared/measure/instrument.ts'
import type { SignedForm } from '../../shared/note/signed-form.ts'
import type { SignedPlan } from '../../shared/plan/signed-plan.ts'
import { CLIENT_ID, lateNote, longNote, maren, noteOf, signatureOf, tomas } from './sample-notes.ts'

/** Packets for tests and for the eye. Nobody in them lives. */

const own = (kind: string, number: number) =>
  `${CLIENT_ID}.${(kind + String(number)).padEnd(26, '0').slice(0, 26)}`

export const RELEASE_ID = own('re9ease', 1)

const FIRST_DAY = Date.parse('2025-03-05T17:02:00.000Z')
const WEEK = 7 * 86_400_000

const at = (milliseconds: number) => new Date(milliseconds).toISOString()

/** Weekly sessions: each third a long note, each fifth late, each seventh with addenda. */
export function sampleNotesOfWeeks(count: number): WholeSignedNote[] {
  return [...Array(count).keys()].map((week) => {
    const start = FIRST_DAY + week * WEEK
    const like = week % 5 === 4 ? lateNote : week % 3 === 2 ? longNote : undefined
    const base = like?.signed ?? longNote.signed
    const signed: SignedForm = {
      ...base,
      noteId: own('n', week),
      session: {
        ...base.session,
        id: own('s', week),
        plannedStart: at(start - 120_000),
        plannedEnd: at(start + 55 * 60_000),
        start: at(start),
        end: at(start + 55 * 60_000),
      },
      sections: like
        ? base.sections
        : base.sections.map((each) => ({ ...each, text: `${each.text.slice(0, 420)}.` })),
      written: {
        ...base.written,
        openedAt: at(start + 3_600_000),
        lastSavedAt: at(start + 4_500_000),
        dueAt: at(start + 86_400_000),
      },
      signature: signatureOf(week % 4 === 3 ? tomas : maren, 'author', at(start + 4_600_000)),
      ledger: { ...base.ledger, seq: 10 + week },
    }
    const additions = week % 7 === 6 ? lateNote.additions : []
    return noteOf(
      signed,
      additions.map((each) => ({ ...each, noteId: signed.noteId })),
    )
  })
}

export const samplePlan: SignedPlan = {
  form: 'noteseal/signed-plan/1',
  planId: own('p', 1),
  practice: longNote.signed.practice,
  client: longNote.signed.client,
  plan: {
    from: '2025-03-12',
    reviewOn: '2025-09-12',
    estimatedEndOn: '2026-03-12',
    diagnoses: [{ code: 'F41.0', label: 'Panic disorder', since: '2025-03-05', principal: true }],
    problems: [
      {
        statement: 'Panic attacks, daily at intake, keep the client from travelling to work.',
        goals: [
          {
            statement: 'No more than one panic attack a month, for three months.',
            baseline: 'Seven a week (March 2025).',
            targetOn: '2026-03-12',
            measure: { name: 'GAD-7', baseline: 16, target: 5 },
            objectives: [
              { statement: 'Uses paced breathing in two situations a week.' },
              { statement: 'Rides the train to work twice a week.', targetOn: '2025-12-01' },
            ],
            interventions: [
              {
                technique: 'CBT with interoceptive exposure',
                frequency: 'weekly, 55 minutes',
                by: 'Dr. Šimůnková-O’Dwyer',
              },
            ],
          },
        ],
      },
    ],
    necessity: 'Panic attacks and avoidance keep the client from work two days a week.',
    strengths: 'Motivated, insightful.',
    barriers: 'Shift work.',
    discharge: 'One month without a panic attack, GAD-7 at most 5.',
    participation: 'The client named the goals and put them in order.',
    agreement: { by: 'client', given: 'in writing', on: '2025-03-12' },
  },
  measures: [],
  written: { openedAt: '2025-03-12T18:00:00.000Z', lastSavedAt: '2025-03-12T18:20:00.000Z' },
  signature: signatureOf(maren, 'author', '2025-03-12T18:24:00.000Z'),
  ledger: { chain: longNote.signed.ledger.chain, seq: 9 },
  nonce: Buffer.alloc(32, 5).toString('base64'),
}

export function samplePacket(
  notes: readonly WholeSignedNote[],
  change: Partial<PacketWords> = {},
): OpenedPacket {
  const { practice } = longNote.signed
  const { id: practiceId, ...printed } = practice
  const to = notes.at(-1)?.signed.session.start.slice(0, 10) ?? '2025-12-31'
  const words: PacketWords = {
    form: 'noteseal/packet/1',
    kind: 'insurance-packet',
    releaseId: RELEASE_ID,
    practice: { practiceId, ...printed, npi: '1234567893' },
    client: {
      clientId: CLIENT_ID,
      demographics: {
        name: { given: 'Zoë', family: 'Łukasiewicz', preferred: 'Zo' },
        pronouns: 'she/her',
        birthDate: '1987-11-23',
        administrativeSex: 'female',
        contacts: {
          phones: [
            {
              kind: 'mobile',
              number: '(503) 555-0177',
              safeToCall: true,
              safeToText: true,
              safeToLeaveMessage: false,
            },
          ],
          address: {
            lines: ['2217 SE Alder Court, Apt 5'],
            city: 'Portland',
            region: 'OR',
            postalCode: '97214',
            safeToWrite: true,
          },
        },
        emergencyContact: {
          name: 'Adam Łukasiewicz',
          relationship: 'brother',
          phone: '5035550100',
        },
        insurance: [
          {
            order: 'primary',
            payer: 'Cascadia Health Plan',
            plan: 'PPO',
            memberId: 'CHP 7731 4402 09',
            group: 'PX-1180',
            holder: { relationship: 'self' },
          },
          {
            order: 'secondary',
            payer: 'Rose City Mutual',
            memberId: 'RCM-55120',
            holder: { relationship: 'spouse', name: 'Jonah Reyes', birthDate: '1985-02-14' },
          },
        ],
      },
    },
    request: {
      purpose: 'Post-payment review of psychotherapy services, case 2026-04417',
      recipient: {
        name: 'Cascadia Health Plan',
        role: 'payer',
        contact: 'Records department, fax (503) 555-0190',
      },
      basis: { ground: 'payment' },
      payer: 'Cascadia Health Plan',
      from: '2025-03-01',
      to,
      askedBy: { memberId: maren.memberId, name: 'Ines Okafor', credentials: '' },
      askedAt: '2026-06-30T18:00:00.000Z',
    },
    scope: {
      sections: [
        'demographics',
        'insurance',
        'diagnoses',
        'services',
        'intake-assessments',
        'treatment-plans',
        'progress-notes',
        'discharge-summaries',
        'measures',
        'consents',
        'signatures',
      ],
      from: '2025-03-01',
      to,
    },
    notes: notes.map(({ signed, additions }) => ({
      noteId: signed.noteId,
      version: additions.length + 1,
    })),
    drafts: [],
    notesInError: 1,
    sessions: [
      {
        sessionId: own('s', 900),
        memberId: maren.memberId,
        status: 'missed',
        plannedStart: at(FIRST_DAY + 3 * 86_400_000),
        plannedEnd: at(FIRST_DAY + 3 * 86_400_000 + 3_600_000),
        version: 2,
      },
      {
        sessionId: own('s', 901),
        memberId: maren.memberId,
        status: 'held',
        plannedStart: at(FIRST_DAY + 10 * 86_400_000),
        plannedEnd: at(FIRST_DAY + 10 * 86_400_000 + 3_600_000),
        start: at(FIRST_DAY + 10 * 86_400_000),
        end: at(FIRST_DAY + 10 * 86_400_000 + 3_600_000),
        version: 2,
      },
    ],
    diagnoses: [
      { code: 'F41.0', label: 'Panic disorder', since: '2025-03-05', principal: true },
      {
        code: 'F43.21',
        label: 'Adjustment disorder with depressed mood',
        since: '2025-03-05',
        resolvedOn: '2025-11-12',
      },
    ],
    plans: [
      {
        planId: samplePlan.planId,
        practiceId,
        clientId: CLIENT_ID,
        authorId: maren.memberId,
        version: 2,
        revision: 1,
        openedAt: samplePlan.written.openedAt,
        state: 'signed',
        signedAt: samplePlan.signature.signedAt,
        from: samplePlan.plan.from,
        reviewOn: samplePlan.plan.reviewOn,
        estimatedEndOn: samplePlan.plan.estimatedEndOn,
      },
    ],
    measures: [
      {
        name: 'GAD-7',
        lowest: 0,
        highest: 21,
        better: 'lower',
        bands: [...instruments['GAD-7'].bands],
        points: [16, 14, 15, 12, 11, 9, 8].map((score, index) => ({
          measureId: own('m', index),
          takenOn: at(FIRST_DAY + index * 4 * WEEK).slice(0, 10),
          score,
          severity: score >= 15 ? 'severe' : score >= 10 ? 'moderate' : 'mild',
        })),
      },
    ],
    consents: [
      {
        consent: {
          state: 'recorded',
          consentId: own('c', 1),
          clientId: CLIENT_ID,
          recordedBy: maren.memberId,
          recordedAt: '2025-03-05T18:30:00.000Z',
          version: 1,
        },
        words: { kind: 'treatment', signedOn: '2025-03-05', signedBy: { by: 'client' } },
      },
      {
        consent: {
          state: 'revoked',
          consentId: own('c', 2),
          clientId: CLIENT_ID,
          recordedBy: maren.memberId,
          recordedAt: '2025-03-05T18:31:00.000Z',
          revokedAt: '2026-01-20T18:00:00.000Z',
          revokedBy: maren.memberId,
          version: 2,
        },
        words: {
          kind: 'telehealth',
          signedOn: '2025-03-05',
          signedBy: { by: 'representative', name: 'Jonah Reyes', authority: 'health care proxy' },
        },
      },
    ],
    nonce: Buffer.alloc(32, 9).toString('base64'),
    ...change,
  }
  return { words, notes, plans: [samplePlan] }
}

export const asPart2 = { part2: part2Statement } satisfies Partial<PacketWords>
