import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { Event } from '../../shared/ledger/event.ts'
import { Paper } from '../../shared/note/signed-form.ts'
import { Certificate } from '../../shared/retention/certificate.ts'

export const CERTIFICATES = new URL('../vectors/document/certificates.json', import.meta.url)

/** What a part of a certificate is made of, and what it makes before it is sealed. */
export const CertificateVector = z.object({
  name: z.string(),
  certificate: Certificate,
  events: z.array(Event),
  document: z.object({
    id: z.string(),
    version: z.number(),
    createdAt: z.string(),
    paper: Paper,
  }),
  practiceSeal: z.object({ fingerprint: z.string() }),
  /** SHA-256 of the typeset document. */
  typeset: z.string(),
  /** SHA-256 of the certificate's canonical text, as the manifest has it. */
  certified: z.string(),
})
export type CertificateVector = z.infer<typeof CertificateVector>

export const readCertificateVectors = () =>
  z.array(CertificateVector).parse(JSON.parse(readFileSync(CERTIFICATES, 'utf8')))
