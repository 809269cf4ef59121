import type { SignedRequest } from '../http/sigv4.ts'
import type { Bucket } from './bucket.ts'
import type { ObjectVersion } from './bucket-store.ts'
import type { S3Target } from './s3-request.ts'

const kept = ['content-type', 'content-disposition', 'content-language', 'cache-control', 'expires']

/** What of a put's headers stays with the object. */
export function keptHeaders({ headers }: SignedRequest): Record<string, string> {
  const wanted = Object.entries(headers).filter(
    ([name]) => kept.includes(name) || name.startsWith('x-amz-meta-'),
  )
  return Object.fromEntries(wanted.map(([name, value]) => [name, String(value)]))
}

export function objectHeaders(bucket: Bucket, version: ObjectVersion): Record<string, string> {
  const { retention, legalHold } = version
  return {
    'content-type': 'binary/octet-stream',
    ...version.headers,
    etag: version.etag,
    'last-modified': new Date(version.at).toUTCString(),
    'accept-ranges': 'bytes',
    ...versionHeader(bucket, version),
    ...encryptionHeaders(version),
    ...(retention && {
      'x-amz-object-lock-mode': retention.mode,
      'x-amz-object-lock-retain-until-date': retention.until,
    }),
    ...(legalHold !== undefined && { 'x-amz-object-lock-legal-hold': legalHold ? 'ON' : 'OFF' }),
  }
}

export function versionHeader(
  { versioned }: Bucket,
  { id }: ObjectVersion,
): Record<string, string> {
  return versioned ? { 'x-amz-version-id': id } : {}
}

export function encryptionHeaders({ encryption }: ObjectVersion): Record<string, string> {
  if (!encryption) return { 'x-amz-server-side-encryption': 'AES256' }
  return {
    'x-amz-server-side-encryption': 'aws:kms',
    'x-amz-server-side-encryption-aws-kms-key-id': encryption.keyArn,
    ...(encryption.bucketKey && { 'x-amz-server-side-encryption-bucket-key-enabled': 'true' }),
  }
}

/** `response-content-disposition` and its like, with which a presigned URL names a download. */
export function headersAsked({ query }: S3Target): Record<string, string> {
  const asked = kept.flatMap((name) => {
    const value = query.get(`response-${name}`)
    return value === undefined ? [] : [[name, value]]
  })
  return Object.fromEntries(asked)
}
