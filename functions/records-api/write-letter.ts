import { writeLetterOperation } from '../../shared/api/letters.ts'
import { askedId } from '../../shared/aws/asked-table.ts'
import { clientChain } from '../../shared/aws/client-table.ts'
import { clientKeyId } from '../../shared/aws/key-ring.ts'
import { reachClient } from '../../shared/aws/reach-client.ts'
import { part2StatementFor } from '../../shared/client/part-2.ts'
import type { PhysicianLetterWords } from '../../shared/document/physician-letter-words.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { clientOnTheDay, practiceOnTheDay } from '../../shared/note/on-the-day.ts'
import { onTheDay } from '../../shared/note/signer.ts'
import { repeatedAsking } from './asked-reply.ts'
import { commitAsking } from './commit-asking.ts'
import type { RecordsContext } from './context.ts'

/** `POST /v1/clients/{clientId}/letters`. */
export const writeLetter = (records: RecordsContext) =>
  endpoint(writeLetterOperation, async ({ path: { clientId }, body, caller, idempotencyKey }) => {
    const { practiceId, member } = caller
    const kind = 'physician-letter' as const
    const documentId = askedId(kind, clientId, member.memberId, idempotencyKey)
    const [, head, before, request, settings, demographics, list] = await reachClient(
      records,
      caller,
      { clientId, action: 'letter.write' },
      records.ledger.head(clientChain(practiceId, clientId)),
      records.asked.find(practiceId, documentId),
      records.keys.fingerprint(clientKeyId(clientId), body),
      records.practice.settings(practiceId),
      records.clients.demographics(practiceId, clientId),
      records.diagnoses.list(practiceId, clientId),
    )
    if (before) return repeatedAsking(before, request)
    if (!demographics) throw new Error('a client without demographics')
    const part2 = part2StatementFor(settings, demographics)
    const { recipient, occasion, text, withDiagnoses } = body
    const standing = list.diagnoses.filter((each) => each.words.resolvedOn === undefined)
    const words: PhysicianLetterWords = {
      kind,
      practice: practiceOnTheDay(settings),
      client: clientOnTheDay(clientId, demographics),
      writer: onTheDay(member),
      recipient,
      occasion,
      text,
      diagnoses: withDiagnoses
        ? standing.map(({ words: { code, label, since } }) => ({ code, label, since }))
        : [],
      ...(part2 && { part2 }),
    }
    return commitAsking(records, caller, { documentId, words, head, request, idempotencyKey })
  })
