import { dynamodb } from '../../shared/aws/dynamodb.ts'
import { kms } from '../../shared/aws/kms.ts'
import { LedgerTable } from '../../shared/aws/ledger-table.ts'
import { recordKeys } from '../../shared/aws/record-keys.ts'
import { Table } from '../../shared/aws/table.ts'
import { systemClock } from '../../shared/clock.ts'
import { environmentOf } from '../../shared/environment.ts'
import { founder } from './found-practice.ts'

const told = environmentOf('found-practice')
const db = dynamodb()

export const handler = founder(
  {
    records: new Table(db, told.RECORDS_TABLE),
    copies: new Table(db, told.PROCESS_ACCESS_TABLE),
    ledger: new LedgerTable(db, told.LEDGER_TABLE),
    keys: recordKeys({ db, kms: kms() }, told),
  },
  systemClock,
)
