import { DestructionAgainTable } from '../../shared/aws/destruction-again-table.ts'
import { DestructionTable } from '../../shared/aws/destruction-table.ts'
import { DisposalIndex } from '../../shared/aws/disposal-index.ts'
import { DisposalTable } from '../../shared/aws/disposal-table.ts'
import { DocumentBucket, s3 } from '../../shared/aws/document-bucket.ts'
import { dynamodb } from '../../shared/aws/dynamodb.ts'
import { LedgerTable } from '../../shared/aws/ledger-table.ts'
import { ObjectVersions } from '../../shared/aws/object-versions.ts'
import { PracticeReader } from '../../shared/aws/practice-reader.ts'
import { RegisterAgain } from '../../shared/aws/register-again.ts'
import { ReplayedMark } from '../../shared/aws/replayed-mark.ts'
import { StoredCertificates } from '../../shared/aws/stored-certificates.ts'
import { Table } from '../../shared/aws/table.ts'
import { Tombstones } from '../../shared/aws/tombstones.ts'
import { Traces } from '../../shared/aws/traces.ts'
import { type Clock, systemClock } from '../../shared/clock.ts'
import type { Environment } from '../../shared/environment.ts'

/** What the deeds of `enforce-retention` work with: names and times; there is no key to open anything. */
export interface RetentionContext {
  readonly index: DisposalIndex
  readonly records: Table
  readonly disposals: DisposalTable
  readonly practice: PracticeReader
  readonly ledger: LedgerTable
  readonly destruction: DestructionTable
  /** The same after a restore. */
  readonly destructionAgain: DestructionAgainTable
  readonly register: RegisterAgain
  readonly certificates: StoredCertificates
  readonly replayed: ReplayedMark
  readonly traces: Traces
  readonly documents: ObjectVersions
  /** Where tombstones lie, locked. */
  readonly tombstones: DocumentBucket
  /** Those that lie there, for the day when the tables were put back. */
  readonly standingTombstones: Tombstones
  readonly now: Clock
}

export function retentionContext(
  told: Environment<'enforce-retention'>,
  aws = { db: dynamodb(), s3: s3() },
  now: Clock = systemClock,
): RetentionContext {
  const { db } = aws
  const records = new Table(db, told.RECORDS_TABLE)
  const process = new Table(db, told.PROCESS_TABLE)
  const ledger = new LedgerTable(db, told.LEDGER_TABLE)
  const destruction = new DestructionTable(
    db,
    {
      records,
      process,
      directory: new Table(db, told.DIRECTORY_TABLE),
      copies: new Table(db, told.PROCESS_ACCESS_TABLE),
    },
    { keys: told.KEYS_TABLE, processKeys: told.PROCESS_KEYS_TABLE },
    ledger,
  )
  return {
    index: new DisposalIndex(db, told.RECORDS_TABLE),
    records,
    disposals: new DisposalTable(db, records),
    practice: new PracticeReader(records, () => Date.parse(now())),
    ledger,
    destruction,
    destructionAgain: new DestructionAgainTable(db, records, destruction, ledger),
    register: new RegisterAgain(db, records, told.KEYS_TABLE),
    certificates: new StoredCertificates(aws.s3, told.DOCUMENTS_BUCKET),
    replayed: new ReplayedMark(records, [
      told.RECORDS_TABLE,
      told.LEDGER_TABLE,
      told.KEYS_TABLE,
      told.DIRECTORY_TABLE,
      told.PROCESS_TABLE,
      told.PROCESS_KEYS_TABLE,
      told.PROCESS_ACCESS_TABLE,
    ]),
    traces: new Traces(db, { records, process }, destruction),
    documents: new ObjectVersions(aws.s3, told.DOCUMENTS_BUCKET),
    tombstones: new DocumentBucket(aws.s3, told.LEDGER_BUCKET),
    standingTombstones: new Tombstones(aws.s3, told.LEDGER_BUCKET),
    now,
  }
}
