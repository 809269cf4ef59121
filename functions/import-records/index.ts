import type { Context } from 'aws-lambda'
import { environmentOf } from '../../shared/environment.ts'
import { importContext } from './context.ts'
import { importRecords } from './import-records.ts'

const context = importContext(environmentOf('import-records'))

/** The largest record of a client takes no longer than this. */
const RESERVE_MS = 240_000

/** Invoked by whoever moves a practice here, and by nothing else. */
export const handler = (event: unknown, lambda: Context) =>
  importRecords(
    { ...context, timeLeft: () => lambda.getRemainingTimeInMillis() > RESERVE_MS },
    event,
  )
