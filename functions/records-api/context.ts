import { AccessLog } from '../../shared/aws/access-log.ts'
import { AskedTable } from '../../shared/aws/asked-table.ts'
import { ClientTable } from '../../shared/aws/client-table.ts'
import { ConsentTable } from '../../shared/aws/consent-table.ts'
import { CustodyRequests } from '../../shared/aws/custody-requests.ts'
import { DiagnosisTable } from '../../shared/aws/diagnosis-table.ts'
import { DirectoryTable } from '../../shared/aws/directory-table.ts'
import { DisposalTable } from '../../shared/aws/disposal-table.ts'
import { dynamodb } from '../../shared/aws/dynamodb.ts'
import { ExportRunTable } from '../../shared/aws/export-run-table.ts'
import { GroupTable } from '../../shared/aws/group-table.ts'
import { HandOverTable } from '../../shared/aws/hand-over-table.ts'
import { HoldTable } from '../../shared/aws/hold-table.ts'
import type { KeyRing } from '../../shared/aws/key-ring.ts'
import { kms } from '../../shared/aws/kms.ts'
import { LedgerTable } from '../../shared/aws/ledger-table.ts'
import { MeasureTable } from '../../shared/aws/measure-table.ts'
import { memberFinder } from '../../shared/aws/member-directory.ts'
import { ObligationTable } from '../../shared/aws/obligation-table.ts'
import { PacketTable } from '../../shared/aws/packet-table.ts'
import { PlanTable } from '../../shared/aws/plan-table.ts'
import { PracticeReader } from '../../shared/aws/practice-reader.ts'
import { PublicKeys } from '../../shared/aws/public-keys.ts'
import { recordKeys } from '../../shared/aws/record-keys.ts'
import { RegisterTable } from '../../shared/aws/register-table.ts'
import { ReleaseTable } from '../../shared/aws/release-table.ts'
import { SessionTable } from '../../shared/aws/session-table.ts'
import { type StatementSigner, statementSigner } from '../../shared/aws/statement-signer.ts'
import { Table } from '../../shared/aws/table.ts'
import { Worklist } from '../../shared/aws/worklist.ts'
import { type Clock, systemClock } from '../../shared/clock.ts'
import type { Environment } from '../../shared/environment.ts'
import type { FindMember } from '../../shared/http/http-function.ts'

/** What the deeds of `records-api` work with; each asks for the part it needs. */
export interface RecordsContext {
  readonly now: Clock
  readonly findMember: FindMember
  readonly practice: PracticeReader
  readonly keys: KeyRing
  readonly ledger: LedgerTable
  readonly access: AccessLog
  readonly records: Table
  /** Care teams, copied for `process-notes-api`: put only. */
  readonly processAccess: Table
  readonly clients: ClientTable
  readonly directory: DirectoryTable
  readonly consents: ConsentTable
  /** For exports alone: `releases-api` keeps them. */
  readonly releases: ReleaseTable
  readonly holds: HoldTable
  readonly disposals: DisposalTable
  readonly register: RegisterTable
  readonly sessions: SessionTable
  readonly asked: AskedTable
  readonly packets: PacketTable
  readonly groups: GroupTable
  readonly diagnoses: DiagnosisTable
  readonly measures: MeasureTable
  readonly plans: PlanTable
  readonly obligations: ObligationTable
  readonly custody: CustodyRequests
  readonly handOvers: HandOverTable
  readonly worklist: Worklist
  readonly exportRuns: ExportRunTable
  readonly signer: StatementSigner
  readonly publicKeys: PublicKeys
  /** How people prove who they are, in words for print. */
  readonly signInMethod: string
}

/** Environment → clients → context: once per start of the function. */
export function recordsContext(
  env: Environment<'records-api'>,
  aws = { db: dynamodb(), kms: kms() },
  now: Clock = systemClock,
): RecordsContext {
  const milliseconds = () => Date.parse(now())
  const records = new Table(aws.db, env.RECORDS_TABLE)
  const keys = recordKeys(aws, env, milliseconds)
  const ledger = new LedgerTable(aws.db, env.LEDGER_TABLE)
  return {
    now,
    findMember: memberFinder(records, milliseconds),
    practice: new PracticeReader(records, milliseconds),
    keys,
    ledger,
    access: new AccessLog(aws.db, env.ACCESS_TABLE),
    records,
    processAccess: new Table(aws.db, env.PROCESS_ACCESS_TABLE),
    clients: new ClientTable(records, keys),
    directory: new DirectoryTable(aws.db, env.DIRECTORY_TABLE, keys),
    consents: new ConsentTable(records, keys),
    releases: new ReleaseTable(records, keys),
    holds: new HoldTable(records, keys),
    register: new RegisterTable(records, keys),
    disposals: new DisposalTable(aws.db, records),
    sessions: new SessionTable(records, keys),
    asked: new AskedTable(records, keys),
    packets: new PacketTable(records, keys),
    groups: new GroupTable(aws.db, records, keys),
    diagnoses: new DiagnosisTable(records, keys),
    measures: new MeasureTable(records, keys),
    plans: new PlanTable(records, keys),
    obligations: new ObligationTable(records),
    custody: new CustodyRequests(records, keys, ledger),
    handOvers: new HandOverTable(records, ledger),
    worklist: new Worklist(aws.db, records),
    exportRuns: new ExportRunTable(records),
    signer: statementSigner(aws.kms, env.STATEMENT_KEY_ARN),
    publicKeys: new PublicKeys(aws.kms, {
      statements: env.STATEMENT_KEY_ARN,
      documents: env.DOCUMENT_KEY_ARN,
    }),
    signInMethod: env.SIGN_IN_METHOD,
  }
}
