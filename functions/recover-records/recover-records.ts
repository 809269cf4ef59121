import { z } from 'zod'
import type { RecoveryContext } from './context.ts'
import { mendHeads } from './mend-heads.ts'
import { rebuildNotes } from './rebuild-notes.ts'
import { verifyLedger } from './verify-ledger.ts'

/** What the operator asks for; `cursor` as the answer before had it. */
export const Order = z.strictObject({
  task: z.enum(['verify-ledger', 'mend-heads', 'rebuild-notes']),
  cursor: z.string().max(1000).optional(),
})
export type Order = z.infer<typeof Order>

const tasks = {
  'verify-ledger': verifyLedger,
  'mend-heads': mendHeads,
  'rebuild-notes': rebuildNotes,
} as const

/**
 * One task after a restore. Each may be stopped anywhere and run any number of times.
 *
 * @returns counts and ids, and a cursor where there is more to do than there was time for
 * @throws ZodError for what is no order
 */
export async function recoverRecords(context: RecoveryContext, order: unknown) {
  const { task, cursor } = Order.parse(order)
  return { task, ...(await tasks[task](context, cursor)) }
}
