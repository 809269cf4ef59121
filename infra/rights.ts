import type { IQueue } from 'aws-cdk-lib/aws-sqs'
import type { FunctionName } from '../shared/environment.ts'
import type { DataStack } from './data-stack.ts'
import { type KeysStack, PROCESS_SEAL_STORE, SEAL_STORE } from './keys-stack.ts'
import type { Mail } from './mail.ts'
import { exportTables } from './may-export-tables.ts'
import { sendMail, sendTo } from './may-send.ts'
import { makeKey, openKey, readPublicKeys, signDigest } from './may-use-keys.ts'
import { addObjects, destroyObjects, listObjects, readObjects } from './may-use-objects.ts'
import { index, items, partitions, scan, stream } from './may-use-tables.ts'
import type { Right } from './right.ts'

const { ofPractice, practice, client, group, directory, subject, practices } = partitions
const { clientKey, groupKey, directoryKey, registerKey } = partitions
const { custody, link, register, certificates, tombstones, imports } = partitions

/** Where rendered documents lie in their bucket. */
const DOCUMENTS = 'documents/'

/** Where exports of the key stores lie in theirs. */
const KEY_EXPORTS = 'keys/'

/** Clients' own folders among them, named by their ids: certificates lie elsewhere. */
const CLIENT_FOLDERS = `${DOCUMENTS}${'?'.repeat(26)}/`
/** What is sealed anew where a practice moves in. */
const IMPORTED_KEYS = ['client', 'group', 'directory', 'register'] as const
/** Certificates of destruction among them. */
const CERTIFICATES = `${DOCUMENTS}certificates/`
/** Where exports lie that a practice brings along. */
const ARRIVED = 'exports/'
/** What destroys again after a restore, in the ledger's bucket. */
const TOMBSTONES = 'tombstones/'

export interface Resources {
  readonly keys: KeysStack
  readonly data: DataStack
  readonly mail: Mail
  /** Where changes go that could not be handled. */
  readonly undelivered: IQueue
}

/**
 * Who may do what: each function's rights besides its own log, in full. A function not given a right
 * here has no other way to one.
 */
