import type { StoredDisposal } from '../../shared/aws/disposal-table.ts'
import type { Deed } from '../../shared/aws/practice-events.ts'
import { restartRetention } from '../../shared/aws/restart-retention.ts'
import type { Consequence } from '../../shared/aws/withdraw-pending.ts'
import type { Client } from '../../shared/client/client.ts'
import { type Instant, localDate } from '../../shared/clock.ts'
import type { Settings } from '../../shared/practice/settings.ts'
import { overtaken } from '../../shared/unless-overtaken.ts'
import type { RecordsContext } from './context.ts'

/** What a session that ends then, planned or held, means for how long its client's record is kept. */
export const served = (
  records: Pick<RecordsContext, 'clients' | 'disposals'>,
  by: Deed,
  { client, stored }: { readonly client: Client; readonly stored: StoredDisposal | undefined },
  end: Instant,
  { zone, retention }: Settings,
): Consequence =>
  restartRetention(
    records,
    { by, client, stored, policy: retention, day: localDate(end, zone) },
    overtaken,
  )
