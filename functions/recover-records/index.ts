import type { Context } from 'aws-lambda'
import { environmentOf } from '../../shared/environment.ts'
import { recoveryContext } from './context.ts'
import { recoverRecords } from './recover-records.ts'

const context = recoveryContext(environmentOf('recover-records'))

/** A page of notes takes no longer than this. */
const RESERVE_MS = 60_000

/** Invoked by whoever puts tables back, and by nothing else. */
export const handler = (event: unknown, lambda: Context) =>
  recoverRecords(
    { ...context, timeLeft: () => lambda.getRemainingTimeInMillis() > RESERVE_MS },
    event,
  )
