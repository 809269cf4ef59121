import type { ClientView } from '../../shared/api/clients.ts'
import type { Client } from '../../shared/client/client.ts'
import type { Demographics } from '../../shared/client/demographics.ts'

/** What the API shows of a client. */
export function clientView(client: Client, demographics: Demographics): ClientView {
  const {
    practiceId: _practice,
    openDrafts: _drafts,
    holds: _holds,
    retention: _retention,
    ...shown
  } = client
  return { ...shown, demographics }
}
