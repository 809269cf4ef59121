import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import type { Construct } from 'constructs'
import { type Environment, type FunctionName, SEALING_CHAIN_FILE } from '../shared/environment.ts'
import { acknowledge } from './acknowledge.ts'
import { AlarmTopic } from './alarm-topic.ts'
import { Api } from './api.ts'
import type { DataStack } from './data-stack.ts'
import { NotesealFunction } from './function.ts'
import type { KeysStack } from './keys-stack.ts'
import { Mail } from './mail.ts'
import { Rendering } from './rendering.ts'
import { rightsOf } from './rights.ts'
import { SigningCertificate } from './signing-certificate.ts'
import { sizes } from './sizes.ts'
import type { Issuer, Stage } from './stages.ts'
import { Timetable } from './timetable.ts'
import { Watch } from './watch.ts'

export interface AppStackProps extends StackProps {
  readonly stage: Stage
  readonly keys: KeysStack
  readonly data: DataStack
  readonly issuer: Issuer
  readonly bundles: string
}

/** The functions, and everything that calls them. Holds no data: it can be deleted and made anew. */
export class AppStack extends Stack {
  constructor(
    scope: Construct,
    id: string,
    { stage, keys, data, issuer, bundles, ...props }: AppStackProps,
  ) {
    super(scope, id, props)
    const alarms = new AlarmTopic(this, 'Alarms', { stage, ops: keys.ops })
    const undelivered = new Queue(this, 'Undelivered', {
      encryption: QueueEncryption.KMS,
      encryptionMasterKey: keys.ops,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    })
    acknowledge(undelivered, {
      'AwsSolutions::AwsSolutions-SQS3': 'It is itself where undelivered changes end.',
    })
    const mail = new Mail(this, 'Mail', { stage, alarms })
    const rights = rightsOf({ keys, data, mail, undelivered })

    const make = <F extends FunctionName>(name: F, environment: Environment<F>) =>
      new NotesealFunction<F>(this, {
        stage,
        name,
        bundles,
        ...(name === 'render-document' &&
          stage.sealingChain !== undefined && {
            beside: { [SEALING_CHAIN_FILE]: stage.sealingChain },
          }),
        ops: keys.ops,
        may: rights[name],
        environment,
        size: sizes[name],
      })

    const certifier = make('signing-certificate', { DOCUMENT_KEY_ARN: keys.document.keyArn })
    const certificate = new SigningCertificate(this, 'SigningCertificate', {
      stage,
      key: keys.document,
      certifier,
    })

    const RECORDS_TABLE = data.records.tableName
    const LEDGER_TABLE = data.ledger.tableName
    const KEYS_TABLE = data.keys.tableName
    const ACCESS_TABLE = data.access.tableName
    const PROCESS_ACCESS_TABLE = data.processAccess.tableName
    const DOCUMENTS_BUCKET = data.buckets.documents.bucketName
    const SEAL_KEY_ARN = keys.seal.keyArn
    const functions = {
      'records-api': make('records-api', {
        RECORDS_TABLE,
        LEDGER_TABLE,
        KEYS_TABLE,
        DIRECTORY_TABLE: data.directory.tableName,
        ACCESS_TABLE,
        PROCESS_ACCESS_TABLE,
        SEAL_KEY_ARN,
        STATEMENT_KEY_ARN: keys.statement.keyArn,
        DOCUMENT_KEY_ARN: keys.document.keyArn,
        SIGN_IN_METHOD: issuer.signInMethod,
      }),
      'process-notes-api': make('process-notes-api', {
        PROCESS_TABLE: data.process.tableName,
        PROCESS_KEYS_TABLE: data.processKeys.tableName,
        PROCESS_ACCESS_TABLE,
        ACCESS_TABLE,
        PROCESS_SEAL_KEY_ARN: keys.processSeal.keyArn,
      }),
      'releases-api': make('releases-api', {
        RECORDS_TABLE,
        LEDGER_TABLE,
        KEYS_TABLE,
        ACCESS_TABLE,
        SEAL_KEY_ARN,
      }),
      'open-link': make('open-link', { RECORDS_TABLE, ACCESS_TABLE, DOCUMENTS_BUCKET }),
      'documents-api': make('documents-api', {
        RECORDS_TABLE,
        ACCESS_TABLE,
        DOCUMENTS_BUCKET,
      }),
      'practice-api': make('practice-api', {
        RECORDS_TABLE,
        LEDGER_TABLE,
        ACCESS_TABLE,
        PROCESS_ACCESS_TABLE,
        ISSUER_URL: issuer.url,
      }),
      'render-document': make('render-document', {
        RECORDS_TABLE,
        LEDGER_TABLE,
        KEYS_TABLE,
        DOCUMENTS_BUCKET,
        SEAL_KEY_ARN,
        DOCUMENT_KEY_ARN: keys.document.keyArn,
        SIGNING_CERTIFICATE: certificate.pem,
        TIMESTAMP_URL: timestampUrl(stage),
      }),
      'flag-late-notes': make('flag-late-notes', { RECORDS_TABLE }),
      'send-digests': make('send-digests', {
        RECORDS_TABLE,
        MAIL_FROM: mail.from,
        MAIL_CONFIGURATION_SET: mail.configurationSetName,
        APP_URL: stage.appUrl,
      }),
      'enforce-retention': make('enforce-retention', {
        RECORDS_TABLE,
        LEDGER_TABLE,
        KEYS_TABLE,
        DIRECTORY_TABLE: data.directory.tableName,
        PROCESS_TABLE: data.process.tableName,
        PROCESS_KEYS_TABLE: data.processKeys.tableName,
        PROCESS_ACCESS_TABLE,
        DOCUMENTS_BUCKET,
        LEDGER_BUCKET: data.buckets.ledger.bucketName,
      }),
      'found-practice': make('found-practice', {
        RECORDS_TABLE,
        LEDGER_TABLE,
        KEYS_TABLE,
        PROCESS_ACCESS_TABLE,
        SEAL_KEY_ARN,
      }),
      'signing-certificate': certifier,
      'recover-records': make('recover-records', {
        RECORDS_TABLE,
        LEDGER_TABLE,
        DOCUMENTS_BUCKET,
      }),
      'import-records': make('import-records', {
        RECORDS_TABLE,
        LEDGER_TABLE,
        KEYS_TABLE,
        DIRECTORY_TABLE: data.directory.tableName,
        ACCESS_TABLE,
        PROCESS_ACCESS_TABLE,
        DOCUMENTS_BUCKET,
        ARRIVALS_BUCKET: data.buckets.arrivals.bucketName,
        SEAL_KEY_ARN,
      }),
      'export-keys': make('export-keys', {
        KEYS_TABLE_ARN: data.keys.tableArn,
        PROCESS_KEYS_TABLE_ARN: data.processKeys.tableArn,
        KEY_EXPORTS_BUCKET: data.buckets.keyExports.bucketName,
        STORAGE_KEY_ARN: keys.storage.keyArn,
      }),
    }

    const { http } = new Api(this, 'Api', { stage, ops: keys.ops, issuer, functions })
    new Rendering(this, 'Rendering', {
      records: data.records,
      renderer: functions['render-document'],
      undelivered,
    })
    new Timetable(this, 'Timetable', [
      { name: 'LateNotes', every: Duration.minutes(1), calls: functions['flag-late-notes'] },
      { name: 'Digests', every: Duration.minutes(15), calls: functions['send-digests'] },
      { name: 'Outbox', every: Duration.minutes(5), calls: functions['render-document'] },
      // Night from coast to coast; by day nobody waits for it.
      { name: 'Retention', dailyAt: [9, 40], calls: functions['enforce-retention'] },
      {
        name: 'Destruction',
        every: Duration.minutes(15),
        calls: functions['enforce-retention'],
      },
      { name: 'KeyExports', every: Duration.days(1), calls: functions['export-keys'] },
    ])
    new Watch(this, 'Watch', { alarms, http, undelivered, functions })

    new CfnOutput(this, 'ApiUrl', { value: http.apiEndpoint })
    new CfnOutput(this, 'FoundPractice', {
      value: functions['found-practice'].lambda.functionName,
      description: 'Invoke it once, to create the practice and its first admin: docs/deploying.md',
    })
  }
}

/** @throws Error where what is asked could be read, or answered by somebody else, on its way */
function timestampUrl({ name, timestampUrl = 'none' }: Stage): string {
  if (timestampUrl !== 'none' && new URL(timestampUrl).protocol !== 'https:')
    throw new Error(`Stage '${name}', timestampUrl: only https`)
  return timestampUrl
}
