import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { PutExported } from '../dynamodb/table-export.ts'
import { asFailure } from '../http/json-protocol.ts'
import { notImplemented, ServiceFailure } from '../http/service-failure.ts'
import { SignatureFault, type SignatureFaultReason } from '../http/sigv4.ts'
import type { ServiceAnswer, WireService } from '../http/wire-server.ts'
import { AccessDenied, type Authority } from '../iam/authority.ts'
import type { UseStorageKey } from '../kms/storage-key-use.ts'
import type { Buckets } from '../service.ts'
import { type Bucket, bucketFrom } from './bucket.ts'
import { newVersion, type ObjectVersion, openBucketStore } from './bucket-store.ts'
import { listObjectsV2, listObjectVersions } from './list-operations.ts'
import {
  getObjectLegalHold,
  getObjectRetention,
  putObjectLegalHold,
  putObjectRetention,
} from './lock-operations.ts'
import {
  deleteObject,
  getObject,
  headObject,
  type ObjectRequest,
  putObject,
} from './object-operations.ts'
import { s3Access } from './s3-access.ts'
import { operationOf, targetOf } from './s3-request.ts'
import { xmlDocument } from './xml.ts'

type S3Operation = (asked: ObjectRequest) => ServiceAnswer | Promise<ServiceAnswer>

const operations: Readonly<Record<string, S3Operation>> = {
  PutObject: putObject,
  GetObject: getObject,
  HeadObject: headObject,
  DeleteObject: deleteObject,
  GetObjectRetention: getObjectRetention,
  PutObjectRetention: putObjectRetention,
  GetObjectLegalHold: getObjectLegalHold,
  PutObjectLegalHold: putObjectLegalHold,
  ListObjectsV2: listObjectsV2,
  ListObjectVersions: listObjectVersions,
}

export function createS3(options: {
  readonly dir: string
  readonly now: () => number
  readonly authority: Authority
  readonly useStorageKey: UseStorageKey
}): Buckets & { wire: WireService; putExported: PutExported } {
  const { now } = options
  const buckets = new Map<string, Bucket>()
  const access = s3Access(options.authority, options.useStorageKey)

  function bucketNamed(name: string): Bucket {
    const bucket = buckets.get(name)
    if (bucket) return bucket
    const message = 'The specified bucket does not exist'
    throw new ServiceFailure('NoSuchBucket', message, { status: 404 })
  }

  return {
    wire: {
      name: 's3',
      signingName: 's3',
      operationOf,
      async handle(request, name) {
        const operation = Object.hasOwn(operations, name) ? operations[name] : undefined
        if (!operation) throw notImplemented('s3', name)
        const target = targetOf(request)
        const bucket = bucketNamed(target.bucket)
        const answer = await operation({ request, target, bucket, access, now })
        return { ...answer, headers: { 'x-amz-request-id': randomUUID(), ...answer.headers } }
      },
      refuse(error, { method }) {
        const { status, code, message } = failureOf(error)
        const body = xmlDocument({ Error: { Code: code, Message: message } })
        const headers = { 'content-type': 'application/xml', 'x-amz-request-id': randomUUID() }
        if (method === 'HEAD') return { status, headers, errorName: code }
        return { status, headers, body, errorName: code }
      },
    },

    async putExported(caller, { bucket: name, key, data, contentType, storageKey }) {
      const bucket = bucketNamed(name)
      const headers = {
        'content-type': contentType,
        'x-amz-server-side-encryption': storageKey ? 'aws:kms' : 'AES256',
        ...(storageKey && { 'x-amz-server-side-encryption-aws-kms-key-id': storageKey }),
      }
      const url = `/${name}/${key}`
      const request = { method: 'PUT', url, headers, body: data, caller, presigned: false }
      const target = { bucket: name, key, query: new Map<string, string>() }
      const asked: ObjectRequest = { request, target, bucket, access, now }
      // What AWS's guide to exports asks for besides: a file may go there in parts.
      for (const action of ['PutObjectAcl', 'AbortMultipartUpload']) access.permit(asked, action)
      if (storageKey) {
        const encryption = { keyArn: storageKey, bucketKey: !!bucket.defaultKey?.bucketKey }
        access.useKey(caller, encryption, asked, ['kms:Decrypt'])
      }
      await putObject(asked)
    },

    async createBucket(name, properties, policy) {
      if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name)) {
        throw new Error(`Bucket name ${name} is not allowed`)
      }
      const store = buckets.get(name)?.store ?? openBucketStore(join(options.dir, name))
      const bucket = bucketFrom(name, properties, policy, store)
      buckets.set(name, bucket)
      return { bucketArn: bucket.arn }
    },

    async put(name, key, data) {
      const { store, versioned, defaultKey } = bucketNamed(name)
      const version: ObjectVersion = {
        ...newVersion({ versioned, at: now() }, data),
        headers: {},
        ...(defaultKey && { encryption: defaultKey }),
      }
      await store.exclusively(key, () => store.add(key, version, data))
    },

    async empty(name) {
      const { store } = bucketNamed(name)
      for (const key of store.keys()) await store.exclusively(key, () => store.replace(key, []))
    },

    async versions(name) {
      const { store } = bucketNamed(name)
      return store
        .keys()
        .flatMap((key) =>
          store.versions(key).map(({ id, deleteMarker }) => ({ key, versionId: id, deleteMarker })),
        )
    },
  }
}

const signatureCodes: Readonly<Record<SignatureFaultReason, string>> = {
  missing: 'AccessDenied',
  malformed: 'AuthorizationHeaderMalformed',
  unknown_key: 'InvalidAccessKeyId',
  wrong_scope: 'AuthorizationHeaderMalformed',
  skewed: 'RequestTimeTooSkewed',
  expired: 'AccessDenied',
  mismatch: 'SignatureDoesNotMatch',
  body_changed: 'XAmzContentSHA256Mismatch',
}

function failureOf(error: unknown): ServiceFailure {
  if (error instanceof AccessDenied) {
    return new ServiceFailure('AccessDenied', error.message, { status: 403 })
  }
  if (error instanceof SignatureFault) {
    const message = error.reason === 'expired' ? 'Request has expired' : error.message
    return new ServiceFailure(signatureCodes[error.reason], message, { status: 403 })
  }
  return asFailure(error)
}
