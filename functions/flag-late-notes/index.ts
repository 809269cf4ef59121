import type { Context } from 'aws-lambda'
import { DueIndex } from '../../shared/aws/due-index.ts'
import { dynamodb } from '../../shared/aws/dynamodb.ts'
import { PracticeReader } from '../../shared/aws/practice-reader.ts'
import { Table } from '../../shared/aws/table.ts'
import { systemClock } from '../../shared/clock.ts'
import { environmentOf } from '../../shared/environment.ts'
import { sweep } from './sweep.ts'

const told = environmentOf('flag-late-notes')
const db = dynamodb()
const context = {
  due: new DueIndex(db, told.RECORDS_TABLE),
  practice: new PracticeReader(new Table(db, told.RECORDS_TABLE)),
  now: systemClock,
}

/** Stops early enough for what is under way to end before Lambda ends it. */
const RESERVE_MS = 5_000

/** Every minute. A failure is told only after everything else was flagged, so that an alarm sees it. */
export async function handler(_event: unknown, lambda: Context): Promise<void> {
  const counts = await sweep(context, () => lambda.getRemainingTimeInMillis() > RESERVE_MS)
  console.info(JSON.stringify(counts))
  if (counts.failed > 0) throw new Error(`${counts.failed} obligations could not be flagged`)
}
