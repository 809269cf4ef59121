import { readAccountingOperation } from '../../shared/api/accounting.ts'
import { reachClient } from '../../shared/aws/reach-client.ts'
import { localDate } from '../../shared/clock.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import { accountedDays, accountingOf } from '../../shared/release/accounting.ts'
import type { RecordsContext } from './context.ts'

/** `GET /v1/clients/{clientId}/accounting`. */
export const readAccounting = (records: RecordsContext) =>
  endpoint(readAccountingOperation, async ({ path: { clientId }, query, caller }) => {
    const { practiceId } = caller
    const [, { zone }, releases] = await reachClient(
      records,
      caller,
      { clientId, action: 'accounting.read' },
      records.practice.settings(practiceId),
      records.releases.all(practiceId, clientId),
    )
    const days = accountedDays(query, localDate(records.now(), zone))
    return reply(200, { ...days, disclosures: accountingOf(releases, days, zone) })
  })
