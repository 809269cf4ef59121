import { makeSuperbillOperation } from '../../shared/api/superbills.ts'
import { askedId } from '../../shared/aws/asked-table.ts'
import { clientChain } from '../../shared/aws/client-table.ts'
import { clientKeyId } from '../../shared/aws/key-ring.ts'
import { NoteReader } from '../../shared/aws/note-reader.ts'
import { reachClient } from '../../shared/aws/reach-client.ts'
import { localDate } from '../../shared/clock.ts'
import { makeSuperbill as billOf, MOST_SESSIONS } from '../../shared/document/make-superbill.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { repeatedAsking } from './asked-reply.ts'
import { commitAsking } from './commit-asking.ts'
import type { RecordsContext } from './context.ts'

/**
 * `POST /v1/clients/{clientId}/superbills`. The notes are opened here, whoever asks: what goes into the
 * superbill is what they were signed for, and no word of them.
 */
export const makeSuperbill = (records: RecordsContext) => {
  const reader = new NoteReader(records.records, records.keys)
  return endpoint(
    makeSuperbillOperation,
    async ({ path: { clientId }, body, caller, idempotencyKey }) => {
      const { practiceId, member } = caller
      const documentId = askedId('superbill', clientId, member.memberId, idempotencyKey)
      const [, head, before, request, settings, demographics, all] = await reachClient(
        records,
        caller,
        { clientId, action: 'superbill.make' },
        records.ledger.head(clientChain(practiceId, clientId)),
        records.asked.find(practiceId, documentId),
        records.keys.fingerprint(clientKeyId(clientId), body),
        records.practice.settings(practiceId),
        records.clients.demographics(practiceId, clientId),
        records.sessions.headers(practiceId, clientId),
      )
      if (before) return repeatedAsking(before, request)
      if (!demographics) throw new Error('a client without demographics')
      const sessions = all
        .filter(({ status, start }) => {
          const day = start && localDate(start, settings.zone)
          return status === 'held' && day && day >= body.from && day <= body.to
        })
        .toSorted((a, b) => ((a.start ?? '') < (b.start ?? '') ? -1 : 1))
      const noteIds = sessions.slice(0, MOST_SESSIONS).flatMap(({ noteId }) => noteId ?? [])
      const forms = await reader.signedForms(practiceId, noteIds)
      const words = billOf({ settings, demographics, sessions, forms }, body)
      return commitAsking(records, caller, { documentId, words, head, request, idempotencyKey })
    },
  )
}
