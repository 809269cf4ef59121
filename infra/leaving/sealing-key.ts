import { verifyPdf } from '../../shared/document/verify-pdf.ts'
import type { ExportedKey } from '../../shared/export/export-manifest.ts'

/** The key may have been another when a document was sealed. */
export async function sealingKey(pdf: Uint8Array): Promise<ExportedKey | undefined> {
  const { certificate } = await verifyPdf(pdf)
  return (
    certificate && {
      use: 'documents',
      spki: Buffer.from(certificate.publicKey).toString('base64'),
      fingerprint: certificate.keyFingerprint,
    }
  )
}
