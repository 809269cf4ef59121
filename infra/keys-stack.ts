import { Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib'
import { AnyPrincipal, Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Key, type KeyProps, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms'
import type { Construct } from 'constructs'
import type { Stage } from './stages.ts'

/** Logical names of the key stores: part of every context a branch key is wrapped with. */
export const SEAL_STORE = 'noteseal-keys'
export const PROCESS_SEAL_STORE = 'noteseal-process-keys'

/**
 * The KMS keys. What they wrapped cannot be read without them, so they have a stack of their own
 * that nothing else changes. All that must survive a region are multi-Region primaries: a key cannot
 * become one later.
 */
export class KeysStack extends Stack {
  /** Wraps the branch keys under which records are sealed. Never encrypts a table or bucket. */
  readonly seal: Key
  /** The same for process notes, and for nothing else. */
  readonly processSeal: Key
  /** Tables, buckets and backups at rest. */
  readonly storage: Key
  /** Logs, queues and alarms. */
  readonly ops: Key
  /** Signs clinicians' statements. */
  readonly statement: Key
  /** Signs documents, for the practice. */
  readonly document: Key

  constructor(scope: Construct, id: string, { stage, ...props }: StackProps & { stage: Stage }) {
    super(scope, id, props)
    const make = (name: string, description: string, more: Partial<KeyProps>) =>
      new Key(this, name, {
        description: `Noteseal ${stage.name}: ${description}`,
        pendingWindow: Duration.days(stage.lasting ? 30 : 7),
        removalPolicy: stage.lasting ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
        ...more,
      })

    const sealing = { enableKeyRotation: true, multiRegion: true }
    this.seal = make('Seal', 'wraps the keys that seal records', sealing)
    onlyForBranchKeysOf(this.seal, SEAL_STORE)
    this.processSeal = make('ProcessSeal', 'wraps the keys that seal process notes', sealing)
    onlyForBranchKeysOf(this.processSeal, PROCESS_SEAL_STORE)

    this.storage = make('Storage', 'tables, buckets and backups at rest', {
      enableKeyRotation: true,
    })
    this.ops = make('Ops', 'logs, queues and alarms', { enableKeyRotation: true })
    this.#letLogsAndAlarmsUse(this.ops)

    const signing = { keyUsage: KeyUsage.SIGN_VERIFY, multiRegion: true }
    this.statement = make('Statement', 'signs clinicians’ statements', {
      ...signing,
      keySpec: KeySpec.ECC_NIST_P256,
    })
    this.document = make('Document', 'signs documents', { ...signing, keySpec: KeySpec.RSA_3072 })
  }

  #letLogsAndAlarmsUse(key: Key): void {
    key.addToResourcePolicy(
      new PolicyStatement({
        sid: 'LogGroups',
        principals: [new ServicePrincipal(`logs.${this.region}.amazonaws.com`)],
        actions: [
          'kms:Encrypt',
          'kms:Decrypt',
          'kms:ReEncrypt*',
          'kms:GenerateDataKey*',
          'kms:Describe*',
        ],
        resources: ['*'],
        conditions: {
          ArnLike: {
            'kms:EncryptionContext:aws:logs:arn': this.formatArn({
              service: 'logs',
              resource: 'log-group:*',
            }),
          },
        },
      }),
    )
    key.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AlarmsToTheEncryptedTopic',
        principals: ['cloudwatch', 'events', 'ses'].map(
          (service) => new ServicePrincipal(`${service}.amazonaws.com`),
        ),
        actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        resources: ['*'],
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    )
  }
}

/**
 * Whatever rights somebody is given later: a seal key works only for branch keys of its own store,
 * in their full context, and never on behalf of a service that encrypts tables or buckets.
 */
function onlyForBranchKeysOf(key: Key, store: string): void {
  const deny = (sid: string, conditions: Record<string, Record<string, string>>) =>
    key.addToResourcePolicy(
      new PolicyStatement({
        sid,
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
        resources: ['*'],
        conditions,
      }),
    )
  deny('OnlyInItsStore', { StringNotEquals: { 'kms:EncryptionContext:tablename': store } })
  deny('OnlyForANamedKey', { Null: { 'kms:EncryptionContext:branch-key-id': 'true' } })
  deny('NeverForAService', { Null: { 'kms:ViaService': 'false' } })
}
