import { part2Statement } from '../../shared/client/part-2.ts'
import type { SignedPlanDocument } from '../../shared/document/treatment-plan-page.ts'
import { derivedId, partsOf } from '../../shared/id.ts'
import { commit, committedPart } from '../../shared/ledger/commitment.ts'
import { seriesOf } from '../../shared/measure/measure-series.ts'
import { planStatement } from '../../shared/plan/plan-statement.ts'
import type { SignedPlan } from '../../shared/plan/signed-plan.ts'
import { answersFor, gad7, measureOf, phq9 } from '../measure/sample-measures.ts'
import { CLIENT_ID, longNote, maren, signatureOf } from './sample-notes.ts'

/** Treatment plans for tests and for the eye. Nobody in them lives. */

const planId = `${CLIENT_ID}.${derivedId('sample plan')}`

export const planOf = (change: Partial<SignedPlan> = {}): SignedPlanDocument => {
  const { practice, client, ledger } = longNote.signed
  const unbound: SignedPlan = {
    form: 'noteseal/signed-plan/1',
    planId,
    practice,
    client,
    plan: firstWords,
    measures: [],
    written: { openedAt: '2025-09-10T17:40:00.000Z', lastSavedAt: '2025-09-10T18:20:00.000Z' },
    signature: {
      ...signatureOf(maren, 'author', '2025-09-10T18:24:00.000Z'),
      statementVersion: planStatement.version,
      statement: planStatement.text,
    },
    ledger: { chain: ledger.chain, seq: 9 },
    nonce: Buffer.alloc(32, 5).toString('base64'),
    ...change,
  }
  const commitment = commit(unbound.nonce, committedPart(unbound))
  const signed = { ...unbound, signature: { ...unbound.signature, commitment } }
  return {
    signed,
    document: {
      id: `${partsOf(planId).clientId}.${derivedId('treatment-plan', planId)}`,
      version: 1,
      createdAt: signed.signature.signedAt,
      paper: practice.paper,
    },
    practiceSeal: { fingerprint: 'a3'.repeat(32) },
  }
}

const firstWords: SignedPlan['plan'] = {
  from: '2025-09-10',
  reviewOn: '2025-12-10',
  estimatedEndOn: '2026-06-30',
  diagnoses: [{ code: 'F41.0', label: 'Panic disorder', since: '2025-09-03', principal: true }],
  problems: [
    {
      statement:
        'Panic attacks, five to seven a week, keep the client from travelling to work by train.',
      goals: [
        {
          statement: 'Take the morning train to work on four days a week without leaving it early',
          baseline: 'None: drives, and is late on two days of five.',
          targetOn: '2026-03-10',
          measure: { name: 'GAD-7', baseline: 17, target: 7 },
          objectives: [
            { statement: 'Uses paced breathing in two situations a week', targetOn: '2025-10-15' },
            { statement: 'Stays in a crowded carriage for three stops' },
          ],
          interventions: [
            {
              technique: 'CBT with interoceptive and situational exposure',
              frequency: 'weekly, 55 minutes',
              by: 'Dr. Šimůnková-O’Dwyer',
            },
            {
              technique: 'Exposure ladder, with a log',
              frequency: 'three times a week',
              by: 'client',
            },
          ],
        },
      ],
    },
  ],
  necessity:
    'Panic attacks with fear of dying, and the avoidance that follows, have cost the client eleven hours of work a month and all visits to her parents since June. Without treatment she expects to lose her position.',
  strengths: 'Keeps a diary already; her sister goes along on the first rides.',
  barriers: 'Shift work every third week.',
  discharge: 'Four train rides a week for a month, and GAD-7 at most 5 twice, four weeks apart.',
  participation:
    'The client named the goal in her own words, put the steps of the ladder in order, and asked for appointments before her late shifts.',
  agreement: { by: 'client', given: 'in writing', on: '2025-09-10' },
}

