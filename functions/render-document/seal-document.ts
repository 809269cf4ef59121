import { createHash } from 'node:crypto'
import type { StoredObject } from '../../shared/aws/document-bucket.ts'
import { Instant } from '../../shared/clock.ts'
import type { DocumentItem } from '../../shared/document/document-item.ts'
import { type Sealer, sealPdf } from '../../shared/document/seal-pdf.ts'
import type { Typeset } from '../../shared/document/typeset-document.ts'
import { verifyPdf } from '../../shared/document/verify-pdf.ts'
import { canonical } from '../../shared/ledger/canonical.ts'

/** A sealed document: what is put in the bucket, and what every kind of item says of it. */
export interface SealedDocument {
  readonly object: StoredObject
  readonly stored: Omit<DocumentItem, 'kind'>
}

/**
 * Seals a typeset document. The object's key holds the hash of the bytes: a later try that finds it
 * in the bucket knows that it is the very same, without reading it.
 *
 * @param place folder and beginning of the name: `documents/<client>/<note>/v3`
 */
export async function sealDocument(
  typeset: Typeset,
  sealer: Sealer,
  place: string,
): Promise<SealedDocument> {
  const pdf = await sealPdf(typeset, sealer)
  const sha256 = createHash('sha256').update(pdf).digest('hex')
  const key = `${place}-${sha256.slice(0, 16)}.pdf`
  const { id, version, createdAt } = typeset.manifest.document
  const stamped = sealer.stampTime && (await stampedIn(pdf))
  return {
    object: { key, bytes: pdf, contentType: 'application/pdf' },
    stored: {
      documentId: id,
      version,
      key,
      sha256,
      bytes: pdf.length,
      pages: typeset.pages,
      createdAt,
      ...stamped,
      manifest: canonical(typeset.manifest),
    },
  }
}

/** What the seal turned out to have. */
async function stampedIn(
  pdf: Uint8Array,
): Promise<Pick<DocumentItem, 'timeStampedAt' | 'notRevokedAsOf'>> {
  const { timeStamp, validation } = await verifyPdf(pdf)
  const asOf = validation?.faults.length === 0 ? validation.asOf : undefined
  return {
    ...(timeStamp && { timeStampedAt: Instant.parse(new Date(timeStamp.at).toISOString()) }),
    ...(asOf !== undefined && { notRevokedAsOf: Instant.parse(asOf) }),
  }
}
