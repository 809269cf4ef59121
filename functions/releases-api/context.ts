import { AccessLog } from '../../shared/aws/access-log.ts'
import { ClientTable } from '../../shared/aws/client-table.ts'
import { ConsentTable } from '../../shared/aws/consent-table.ts'
import { DiagnosisTable } from '../../shared/aws/diagnosis-table.ts'
import { DisposalTable } from '../../shared/aws/disposal-table.ts'
import { DocumentReader } from '../../shared/aws/document-reader.ts'
import { dynamodb } from '../../shared/aws/dynamodb.ts'
import type { KeyRing } from '../../shared/aws/key-ring.ts'
import { kms } from '../../shared/aws/kms.ts'
import { LedgerTable } from '../../shared/aws/ledger-table.ts'
import { LinkTable } from '../../shared/aws/link-table.ts'
import { MeasureTable } from '../../shared/aws/measure-table.ts'
import { memberFinder } from '../../shared/aws/member-directory.ts'
import { NoteTable } from '../../shared/aws/note-table.ts'
import { PacketTable } from '../../shared/aws/packet-table.ts'
import { PlanTable } from '../../shared/aws/plan-table.ts'
import { PracticeReader } from '../../shared/aws/practice-reader.ts'
import { recordKeys } from '../../shared/aws/record-keys.ts'
import { ReleaseTable } from '../../shared/aws/release-table.ts'
import { SessionTable } from '../../shared/aws/session-table.ts'
import { Table } from '../../shared/aws/table.ts'
import { type Clock, systemClock } from '../../shared/clock.ts'
import type { Environment } from '../../shared/environment.ts'
import type { FindMember } from '../../shared/http/http-function.ts'

/** What the deeds of `releases-api` work with: no bucket, no note, no signing key. */
export interface ReleasesContext {
  readonly now: Clock
  readonly findMember: FindMember
  readonly practice: PracticeReader
  readonly keys: KeyRing
  readonly ledger: LedgerTable
  readonly access: AccessLog
  readonly clients: ClientTable
  readonly consents: ConsentTable
  readonly documents: DocumentReader
  readonly disposals: DisposalTable
  readonly releases: ReleaseTable
  readonly links: LinkTable
  readonly packets: PacketTable
  /** By what is openly known of them. */
  readonly notes: NoteTable
  readonly sessions: SessionTable
  readonly diagnoses: DiagnosisTable
  readonly measures: MeasureTable
  readonly plans: PlanTable
}

export function releasesContext(
  env: Environment<'releases-api'>,
  aws = { db: dynamodb(), kms: kms() },
  now: Clock = systemClock,
): ReleasesContext {
  const milliseconds = () => Date.parse(now())
  const records = new Table(aws.db, env.RECORDS_TABLE)
  const keys = recordKeys(aws, env, milliseconds)
  return {
    now,
    findMember: memberFinder(records, milliseconds),
    practice: new PracticeReader(records, milliseconds),
    keys,
    ledger: new LedgerTable(aws.db, env.LEDGER_TABLE),
    access: new AccessLog(aws.db, env.ACCESS_TABLE),
    clients: new ClientTable(records, keys),
    consents: new ConsentTable(records, keys),
    documents: new DocumentReader(records),
    disposals: new DisposalTable(aws.db, records),
    releases: new ReleaseTable(records, keys),
    links: new LinkTable(records),
    packets: new PacketTable(records, keys),
    notes: new NoteTable(records),
    sessions: new SessionTable(records, keys),
    diagnoses: new DiagnosisTable(records, keys),
    measures: new MeasureTable(records, keys),
    plans: new PlanTable(records, keys),
  }
}