const gad = (
  [
    ['2025-09-03', 17],
    ['2025-10-01', 15],
    ['2025-10-29', 16],
    ['2025-11-26', 12],
    ['2025-12-17', 10],
    ['2026-01-14', 9],
  ] as const
).map(([day, score]) => measureOf(gad7(day, answersFor(score, 7))))

const phq = (
  [
    ['2025-09-03', [2, 2, 2, 2, 1, 2, 1, 1, 1]],
    ['2025-10-29', [2, 2, 2, 1, 1, 2, 1, 1, 0]],
    ['2025-12-17', [1, 1, 2, 1, 1, 1, 1, 0, 0]],
    ['2026-01-14', [1, 1, 1, 1, 0, 1, 1, 0, 0]],
  ] as const
).map(([day, answers]) => measureOf(phq9(day, answers)))

export const firstPlan = planOf()

const [train] = firstWords.problems[0]?.goals ?? []
if (!train) throw new Error('a plan without a goal')

/** With as much on its pages as the kind can have. */
export const reviewedPlan = planOf({
  plan: {
    ...firstWords,
    from: '2026-01-14',
    reviewOn: '2026-04-14',
    diagnoses: [
      ...firstWords.diagnoses,
      { code: 'F33.0', label: 'Recurrent depression, mild at present', since: '2025-10-29' },
    ],
    problems: [
      {
        statement: firstWords.problems[0]?.statement ?? '',
        goals: [
          {
            ...train,
            since: '2025-09-10',
            progress: {
              percent: 60,
              words: 'Three mornings of four; none left early since Dec 1.',
            },
          },
          {
            statement: 'Sleep through on five nights a week',
            baseline: 'Two nights a week',
            targetOn: '2025-12-10',
            since: '2025-09-10',
            status: 'met',
            progress: { percent: 100 },
            objectives: [{ statement: 'Goes to bed at the same hour on work days' }],
            interventions: [
              { technique: 'Stimulus control', frequency: 'every night', by: 'client' },
            ],
          },
        ],
      },
      {
        statement: 'Low mood and loss of interest, since her late shifts began.',
        goals: [
          {
            statement: 'Do two things a week with somebody she likes',
            baseline: 'None in November',
            targetOn: '2026-06-30',
            measure: { name: 'PHQ-9', baseline: 13, target: 4 },
            objectives: [
              { statement: 'Plans the week’s activities on Sunday', targetOn: '2026-02-15' },
            ],
            interventions: [
              {
                technique: 'Behavioral activation',
                frequency: 'weekly, 55 minutes',
                by: 'Dr. Šimůnková-O’Dwyer',
              },
            ],
          },
        ],
      },
    ],
    agreement: {
      by: 'client',
      given: 'by word of mouth',
      on: '2026-01-14',
      remarks: 'By video; the form follows by post.',
    },
  },
  measures: seriesOf([...gad, ...phq]),
  former: { planId: `${CLIENT_ID}.${derivedId('sample plan before')}`, from: '2025-09-10' },
  part2: part2Statement,
  signature: {
    ...firstPlan.signed.signature,
    signedAt: '2026-01-14T18:31:00.000Z',
  },
})

const cycled = <T>(from: readonly T[], length: number): T[] =>
  Array.from({ length }, (_, i) => from[i % from.length]).filter((each) => each !== undefined)

/** Goals of many lengths, ten to a problem, so that every part of one meets the foot of a page. */
export const planOfGoals = (goals: number) =>
  planOf({
    plan: {
      ...firstWords,
      problems: Array.from({ length: Math.ceil(goals / 10) }, (_, p) => ({
        statement: firstWords.problems[0]?.statement ?? '',
        goals: Array.from({ length: Math.min(10, goals - p * 10) }, (_, g) => ({
          ...train,
          statement: cycled(train.statement.split(' '), 8 + ((p * 10 + g) % 7) * 9).join(' '),
          objectives: cycled(train.objectives, 1 + ((p * 10 + g) % 9)),
          interventions: cycled(train.interventions, 1 + ((p * 10 + g) % 10)),
        })),
      })),
    },
  })
