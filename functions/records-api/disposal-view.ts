import type { DisposalView } from '../../shared/api/retention.ts'
import type { Listed } from '../../shared/aws/directory-table.ts'
import type { Client } from '../../shared/client/client.ts'
import type { Disposal } from '../../shared/retention/disposal.ts'
import { whyKept } from '../../shared/retention/why-not-destroyed.ts'
import type { RecordsContext } from './context.ts'

/**
 * A disposal for those who decide on it. Who the client is comes from the directory, which forgets
 * them with the keys.
 */
export async function disposalView(
  { directory }: Pick<RecordsContext, 'directory'>,
  disposal: Disposal,
  { client, listed }: { client: Client | undefined; listed: Listed | undefined },
): Promise<DisposalView> {
  const { practiceId } = disposal
  const named = client && listed
  return {
    disposal,
    ...(named && { client: await directory.open(practiceId, listed) }),
    holds: client?.holds ?? 0,
    openDrafts: client?.openDrafts ?? 0,
    kept: client && 'facts' in disposal ? whyKept(client, disposal) : [],
  }
}