export function rightsOf({
  keys,
  data,
  mail,
  undelivered,
}: Resources): Readonly<Record<FunctionName, readonly Right[]>> {
  const { records, ledger, access, processAccess, buckets } = data
  return {
    'records-api': [
      items('ReadPractice', records, ['GetItem'], [ofPractice, subject]),
      items(
        'KeepRecords',
        records,
        ['Query', 'PutItem', 'UpdateItem', 'DeleteItem', 'ConditionCheckItem'],
        [client, group],
      ),
      items('KeepCustody', records, ['Query', 'PutItem', 'UpdateItem'], [custody]),
      items('ReadRegister', records, ['Query'], [register]),
      index('ReadWorklists', records, 'work'),
      items('MakeKeys', data.keys, ['PutItem'], [clientKey, groupKey, registerKey]),
      items('ReadKeys', data.keys, ['Query'], [clientKey, groupKey, directoryKey, registerKey]),
      items('KeepDirectory', data.directory, ['Query', 'PutItem', 'UpdateItem'], [directory]),
      items('KeepChains', ledger, ['GetItem', 'Query', 'PutItem', 'UpdateItem'], [client]),
      items('AddToPracticeChain', ledger, ['GetItem', 'PutItem', 'UpdateItem'], [practice]),
      items('NoteAccess', access, ['PutItem'], [client]),
      items('CopyCareTeams', processAccess, ['PutItem'], [client]),
      makeKey(keys.seal, { kinds: ['client', 'group', 'register'], store: SEAL_STORE }),
      openKey(keys.seal, {
        kinds: ['client', 'group', 'directory', 'register'],
        store: SEAL_STORE,
      }),
      signDigest(keys.statement, 'ECDSA_SHA_256'),
      readPublicKeys(keys.statement, keys.document),
    ],
    'process-notes-api': [
      items(
        'KeepProcessNotes',
        data.process,
        ['GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem'],
        [ofPractice],
      ),
      items('KeepProcessKeys', data.processKeys, ['PutItem', 'Query'], [ofPractice]),
      items('ReadCopies', processAccess, ['GetItem'], [ofPractice, subject]),
      items('HoldToCareTeams', processAccess, ['ConditionCheckItem'], [client]),
      items('NoteAccess', access, ['PutItem'], [client]),
      makeKey(keys.processSeal, { kinds: ['process'], store: PROCESS_SEAL_STORE }),
      openKey(keys.processSeal, { kinds: ['process'], store: PROCESS_SEAL_STORE }),
    ],
    'releases-api': [
      items('ReadPractice', records, ['GetItem'], [ofPractice, subject]),
      items(
        'KeepReleases',
        records,
        ['Query', 'PutItem', 'UpdateItem', 'ConditionCheckItem'],
        [client],
      ),
      items('MakeLinks', records, ['GetItem', 'PutItem'], [link]),
      items('ReadKeys', data.keys, ['Query'], [clientKey]),
      items('KeepChains', ledger, ['GetItem', 'PutItem', 'UpdateItem'], [client]),
      items('NoteAccess', access, ['PutItem'], [client]),
      openKey(keys.seal, { kinds: ['client'], store: SEAL_STORE }),
    ],
    'open-link': [
      items('OpenLinks', records, ['GetItem', 'UpdateItem'], [link]),
      // It learns whether what a link rests on still stands, and nothing else of any record.
      items('HoldToRecords', records, ['ConditionCheckItem'], [client]),
      items('NoteAccess', access, ['PutItem'], [client]),
      readObjects(buckets.documents, DOCUMENTS),
    ],
    'documents-api': [
      items('ReadRecords', records, ['GetItem', 'Query'], [client, subject]),
      items('ReadCertificates', records, ['Query'], [certificates]),
      items('NoteAccess', access, ['PutItem'], [client]),
      readObjects(buckets.documents, DOCUMENTS),
    ],
    'practice-api': [
      items('ReadRecords', records, ['GetItem'], [ofPractice, subject]),
      items(
        'KeepPractice',
        records,
        ['Query', 'PutItem', 'UpdateItem', 'DeleteItem'],
        [practice, subject],
      ),
      items('ChangeCustody', records, ['Query', 'UpdateItem'], [custody]),
      index('ReadWorklists', records, 'work'),
      items('KeepChain', ledger, ['GetItem', 'Query', 'PutItem', 'UpdateItem'], [practice]),
      items('NoteAndReadAccess', access, ['PutItem', 'Query'], [client]),
      items('CopyMembers', processAccess, ['PutItem', 'DeleteItem'], [practice, subject]),
    ],
    'render-document': [
      stream(records),
      items('KeepDocuments', records, ['GetItem', 'Query', 'UpdateItem', 'PutItem'], [client]),
      items('KeepCertificates', records, ['GetItem', 'UpdateItem'], [certificates]),
      index('ReadOutbox', records, 'outbox'),
      items('ReadChains', ledger, ['Query'], [client]),
      items('ReadKeys', data.keys, ['Query'], [clientKey]),
      openKey(keys.seal, { kinds: ['client'], store: SEAL_STORE }),
      signDigest(keys.document, 'RSASSA_PKCS1_V1_5_SHA_256'),
      addObjects(buckets.documents, DOCUMENTS),
      sendTo(undelivered),
    ],
    'flag-late-notes': [
      index('ReadDue', records, 'due'),
      items('ReadRule', records, ['GetItem'], [practice]),
      items('FlagObligations', records, ['UpdateItem'], [client]),
    ],
    'send-digests': [
      items('FindPractices', records, ['Query'], [practices]),
      index('ReadWorklists', records, 'work'),
      items('ReadRecords', records, ['GetItem'], [ofPractice]),
      items('NoteDigests', records, ['Query', 'UpdateItem'], [practice]),
      sendMail(mail),
    ],
    'found-practice': [
      items('FoundPractice', records, ['PutItem'], [practice, subject, practices]),
      items('BeginChain', ledger, ['PutItem'], [practice]),
      items('KeepDirectoryKey', data.keys, ['PutItem'], [directoryKey]),
      items('CopyFirstMember', processAccess, ['PutItem'], [practice, subject]),
      makeKey(keys.seal, { kinds: ['directory'], store: SEAL_STORE }),
    ],
    'enforce-retention': [
      index('ReadDisposals', records, 'disposal'),
      items('ReadPractice', records, ['GetItem'], [practice]),
      items(
        'EndRecords',
        records,
        ['GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem', 'ConditionCheckItem'],
        [client, group],
      ),
      items('KeepWhatStays', records, ['GetItem', 'PutItem'], [register, certificates, tombstones]),
      items('KeepRegisterKey', data.keys, ['Query', 'PutItem'], [registerKey]),
      items(
        'DestroyKeys',
        [data.keys, data.processKeys, data.process],
        ['Query', 'DeleteItem'],
        [clientKey, groupKey, client],
      ),
      items('HoldToProcessNotes', data.process, ['ConditionCheckItem'], [client]),
      items('TakeNamesAway', [data.directory, processAccess], ['DeleteItem'], [directory, client]),
      items('EndChains', ledger, ['GetItem', 'Query', 'PutItem', 'UpdateItem'], [client, practice]),
      destroyObjects(buckets.documents, CLIENT_FOLDERS),
      listObjects(buckets.documents, CERTIFICATES, 'Certificates'),
      readObjects(buckets.documents, CERTIFICATES, 'Certificates'),
      addObjects(buckets.ledger, TOMBSTONES),
      listObjects(buckets.ledger, TOMBSTONES),
      readObjects(buckets.ledger, TOMBSTONES),
    ],
    'signing-certificate': [
      readPublicKeys(keys.document),
      signDigest(keys.document, 'RSASSA_PKCS1_V1_5_SHA_256'),
    ],
    'recover-records': [
      items(
        'PutBackRecords',
        records,
        ['GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem'],
        [client],
      ),
      items('ReadRule', records, ['GetItem'], [practice]),
      scan('ReadLedger', ledger),
      items('MendChains', ledger, ['GetItem', 'Query', 'PutItem', 'UpdateItem'], [ofPractice]),
      listObjects(buckets.documents, DOCUMENTS),
      readObjects(buckets.documents, DOCUMENTS),
    ],
    'import-records': [
      items('LookAround', records, ['GetItem', 'Query'], [practice, practices, imports, custody]),
      items(
        'PutPractice',
        records,
        ['PutItem', 'UpdateItem'],
        [practice, practices, imports, subject],
      ),
      items('PutRecords', records, ['GetItem', 'PutItem'], [client, group]),
      items('PutWhatStays', records, ['PutItem'], [register, certificates, custody]),
      items('PutChains', ledger, ['GetItem', 'PutItem', 'UpdateItem'], [client, practice]),
      items(
        'KeepKeys',
        data.keys,
        ['PutItem', 'Query'],
        [clientKey, groupKey, directoryKey, registerKey],
      ),
      items('BringAccess', access, ['PutItem'], [client]),
      items('PutDirectory', data.directory, ['PutItem'], [directory]),
      items('CopyWhoWorksWithWhom', processAccess, ['PutItem'], [practice, subject, client]),
      makeKey(keys.seal, { kinds: IMPORTED_KEYS, store: SEAL_STORE }),
      openKey(keys.seal, { kinds: IMPORTED_KEYS, store: SEAL_STORE }),
      addObjects(buckets.documents, CLIENT_FOLDERS, CERTIFICATES),
      listObjects(buckets.arrivals, ARRIVED),
      readObjects(buckets.arrivals, ARRIVED),
    ],
    'export-keys': [exportTables([data.keys, data.processKeys], buckets.keyExports, KEY_EXPORTS)],
  }
}
