import { ServiceFailure } from '../http/service-failure.ts'
import type { ServiceAnswer, ServiceRequest } from '../http/wire-server.ts'
import { type Bucket, refuseIfLocked } from './bucket.ts'
import { newVersion, type ObjectVersion, type Retention } from './bucket-store.ts'
import {
  encryptionHeaders,
  headersAsked,
  keptHeaders,
  objectHeaders,
  versionHeader,
} from './object-headers.ts'
import type { S3Access } from './s3-access.ts'
import type { S3Target } from './s3-request.ts'
import { uploadedBody } from './uploaded-body.ts'

export interface ObjectRequest {
  readonly request: ServiceRequest
  readonly target: S3Target
  readonly bucket: Bucket
  readonly access: S3Access
  readonly now: () => number
}

export async function putObject(asked: ObjectRequest): Promise<ServiceAnswer> {
  const { request, target, bucket, access, now } = asked
  const { headers, caller } = request
  const retention = retentionAsked(asked)
  const legalHold = headers['x-amz-object-lock-legal-hold'] === 'ON'
  access.permit(asked, 'PutObject')
  if (headers['x-amz-object-lock-mode']) access.permit(asked, 'PutObjectRetention')
  if (headers['x-amz-object-lock-legal-hold']) access.permit(asked, 'PutObjectLegalHold')
  const encryption = encryptionAsked(asked)
  if (encryption) access.useKey(caller, encryption, asked, ['kms:GenerateDataKey'])
  refuseUnknownPutHeaders(asked)
  const data = uploadedBody(headers, request.body)

  return bucket.store.exclusively(target.key, async () => {
    const [current] = bucket.store.versions(target.key)
    const exists = current !== undefined && !current.deleteMarker
    if (headers['if-none-match'] && exists) {
      const message = 'At least one of the pre-conditions you specified did not hold'
      throw new ServiceFailure('PreconditionFailed', message, { status: 412 })
    }
    const version: ObjectVersion = {
      ...newVersion({ versioned: bucket.versioned, at: now() }, data),
      headers: keptHeaders(request),
      ...(encryption && { encryption }),
      ...(retention && { retention }),
      ...(legalHold && { legalHold }),
    }
    await bucket.store.add(target.key, version, data)
    return {
      status: 200,
      headers: {
        etag: version.etag,
        'x-amz-checksum-crc32': version.crc32,
        'x-amz-checksum-type': 'FULL_OBJECT',
        ...versionHeader(bucket, version),
        ...encryptionHeaders(version),
      },
    }
  })
}

export async function getObject(asked: ObjectRequest): Promise<ServiceAnswer> {
  const { request, target, bucket, access } = asked
  const version = findVersion(asked)
  const { encryption } = version
  if (encryption) access.useKey(request.caller, encryption, asked, ['kms:Decrypt'])
  const data = await bucket.store.read(target.key, version)
  const headers = { ...objectHeaders(bucket, version), ...headersAsked(target) }
  const range = rangeAsked(request.headers.range, data.length)
  if (range) {
    const { from, to } = range
    const part = { 'content-range': `bytes ${from}-${to}/${data.length}` }
    return { status: 206, headers: { ...headers, ...part }, body: data.subarray(from, to + 1) }
  }
  const checksum = request.headers['x-amz-checksum-mode'] && {
    'x-amz-checksum-crc32': version.crc32,
    'x-amz-checksum-type': 'FULL_OBJECT',
  }
  return { status: 200, headers: { ...headers, ...checksum }, body: data }
}

export function headObject(asked: ObjectRequest): ServiceAnswer {
  const version = findVersion(asked)
  const length = { 'content-length': String(version.size) }
  return { status: 200, headers: { ...objectHeaders(asked.bucket, version), ...length } }
}

export function deleteObject(asked: ObjectRequest): Promise<ServiceAnswer> {
  const { request, target, bucket, access, now } = asked
  const { key, query } = target
  const versionId = query.get('versionId')
  access.permit(asked, versionId ? 'DeleteObjectVersion' : 'DeleteObject')
  const bypass = request.headers['x-amz-bypass-governance-retention'] === 'true'
  if (bypass) access.permit(asked, 'BypassGovernanceRetention')

  return bucket.store.exclusively(key, async () => {
    const versions = bucket.store.versions(key)
    if (versionId) {
      const version = versions.find(({ id }) => id === versionId)
      if (version) {
        refuseIfLocked(version, now(), bypass)
        const others = versions.filter((other) => other !== version)
        await bucket.store.replace(key, others)
      }
      const marker = version?.deleteMarker && { 'x-amz-delete-marker': 'true' }
      return { status: 204, headers: { 'x-amz-version-id': versionId, ...marker } }
    }
    if (!bucket.versioned) {
      await bucket.store.replace(key, [])
      return { status: 204 }
    }
    const marker = { ...newVersion({ versioned: true, at: now() }, undefined), headers: {} }
    await bucket.store.add(key, marker, undefined)
    const headers = { 'x-amz-delete-marker': 'true', 'x-amz-version-id': marker.id }
    return { status: 204, headers }
  })
}

