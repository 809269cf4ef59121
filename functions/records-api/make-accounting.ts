import { makeAccountingOperation } from '../../shared/api/accounting.ts'
import { askedId } from '../../shared/aws/asked-table.ts'
import { clientChain } from '../../shared/aws/client-table.ts'
import { clientKeyId } from '../../shared/aws/key-ring.ts'
import { reachClient } from '../../shared/aws/reach-client.ts'
import { part2StatementFor } from '../../shared/client/part-2.ts'
import { localDate } from '../../shared/clock.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { clientOnTheDay, practiceOnTheDay } from '../../shared/note/on-the-day.ts'
import { accountedDays, accountingOf } from '../../shared/release/accounting.ts'
import { repeatedAsking } from './asked-reply.ts'
import { commitAsking } from './commit-asking.ts'
import type { RecordsContext } from './context.ts'

/** `POST /v1/clients/{clientId}/accounting`. */
export const makeAccounting = (records: RecordsContext) =>
  endpoint(
    makeAccountingOperation,
    async ({ path: { clientId }, body, caller, idempotencyKey }) => {
      const { practiceId, member } = caller
      const kind = 'accounting-of-disclosures' as const
      const documentId = askedId(kind, clientId, member.memberId, idempotencyKey)
      const [, head, before, request, settings, demographics, releases] = await reachClient(
        records,
        caller,
        { clientId, action: 'accounting.read' },
        records.ledger.head(clientChain(practiceId, clientId)),
        records.asked.find(practiceId, documentId),
        records.keys.fingerprint(clientKeyId(clientId), body),
        records.practice.settings(practiceId),
        records.clients.demographics(practiceId, clientId),
        records.releases.all(practiceId, clientId),
      )
      if (before) return repeatedAsking(before, request)
      if (!demographics) throw new Error('a client without demographics')
      const { zone } = settings
      const days = accountedDays(body, localDate(records.now(), zone))
      const part2 = part2StatementFor(settings, demographics)
      const words = {
        kind,
        practice: practiceOnTheDay(settings),
        client: clientOnTheDay(clientId, demographics),
        ...days,
        disclosures: accountingOf(releases, days, zone),
        ...(part2 && { part2 }),
      }
      return commitAsking(records, caller, { documentId, words, head, request, idempotencyKey })
    },
  )
