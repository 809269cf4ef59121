import { Duration, RemovalPolicy } from 'aws-cdk-lib'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type BucketProps,
  type IBucket,
  type LifecycleRule,
  ObjectLockRetention,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3'
import { Construct } from 'constructs'
import { acknowledge } from './acknowledge.ts'
import type { Stage } from './stages.ts'

/**
 * How long an export of the key stores is locked. Lifecycle rules work at midnights and a day at a
 * time: so it ends two days before point-in-time recovery does, and no copy of a destroyed key is
 * left when the certificate of its destruction says so.
 */
export const KEY_EXPORT_LOCK_DAYS = 33

/** Where rendered documents, tombstones and the ledger's checkpoints lie, and who fetched them. */
export class Buckets extends Construct {
  readonly documents: Bucket
  /** Checkpoints of the ledger: locked against everybody for as long as the stage says. */
  readonly ledger: Bucket
  /** Daily exports of the key stores: nobody deletes one early, and none stays. */
  readonly keyExports: Bucket
  /** An export that a practice brings along: opened records, gone the day after. */
  readonly arrivals: Bucket

  constructor(
    scope: Construct,
    id: string,
    { stage, storage }: { readonly stage: Stage; readonly storage: IKey },
  ) {
    super(scope, id)
    const common = {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: true,
      removalPolicy: stage.lasting ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    } satisfies BucketProps

    const accessLogs = new Bucket(this, 'AccessLogs', {
      ...common,
      encryption: BucketEncryption.S3_MANAGED,
      lifecycleRules: [
        {
          expiration: Duration.days(stage.logDays),
          noncurrentVersionExpiration: Duration.days(30),
        },
      ],
    })
    acknowledge(accessLogs, {
      'HIPAA.Security::HIPAA.Security-S3DefaultEncryptionKMS':
        'S3 delivers access logs only to buckets encrypted by S3’s own keys.',
      'HIPAA.Security::HIPAA.Security-S3BucketReplicationEnabled':
        'Access logs hold opaque ids only and may be lost with their region.',
    })

    const locked = (
      name: string,
      retention: ObjectLockRetention,
      lifecycleRules: readonly LifecycleRule[] = [],
    ) => {
      const bucket = new Bucket(this, name, {
        ...common,
        encryption: BucketEncryption.KMS,
        encryptionKey: storage,
        bucketKeyEnabled: true,
        objectLockEnabled: true,
        objectLockDefaultRetention: retention,
        lifecycleRules: [...lifecycleRules],
        // The library's own types differ in what may be undefined.
        serverAccessLogsBucket: accessLogs as IBucket,
        serverAccessLogsPrefix: `${name.toLowerCase()}/`,
      })
      acknowledge(bucket, {
        'HIPAA.Security::HIPAA.Security-S3BucketReplicationEnabled':
          'One region by decision: versions and Object Lock guard against deletion, and losing the region is a listed risk.',
      })
      return bucket
    }
    this.arrivals = new Bucket(this, 'Arrivals', {
      ...common,
      encryption: BucketEncryption.KMS,
      encryptionKey: storage,
      bucketKeyEnabled: true,
      lifecycleRules: [
        {
          expiration: Duration.days(1),
          noncurrentVersionExpiration: Duration.days(1),
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
        { expiredObjectDeleteMarker: true },
      ],
      serverAccessLogsBucket: accessLogs as IBucket,
      serverAccessLogsPrefix: 'arrivals/',
    })
    acknowledge(this.arrivals, {
      'HIPAA.Security::HIPAA.Security-S3BucketReplicationEnabled':
        'What lies here is a copy of an export, and is to be gone the day after.',
    })
    this.documents = locked('Documents', ObjectLockRetention.governance(Duration.days(30)))
    const { mode, days } = stage.ledgerLock
    this.ledger = locked('Ledger', ObjectLockRetention[mode](Duration.days(days)))
    this.keyExports = locked(
      'KeyExports',
      ObjectLockRetention[stage.lasting ? 'compliance' : 'governance'](
        Duration.days(KEY_EXPORT_LOCK_DAYS),
      ),
      [
        {
          // The day before its lock ends a version becomes an old one, and a day later it goes.
          expiration: Duration.days(KEY_EXPORT_LOCK_DAYS - 1),
          noncurrentVersionExpiration: Duration.days(1),
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
        { expiredObjectDeleteMarker: true },
      ],
    )
  }
}
