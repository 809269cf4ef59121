import { s3 } from '../../shared/aws/document-bucket.ts'
import { DocumentRecords } from '../../shared/aws/document-records.ts'
import { DocumentTable } from '../../shared/aws/document-table.ts'
import { DraftTable } from '../../shared/aws/draft-table.ts'
import { dynamodb } from '../../shared/aws/dynamodb.ts'
import { LedgerRecovery } from '../../shared/aws/ledger-recovery.ts'
import { LedgerTable } from '../../shared/aws/ledger-table.ts'
import { NoteTable } from '../../shared/aws/note-table.ts'
import { ObligationTable } from '../../shared/aws/obligation-table.ts'
import { PracticeReader } from '../../shared/aws/practice-reader.ts'
import { Table } from '../../shared/aws/table.ts'
import type { Environment } from '../../shared/environment.ts'

/** Records and ledger as they were put back, and the bucket that no restore touched. Nothing here opens anything. */
export interface RecoveryContext {
  readonly records: Table
  readonly notes: NoteTable
  readonly drafts: DraftTable
  readonly obligations: ObligationTable
  readonly documentItems: DocumentTable
  readonly practice: PracticeReader
  readonly ledger: LedgerTable
  readonly chains: LedgerRecovery
  readonly documents: DocumentRecords
  /** Whether there is time for another step. */
  readonly timeLeft: () => boolean
}

export function recoveryContext(
  told: Environment<'recover-records'>,
): Omit<RecoveryContext, 'timeLeft'> {
  const db = dynamodb()
  const records = new Table(db, told.RECORDS_TABLE)
  return {
    records,
    notes: new NoteTable(records),
    drafts: new DraftTable(records),
    obligations: new ObligationTable(records),
    documentItems: new DocumentTable(db, told.RECORDS_TABLE),
    practice: new PracticeReader(records),
    ledger: new LedgerTable(db, told.LEDGER_TABLE),
    chains: new LedgerRecovery(db, told.LEDGER_TABLE),
    documents: new DocumentRecords(s3(), told.DOCUMENTS_BUCKET),
  }
}
