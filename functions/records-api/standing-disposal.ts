import type { Caller } from '../../shared/access/caller.ts'
import { type Reply, reply } from '../../shared/http/reply.ts'
import type { Id } from '../../shared/id.ts'
import type { Disposal } from '../../shared/retention/disposal.ts'
import type { RecordsContext } from './context.ts'
import { disposalView } from './disposal-view.ts'

/** The answer to a decision that is asked for again, where it is what stands. */
export async function standingDisposal(
  records: RecordsContext,
  { practiceId }: Caller,
  { clientId, version }: { clientId: Id; version: number },
  isTheirs: (disposal: Disposal) => boolean,
): Promise<Reply | undefined> {
  const [stored, client, listed] = await Promise.all([
    records.disposals.find(practiceId, clientId),
    records.clients.find(practiceId, clientId),
    records.directory.find(practiceId, clientId),
  ])
  if (stored?.disposal.version !== version || !isTheirs(stored.disposal)) return undefined
  return reply(200, await disposalView(records, stored.disposal, { client, listed }), { version })
}
