import { AccessLog } from '../../shared/aws/access-log.ts'
import { ArrivedFiles } from '../../shared/aws/arrived-files.ts'
import { AskedTable } from '../../shared/aws/asked-table.ts'
import { ClientTable } from '../../shared/aws/client-table.ts'
import { ConsentTable } from '../../shared/aws/consent-table.ts'
import { CustodyRequests } from '../../shared/aws/custody-requests.ts'
import { DiagnosisTable } from '../../shared/aws/diagnosis-table.ts'
import { DirectoryTable } from '../../shared/aws/directory-table.ts'
import { DocumentBucket, s3 } from '../../shared/aws/document-bucket.ts'
import { dynamodb } from '../../shared/aws/dynamodb.ts'
import { HandOverTable } from '../../shared/aws/hand-over-table.ts'
import { HoldTable } from '../../shared/aws/hold-table.ts'
import { ImportRunTable } from '../../shared/aws/import-run-table.ts'
import { KeyRing } from '../../shared/aws/key-ring.ts'
import { kms } from '../../shared/aws/kms.ts'
import { LedgerTable } from '../../shared/aws/ledger-table.ts'
import { MeasureTable } from '../../shared/aws/measure-table.ts'
import { NoteTable } from '../../shared/aws/note-table.ts'
import { ObligationTable } from '../../shared/aws/obligation-table.ts'
import { PacketTable } from '../../shared/aws/packet-table.ts'
import { PlanTable } from '../../shared/aws/plan-table.ts'
import { RegisterTable } from '../../shared/aws/register-table.ts'
import { ReleaseTable } from '../../shared/aws/release-table.ts'
import { sealKms } from '../../shared/aws/seal-kms.ts'
import { SessionTable } from '../../shared/aws/session-table.ts'
import { Table } from '../../shared/aws/table.ts'
import { type Clock, systemClock } from '../../shared/clock.ts'
import type { Environment } from '../../shared/environment.ts'

/** An empty Noteseal, and the bucket in which an export arrived. Nothing here deletes or signs. */
export interface ImportContext {
  readonly now: Clock
  readonly keys: KeyRing
  readonly records: Table
  /** Members and care teams, as `process-notes-api` may know them: put only. */
  readonly copies: Table
  readonly ledger: LedgerTable
  readonly directory: DirectoryTable
  readonly clients: ClientTable
  readonly sessions: SessionTable
  readonly obligations: ObligationTable
  readonly notes: NoteTable
  readonly holds: HoldTable
  readonly diagnoses: DiagnosisTable
  readonly measures: MeasureTable
  readonly plans: PlanTable
  readonly consents: ConsentTable
  readonly releases: ReleaseTable
  readonly register: RegisterTable
  readonly asked: AskedTable
  readonly packets: PacketTable
  readonly access: AccessLog
  readonly custody: CustodyRequests
  readonly handOvers: HandOverTable
  readonly documents: DocumentBucket
  readonly runs: ImportRunTable
  readonly arrived: (folder: string) => Promise<ArrivedFiles>
  /** Whether there is time for another step. */
  readonly timeLeft: () => boolean
}

export function importContext(
  told: Environment<'import-records'>,
  aws: Pick<Aws, 'db' | 'kms' | 's3'> = { db: dynamodb(), kms: kms(), s3: s3() },
  now: Clock = systemClock,
): Omit<ImportContext, 'timeLeft'> {
  const { db } = aws
  const records = new Table(db, told.RECORDS_TABLE)
  const seal = sealKms(aws.kms, told.SEAL_KEY_ARN)
  const keys = new KeyRing(db, told.KEYS_TABLE, 'noteseal-keys', seal, () => Date.parse(now()))
  const ledger = new LedgerTable(db, told.LEDGER_TABLE)
  return {
    now,
    keys,
    records,
    copies: new Table(db, told.PROCESS_ACCESS_TABLE),
    ledger,
    directory: new DirectoryTable(db, told.DIRECTORY_TABLE, keys),
    clients: new ClientTable(records, keys),
    sessions: new SessionTable(records, keys),
    obligations: new ObligationTable(records),
    notes: new NoteTable(records),
    holds: new HoldTable(records, keys),
    diagnoses: new DiagnosisTable(records, keys),
    measures: new MeasureTable(records, keys),
    plans: new PlanTable(records, keys),
    consents: new ConsentTable(records, keys),
    releases: new ReleaseTable(records, keys),
    register: new RegisterTable(records, keys),
    asked: new AskedTable(records, keys),
    packets: new PacketTable(records, keys),
    access: new AccessLog(db, told.ACCESS_TABLE),
    custody: new CustodyRequests(records, keys, ledger),
    handOvers: new HandOverTable(records, ledger),
    documents: new DocumentBucket(aws.s3, told.DOCUMENTS_BUCKET),
    runs: new ImportRunTable(records),
    arrived: (folder) => ArrivedFiles.in(aws.s3, told.ARRIVALS_BUCKET, `exports/${folder}`),
  }
}

interface Aws {
  readonly db: ReturnType<typeof dynamodb>
  readonly kms: ReturnType<typeof kms>
  readonly s3: ReturnType<typeof s3>
}
