import { AccessDenied, type Authority, type Right } from '../iam/authority.ts'
import type { StorageKeyUse, UseStorageKey } from '../kms/storage-key-use.ts'
import type { Principal, RequestContext } from '../service.ts'
import type { ObjectVersion } from './bucket-store.ts'
import type { ObjectRequest } from './object-operations.ts'

export interface S3Access {
  /** @throws AccessDenied */
  permit(asked: ObjectRequest, action: string): void
  mayList(asked: ObjectRequest): boolean
  /** @throws AccessDenied always */
  deny(asked: ObjectRequest, action: string): never
  /** @throws AccessDenied */
  useKey(
    caller: Principal,
    encryption: NonNullable<ObjectVersion['encryption']>,
    asked: ObjectRequest,
    actions: StorageKeyUse['actions'],
  ): void
}

export function s3Access(authority: Authority, useStorageKey: UseStorageKey): S3Access {
  return {
    permit(asked, action) {
      authority.authorize(asked.request.caller, rightFor(asked, action))
    },
    mayList: (asked) => authority.allows(asked.request.caller, rightFor(asked, 'ListBucket')),
    deny(asked, action) {
      const { resource } = rightFor(asked, action)
      throw new AccessDenied(asked.request.caller, `s3:${action}`, resource)
    },
    useKey(caller, { keyArn, bucketKey }, { bucket, target }, actions) {
      // A bucket key is one data key for the whole bucket, so its context names the bucket.
      const arn = bucketKey ? bucket.arn : `${bucket.arn}/${target.key}`
      useStorageKey(caller, keyArn, {
        service: 's3',
        actions,
        encryptionContext: { 'aws:s3:arn': arn },
      })
    },
  }
}

const bucketActions = ['ListBucket', 'ListBucketVersions']

function rightFor(asked: ObjectRequest, action: string): Right {
  const { bucket, target } = asked
  const onBucket = bucketActions.includes(action)
  return {
    action: `s3:${action}`,
    resource: onBucket ? bucket.arn : `${bucket.arn}/${target.key}`,
    context: contextOf(asked),
    resourcePolicy: bucket.policy,
  }
}

const headerKeys = [
  'x-amz-server-side-encryption',
  'x-amz-server-side-encryption-aws-kms-key-id',
  'if-none-match',
]
const lockKeys = ['object-lock-mode', 'object-lock-retain-until-date', 'object-lock-legal-hold']

function contextOf({ request, target, now }: ObjectRequest): RequestContext {
  const { headers, presigned } = request
  const { query } = target
  const context: Record<string, string> = {
    's3:authType': presigned ? 'REST-QUERY-STRING' : 'REST-HEADER',
    's3:signatureversion': 'AWS4-HMAC-SHA256',
    's3:TlsVersion': '1.3',
  }
  const add = (name: string, value: string | string[] | undefined) => {
    if (value !== undefined) context[`s3:${name}`] = String(value)
  }
  for (const name of headerKeys) add(name, headers[name])
  for (const name of lockKeys) add(name, headers[`x-amz-${name}`])
  for (const name of ['prefix', 'delimiter', 'max-keys']) add(name, query.get(name))
  add('versionid', query.get('versionId'))
  const signedAt = presigned && dateOf(query.get('X-Amz-Date'))
  if (signedAt) add('signatureAge', String(now() - signedAt))
  return context
}

function dateOf(text: string | undefined): number | undefined {
  const iso = text?.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z')
  return iso ? Date.parse(iso) : undefined
}
