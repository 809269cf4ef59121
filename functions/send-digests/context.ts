import { DigestClaims } from '../../shared/aws/digest-claims.ts'
import { dynamodb } from '../../shared/aws/dynamodb.ts'
import { Mailer, ses } from '../../shared/aws/mailer.ts'
import { PracticeReader } from '../../shared/aws/practice-reader.ts'
import { Table } from '../../shared/aws/table.ts'
import { Worklist } from '../../shared/aws/worklist.ts'
import { type Clock, systemClock } from '../../shared/clock.ts'
import type { Environment } from '../../shared/environment.ts'

export interface DigestsContext {
  readonly records: Table
  readonly practice: PracticeReader
  readonly worklist: Worklist
  readonly claims: DigestClaims
  readonly mailer: Pick<Mailer, 'send'>
  readonly appUrl: string
  readonly now: Clock
}

export function digestsContext(
  told: Environment<'send-digests'>,
  aws = { db: dynamodb(), ses: ses() },
  now: Clock = systemClock,
): DigestsContext {
  const records = new Table(aws.db, told.RECORDS_TABLE)
  return {
    records,
    practice: new PracticeReader(records, () => Date.parse(now())),
    worklist: new Worklist(aws.db, records),
    claims: new DigestClaims(aws.db, records),
    mailer: new Mailer(aws.ses, told.MAIL_FROM, told.MAIL_CONFIGURATION_SET),
    appUrl: told.APP_URL,
    now,
  }
}
