import { z } from 'zod'
import { LocalDate } from '../clock.ts'
import { Id } from '../id.ts'
import { line } from '../text.ts'
import { AskedView } from './asked-view.ts'
import { operation } from './operation.ts'

const Payment = z.strictObject({
  on: LocalDate,
  /** US cents. */
  cents: z.int().positive().max(100_000_000),
  /** How: `card`, `check 1107`. */
  by: line(40).optional(),
})

export const makeSuperbillOperation = operation({
  route: 'POST /v1/clients/{clientId}/superbills',
  summary: 'Make a superbill for a client',
  description:
    'Of the sessions that were held on these days, as their signed notes have them, at the fees in the settings. Where one has no signed note, no diagnosis or no fee, nothing is made: `errors` names each and what to do. The PDF follows under the id that is answered.',
  tag: 'Superbills',
  path: z.object({ clientId: Id }),
  body: z
    .strictObject({
      from: LocalDate,
      to: LocalDate,
      /** What the client paid for these services. */
      payments: z.array(Payment).max(60).default([]),
    })
    .refine(({ from, to }) => from <= to, { path: ['to'], message: 'must not be before from' }),
  status: 201,
  answer: AskedView,
  idempotent: true,
  example: {
    body: {
      from: '2026-03-01',
      to: '2026-03-31',
      payments: [{ on: '2026-03-04', cents: 18000, by: 'card' }],
    },
  },
  refusals: [
    'invalid_request',
    'not_allowed',
    'client_not_found',
    'superbill_incomplete',
    'body_too_large',
    'idempotency_key_reused',
    'too_busy',
  ],
})
