import { ServiceFailure } from '../http/service-failure.ts'
import type { PolicyDocument } from '../iam/policy.ts'
import type { BucketProperties } from '../service.ts'
import type { BucketStore, ObjectVersion, Retention } from './bucket-store.ts'

export interface Bucket {
  readonly name: string
  readonly arn: string
  readonly versioned: boolean
  readonly objectLock: boolean
  readonly defaultRetention: { mode: Retention['mode']; days: number } | undefined
  /** The customer's key for objects that name none. */
  readonly defaultKey: { keyArn: string; bucketKey: boolean } | undefined
  readonly policy: PolicyDocument | undefined
  readonly store: BucketStore
}

export function bucketFrom(
  name: string,
  properties: BucketProperties,
  policy: PolicyDocument | undefined,
  store: BucketStore,
): Bucket {
  const objectLock = properties.ObjectLockEnabled ?? false
  const versioned = properties.VersioningConfiguration?.Status === 'Enabled'
  if (objectLock && !versioned) throw new Error(`Bucket ${name} has Object Lock but no versioning`)
  const [encryption] = properties.BucketEncryption?.ServerSideEncryptionConfiguration ?? []
  const byDefault = encryption?.ServerSideEncryptionByDefault
  const keyArn = byDefault?.SSEAlgorithm === 'aws:kms' ? byDefault.KMSMasterKeyID : undefined
  return {
    name,
    arn: `arn:aws:s3:::${name}`,
    versioned,
    objectLock,
    defaultRetention: retentionFrom(properties),
    defaultKey: keyArn ? { keyArn, bucketKey: encryption?.BucketKeyEnabled ?? false } : undefined,
    policy,
    store,
  }
}

function retentionFrom({ ObjectLockConfiguration }: BucketProperties): Bucket['defaultRetention'] {
  const rule = ObjectLockConfiguration?.Rule?.DefaultRetention
  if (!rule) return undefined
  const { Mode, Days, Years } = rule
  const days = Days ?? (Years ?? 0) * 365
  if ((Mode !== 'GOVERNANCE' && Mode !== 'COMPLIANCE') || days < 1) {
    throw new Error('A default retention has a mode and at least a day')
  }
  return { mode: Mode, days }
}

/**
 * Refuses to delete a locked version.
 *
 * @param bypass the caller asked to override governance mode, and may
 * @throws ServiceFailure `AccessDenied`
 */
export function refuseIfLocked(version: ObjectVersion, now: number, bypass: boolean): void {
  const { retention, legalHold } = version
  const retained = retention !== undefined && Date.parse(retention.until) > now
  const overridden = bypass && retention?.mode === 'GOVERNANCE'
  if (!legalHold && (!retained || overridden)) return
  const message = 'Access Denied because object protected by object lock.'
  throw new ServiceFailure('AccessDenied', message, { status: 403 })
}
