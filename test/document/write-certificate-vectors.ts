import { writeFileSync } from 'node:fs'
import type { DestructionCertificate } from '../../shared/document/certificate-page.ts'
import { typesetCertificate } from '../../shared/document/typeset-certificate.ts'
import { canonical } from '../../shared/ledger/canonical.ts'
import { CERTIFICATES, type CertificateVector } from './certificate-vectors.ts'
import { certificatesOf } from './sample-certificates.ts'
import { sha256 } from './test-key.ts'

/**
 * Writes the frozen certificates anew: run by hand, and only when the format or the template changes
 * with its specification.
 */
const { first, second } = certificatesOf(12)
const { first: onA4 } = certificatesOf(2, { paper: 'a4', zone: 'Europe/Vienna' })

const vector = (name: string, of: DestructionCertificate): CertificateVector => ({
  name,
  certificate: of.certificate,
  events: [...of.events],
  document: of.document,
  practiceSeal: of.practiceSeal,
  typeset: sha256(typesetCertificate(of).pdf),
  certified: sha256(Buffer.from(canonical(of.certificate))),
})

const vectors = [
  vector('part 1', first),
  vector('part 1 on A4, in another zone', onA4),
  vector('part 2', second),
]
writeFileSync(CERTIFICATES, `${JSON.stringify(vectors, null, 2)}\n`)
for (const { name, typeset } of vectors) console.log(name, typeset)
