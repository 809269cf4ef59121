import { z } from 'zod'
import { LetterOccasion, LetterRecipient } from '../document/physician-letter-words.ts'
import { Id } from '../id.ts'
import { prose } from '../text.ts'
import { AskedView } from './asked-view.ts'
import { operation } from './operation.ts'

export const writeLetterOperation = operation({
  route: 'POST /v1/clients/{clientId}/letters',
  summary: 'Write a letter to a client’s physician',
  description:
    'In the clinician’s own words; the diagnoses on file where they are asked for. No word of a note is taken along. The PDF follows under the id that is answered, and leaves the practice by a release, section `letters`.',
  tag: 'Letters',
  path: z.object({ clientId: Id }),
  body: z.strictObject({
    recipient: LetterRecipient,
    occasion: LetterOccasion,
    text: prose(5000).refine((text) => text.trim() !== '', 'says nothing'),
    withDiagnoses: z.boolean().default(false),
  }),
  status: 201,
  answer: AskedView,
  idempotent: true,
  example: {
    body: {
      recipient: {
        name: 'Dr. Amara Osei',
        practice: 'Alder Family Medicine',
        address: ['12 Alder Street', 'Portland, OR 97209'],
      },
      occasion: 'treatment-begun',
      text: 'Thank you for referring our client. Weekly sessions began on March 4.',
      withDiagnoses: true,
    },
  },
  refusals: [
    'invalid_request',
    'not_allowed',
    'client_not_found',
    'body_too_large',
    'idempotency_key_reused',
    'too_busy',
  ],
})
