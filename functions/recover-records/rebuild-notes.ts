import { z } from 'zod'
import { Id } from '../../shared/id.ts'
import type { RecoveryContext } from './context.ts'
import { type Answer, MOST_NAMED, readCursor, severally, throughPages } from './pages.ts'
import { rebuildClient } from './rebuild-client.ts'

/** What became of the signed notes that lie in the documents bucket. */
export interface Rebuilt {
  readonly counts: {
    clients: number
    notes: number
    /** Notes of which something was missing and is there again. */
    rebuilt: number
    /** Ledger events that were written again. */
    events: number
    /** Of these, those that stand at another place than before: what came between is lost. */
    moved: number
    /** Clients of whom the records know nothing, or no longer: not touched. */
    withoutClient: number
    failed: number
  }
  readonly rebuilt: string[]
  readonly withoutClient: string[]
  readonly failed: string[]
}

const Cursor = z.object({ after: Id })
const CLIENTS_ON_A_PAGE = 50
const CLIENTS_AT_ONCE = 4

/**
 * Puts back every signed note that lies in the documents bucket and is not, or not whole, in records
 * and ledger. It may run any number of times; a note that is whole costs three reads.
 */
export async function rebuildNotes(
  context: RecoveryContext,
  cursor: string | undefined,
  clientsOnAPage = CLIENTS_ON_A_PAGE,
): Promise<Answer & Rebuilt> {
  const sum: Rebuilt = {
    counts: {
      clients: 0,
      notes: 0,
      rebuilt: 0,
      events: 0,
      moved: 0,
      withoutClient: 0,
      failed: 0,
    },
    rebuilt: [],
    withoutClient: [],
    failed: [],
  }
  const answer = await throughPages(readCursor(cursor, Cursor), context.timeLeft, async (from) => {
    const { clientIds, next } = await context.documents.clients(from?.after, clientsOnAPage)
    await severally(clientIds, CLIENTS_AT_ONCE, (clientId) => rebuildClient(context, clientId, sum))
    return next === undefined ? undefined : { after: next }
  })
  const { counts } = sum
  counts.rebuilt = sum.rebuilt.length
  counts.withoutClient = sum.withoutClient.length
  counts.failed = sum.failed.length
  return {
    ...answer,
    counts,
    rebuilt: sum.rebuilt.slice(0, MOST_NAMED),
    withoutClient: sum.withoutClient.slice(0, MOST_NAMED),
    failed: sum.failed.slice(0, MOST_NAMED),
  }
}
