import { AccessLog } from '../../shared/aws/access-log.ts'
import { AccessTrail } from '../../shared/aws/access-trail.ts'
import { CareReader } from '../../shared/aws/care-reader.ts'
import { CustodySteps } from '../../shared/aws/custody-steps.ts'
import { dynamodb } from '../../shared/aws/dynamodb.ts'
import { ExportRunTable } from '../../shared/aws/export-run-table.ts'
import { LedgerTable } from '../../shared/aws/ledger-table.ts'
import { memberFinder } from '../../shared/aws/member-directory.ts'
import { PracticeReader } from '../../shared/aws/practice-reader.ts'
import { RosterTable } from '../../shared/aws/roster-table.ts'
import { SettingsTable } from '../../shared/aws/settings-table.ts'
import { Table } from '../../shared/aws/table.ts'
import { Worklist } from '../../shared/aws/worklist.ts'
import { type Clock, systemClock } from '../../shared/clock.ts'
import type { Environment } from '../../shared/environment.ts'
import type { FindMember } from '../../shared/http/http-function.ts'

/** What the deeds of this function work with. */
export interface PracticeContext {
  readonly findMember: FindMember
  readonly practice: PracticeReader
  readonly settings: SettingsTable
  readonly roster: RosterTable
  readonly custody: CustodySteps
  readonly worklist: Worklist
  readonly clients: CareReader
  readonly access: AccessLog
  readonly trail: AccessTrail
  readonly ledger: LedgerTable
  readonly exportRuns: ExportRunTable
  readonly now: Clock
}

export function practiceContext(
  told: Environment<'practice-api'>,
  { db } = { db: dynamodb() },
  now: Clock = systemClock,
): PracticeContext {
  const records = new Table(db, told.RECORDS_TABLE)
  const copies = new Table(db, told.PROCESS_ACCESS_TABLE)
  const ledger = new LedgerTable(db, told.LEDGER_TABLE)
  const milliseconds = () => Date.parse(now())
  return {
    findMember: memberFinder(records, milliseconds),
    practice: new PracticeReader(records, milliseconds),
    settings: new SettingsTable(records, ledger, now),
    roster: new RosterTable(records, copies, ledger, now),
    custody: new CustodySteps(records, copies, ledger, now),
    worklist: new Worklist(db, records),
    clients: new CareReader(records),
    access: new AccessLog(db, told.ACCESS_TABLE),
    trail: new AccessTrail(new Table(db, told.ACCESS_TABLE)),
    ledger,
    exportRuns: new ExportRunTable(records),
    now,
  }
}