/**
 * The version a read asks for, once the caller may read it. Whoever may not list the bucket is not
 * told what is missing.
 *
 * @throws AccessDenied, ServiceFailure `NoSuchKey`, `NoSuchVersion`, `MethodNotAllowed`
 */
export function findVersion(asked: ObjectRequest, right = 'GetObject'): ObjectVersion {
  const { target, bucket, access } = asked
  const versionId = target.query.get('versionId')
  access.permit(asked, versionId && right === 'GetObject' ? 'GetObjectVersion' : right)
  const versions = bucket.store.versions(target.key)
  const version = versionId ? versions.find(({ id }) => id === versionId) : versions[0]
  if (version && !version.deleteMarker) return version
  if (version && versionId) {
    throw new ServiceFailure('MethodNotAllowed', 'A delete marker has no content', { status: 405 })
  }
  if (!access.mayList(asked)) access.deny(asked, 'ListBucket')
  const code = versionId ? 'NoSuchVersion' : 'NoSuchKey'
  throw new ServiceFailure(code, 'The specified key does not exist.', { status: 404 })
}

function encryptionAsked({ request, bucket }: ObjectRequest): ObjectVersion['encryption'] {
  const { headers } = request
  const algorithm = headers['x-amz-server-side-encryption']
  if (algorithm === undefined || algorithm === 'aws:kms') {
    const named = header(headers['x-amz-server-side-encryption-aws-kms-key-id'])
    const keyArn = named ?? bucket.defaultKey?.keyArn
    if (!keyArn) return undefined
    const bucketKey = header(headers['x-amz-server-side-encryption-bucket-key-enabled'])
    return { keyArn, bucketKey: bucketKey ? bucketKey === 'true' : !!bucket.defaultKey?.bucketKey }
  }
  if (algorithm === 'AES256') return undefined
  throw new ServiceFailure('InvalidArgument', 'The encryption method specified is not supported')
}

function retentionAsked({ request, bucket, now }: ObjectRequest): Retention | undefined {
  const mode = header(request.headers['x-amz-object-lock-mode'])
  const until = header(request.headers['x-amz-object-lock-retain-until-date'])
  const hold = request.headers['x-amz-object-lock-legal-hold']
  if ((mode || until || hold) && !bucket.objectLock) {
    throw new ServiceFailure('InvalidRequest', 'Bucket is missing Object Lock Configuration')
  }
  if (mode || until) return validRetention(mode, until, now())
  const byDefault = bucket.objectLock && bucket.defaultRetention
  if (!byDefault) return undefined
  const end = new Date(now() + byDefault.days * 86_400_000).toISOString()
  return { mode: byDefault.mode, until: end }
}

/** @throws ServiceFailure `InvalidArgument` */
export function validRetention(
  mode: string | undefined,
  until: string | undefined,
  now: number,
): Retention {
  const end = Date.parse(until ?? '')
  if ((mode === 'GOVERNANCE' || mode === 'COMPLIANCE') && end > now) {
    return { mode, until: new Date(end).toISOString() }
  }
  const message = 'A retention has a mode and a date in the future'
  throw new ServiceFailure('InvalidArgument', message)
}

function refuseUnknownPutHeaders({ request }: ObjectRequest): void {
  const condition = request.headers['if-none-match']
  if (request.headers['if-match'] || (condition !== undefined && condition !== '*')) {
    const message = 'A header you provided implies functionality that is not implemented'
    throw new ServiceFailure('NotImplemented', message, { status: 501 })
  }
}

/** @throws ServiceFailure `InvalidRange` */
function rangeAsked(
  range: string | undefined,
  size: number,
): { from: number; to: number } | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(range ?? '')
  const [, start = '', end = ''] = match ?? []
  if (!start && !end) return undefined
  const from = start ? Number(start) : Math.max(0, size - Number(end))
  const to = start && end ? Math.min(Number(end), size - 1) : size - 1
  if (from <= to) return { from, to }
  throw new ServiceFailure('InvalidRange', 'The requested range is not satisfiable', {
    status: 416,
  })
}

const header = (value: string | string[] | undefined) =>
  value === undefined ? undefined : String(value)
