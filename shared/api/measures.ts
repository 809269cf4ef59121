import { z } from 'zod'
import { ClientThingId, Id } from '../id.ts'
import { Measure, MeasureWords } from '../measure/measure.ts'
import { MeasureSeries } from '../measure/measure-series.ts'
import { MeasureScore } from '../measure/score-measure.ts'
import { line } from '../text.ts'
import { operation } from './operation.ts'

const tag = 'Measures'
const path = z.object({ clientId: Id })

/** A measure with what it comes to, and why it was wrong, if it was. */
export const MeasureView = z.object({
  measure: Measure,
  words: MeasureWords,
  score: MeasureScore,
  errorReason: z.string().optional(),
})
export type MeasureView = z.infer<typeof MeasureView>

export const listMeasuresOperation = operation({
  route: 'GET /v1/clients/{clientId}/measures',
  summary: 'List a client’s measures, and how they went over time',
  description:
    'What was taken last comes first. Those that were entered in error are left out unless `include=entered-in-error`, and are in no series. Leaves an entry in the client’s access trail.',
  tag,
  path,
  query: z.object({ include: z.literal('entered-in-error').optional() }),
  status: 200,
  answer: z.object({ measures: z.array(MeasureView), series: z.array(MeasureSeries) }),
  refusals: ['invalid_request', 'not_allowed', 'client_not_found'],
})

export const recordMeasureOperation = operation({
  route: 'POST /v1/clients/{clientId}/measures',
  summary: 'Record a measure',
  description:
    'PHQ-9 and GAD-7 by their answers, which are scored here, with the severity that the score means; `selfHarmAnswer` tells of the PHQ-9’s ninth question wherever its answer is not 0. Of any other instrument name, range and score: never its words, which belong to somebody.',
  tag,
  path,
  body: MeasureWords,
  status: 201,
  answer: MeasureView,
  idempotent: true,
  example: {
    body: {
      instrument: 'PHQ-9',
      answers: [2, 2, 1, 2, 1, 1, 2, 0, 0],
      takenOn: '2026-01-14',
      takenBy: '01hzx3c8m2q7v5r9t4k6w8y0ab',
    },
  },
  refusals: [
    'invalid_request',
    'not_allowed',
    'client_not_found',
    'client_closed',
    'member_not_found',
    'idempotency_key_reused',
  ],
})

export const correctMeasureOperation = operation({
  route: 'POST /v1/measures/{measureId}/correction',
  summary: 'Mark a measure as entered in error, and record what is right',
  description:
    'The wrong one is kept for audit and leaves lists and series. `instead` takes its place in the same write; without it, nothing does.',
  tag,
  path: z.object({ measureId: ClientThingId }),
  body: z.strictObject({ reason: line(500), instead: MeasureWords.optional() }),
  status: 200,
  answer: z.object({ wrong: MeasureView, instead: MeasureView.optional() }),
  ifMatch: true,
  example: { body: { reason: 'Another client’s questionnaire' } },
  refusals: [
    'invalid_request',
    'not_allowed',
    'measure_not_found',
    'member_not_found',
    'already_entered_in_error',
    'stale_revision',
  ],
})
