import { z } from 'zod'
import { LocalDate } from '../clock.ts'
import { Id } from '../id.ts'
import { ACCOUNTED_YEARS, Disclosure } from '../release/accounting.ts'
import { AskedView } from './asked-view.ts'
import { operation } from './operation.ts'

const tag = 'Releases'
const path = z.object({ clientId: Id })

const days = z
  .strictObject({
    from: LocalDate.optional().describe(`${ACCOUNTED_YEARS} years before \`to\`, when absent.`),
    to: LocalDate.optional().describe('Today, when absent.'),
  })
  .refine(({ from, to }) => from === undefined || to === undefined || from <= to, {
    path: ['to'],
    message: 'must not be before from',
  })

const exempt =
  'By 45 CFR 164.528: not what left for treatment, payment or operations, to the client, or by their authorization.'

export const Accounting = z.object({
  from: LocalDate,
  to: LocalDate,
  disclosures: z.array(Disclosure),
})
export type Accounting = z.infer<typeof Accounting>

export const readAccountingOperation = operation({
  route: 'GET /v1/clients/{clientId}/accounting',
  summary: 'Account for what left a client’s record',
  description: `The oldest first. ${exempt}`,
  tag,
  path,
  query: days,
  status: 200,
  answer: Accounting,
  refusals: ['invalid_request', 'not_allowed', 'client_not_found'],
})

export const makeAccountingOperation = operation({
  route: 'POST /v1/clients/{clientId}/accounting',
  summary: 'Have the accounting made as a PDF, for the client',
  description: `As it stands now; sealed, and found under its own id in a moment. ${exempt}`,
  tag,
  path,
  body: days,
  status: 201,
  answer: AskedView,
  idempotent: true,
  example: { body: { from: '2020-03-01', to: '2026-03-01' } },
  refusals: [
    'invalid_request',
    'not_allowed',
    'client_not_found',
    'idempotency_key_reused',
    'body_too_large',
  ],
})
