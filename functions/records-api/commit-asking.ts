import type { Caller } from '../../shared/access/caller.ts'
import { clientChain } from '../../shared/aws/client-table.ts'
import type { AskedWords } from '../../shared/document/asked-words.ts'
import type { Reply } from '../../shared/http/reply.ts'
import { type ClientThingId, partsOf } from '../../shared/id.ts'
import type { Head } from '../../shared/ledger/event.ts'
import { askedReply, repeatedAsking } from './asked-reply.ts'
import { asking } from './asking.ts'
import type { RecordsContext } from './context.ts'

interface Asking {
  readonly documentId: ClientThingId
  readonly words: AskedWords
  /** Of the client's chain, as read. */
  readonly head: Head | undefined
  /** Fingerprint of what was asked. */
  readonly request: string
  readonly idempotencyKey: string | undefined
}

/**
 * Asks for a document that nobody signs: one transaction leaves its words, their event, and the waiting
 * for its PDF.
 *
 * @throws Refused `body_too_large`, `client_not_found`, `idempotency_key_reused`, `too_busy`
 */
export async function commitAsking(
  { asked, ledger, now }: Pick<RecordsContext, 'asked' | 'ledger' | 'now'>,
  { practiceId, member }: Caller,
  { documentId, words, head, request, idempotencyKey }: Asking,
): Promise<Reply> {
  const chain = clientChain(practiceId, partsOf(documentId).clientId)
  const { memberId: askedBy } = member
  const askedAt = now()
  const { event, write } = asking(
    asked,
    { practiceId, actorId: askedBy, at: askedAt },
    { documentId, words },
    idempotencyKey && request,
  )
  const { outcome } = await ledger.commit([{ chain, head, event }], async ([position]) => [
    await write(position),
  ])
  if (outcome === 'done') return repeatedAsking(await asked.find(practiceId, documentId), request)
  return askedReply({ documentId, kind: words.kind, askedBy, askedAt })
}
