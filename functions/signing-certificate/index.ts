import { setTimeout as pause } from 'node:timers/promises'
import type { CloudFormationCustomResourceEvent } from 'aws-lambda'
import { documentKey } from '../../shared/aws/document-key.ts'
import { kms } from '../../shared/aws/kms.ts'
import { environmentOf } from '../../shared/environment.ts'
import { issueCertificate } from './issue-certificate.ts'
import { type CertificateRequest, requestCertificate } from './request-certificate.ts'

const key = documentKey(kms(), environmentOf('signing-certificate').DOCUMENT_KEY_ARN)

/**
 * A custom resource that answers CloudFormation itself: no provider framework, no second function.
 * Whoever deploys invokes it, too, for a certificate request.
 */
export const handler = async (
  event: CloudFormationCustomResourceEvent | { readonly RequestType?: undefined },
): Promise<CertificateRequest | undefined> => {
  if (!event.RequestType) return requestCertificate(event, key)
  const answer = await issueCertificate(event, key, (milliseconds) => pause(milliseconds))
  const response = await fetch(event.ResponseURL, {
    method: 'PUT',
    // The address is signed for an empty content type.
    headers: { 'content-type': '' },
    body: JSON.stringify(answer),
  })
  if (!response.ok) throw new Error(`CloudFormation answered ${response.status}`)
  return undefined
}
