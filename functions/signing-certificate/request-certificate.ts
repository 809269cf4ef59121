import { z } from 'zod'
import type { DocumentKey } from '../../shared/aws/document-key.ts'
import { hexOf, sha256 } from '../../shared/document/bytes.ts'
import { certificateRequest } from '../../shared/document/certificate-request.ts'

const Name = z.string().trim().min(1).max(64)

/** What whoever deploys invokes the function with. */
export const CertificateWish = z.strictObject({
  certificateRequest: z.strictObject({
    /** The name that people read: the practice's. */
    commonName: Name,
    organization: Name.optional(),
    country: z
      .string()
      .regex(/^[A-Z]{2}$/, 'is not two capital letters')
      .optional(),
  }),
})

export interface CertificateRequest {
  /** PEM (PKCS #10): what an authority wants. */
  readonly request: string
  readonly keyFingerprint: string
}

/**
 * Has the document key ask for a certificate. Nothing is changed by asking, and nothing kept.
 *
 * @throws ZodError where the wish is none
 */
export async function requestCertificate(
  wish: unknown,
  key: DocumentKey,
): Promise<CertificateRequest> {
  const { certificateRequest: subject } = CertificateWish.parse(wish)
  const publicKey = await key.publicKey()
  return {
    request: await certificateRequest(subject, publicKey, (digest) => key.sign(digest)),
    keyFingerprint: hexOf(await sha256(publicKey)),
  }
}
