import { z } from 'zod'
import { Instant } from '../clock.ts'
import { CertificateDocument } from '../document/document-item.ts'
import { Id } from '../id.ts'
import { Certificate } from '../retention/certificate.ts'
import { operation } from './operation.ts'

const tag = 'Disposals'

export const CertificateView = z.object({
  clientId: Id,
  part: z
    .union([z.literal(1), z.literal(2)])
    .describe('1: keys and record destroyed. 2: the last backup of the keys lapsed.'),
  certifiedAt: Instant,
  keysLapseAt: Instant,
  /** All that it says but the commitments of the client’s chain. */
  certificate: Certificate,
  /** Missing for the moments until it is typeset and sealed. */
  document: CertificateDocument.optional(),
})
export type CertificateView = z.infer<typeof CertificateView>

export const listCertificates = operation({
  route: 'GET /v1/disposals/{clientId}/certificates',
  summary: 'The certificates of a client’s destruction',
  description:
    'Part 1 once everything is destroyed, part 2 when the last backup of the keys has lapsed. They outlive the client.',
  tag,
  path: z.object({ clientId: Id }),
  status: 200,
  answer: z.object({ certificates: z.array(CertificateView) }),
  refusals: ['disposal_not_found', 'not_allowed'],
})

export const linkCertificate = operation({
  route: 'POST /v1/disposals/{clientId}/certificates/{part}/link',
  summary: 'A link to one certificate',
  description:
    'Works for 60 seconds, for whoever has it: fetch at once, keep it nowhere. Its name tells nothing.',
  tag,
  path: z.object({ clientId: Id, part: z.enum(['1', '2']) }),
  status: 201,
  answer: z.object({ url: z.url(), expiresAt: Instant }),
  refusals: ['disposal_not_found', 'document_not_found', 'not_allowed'],
})
