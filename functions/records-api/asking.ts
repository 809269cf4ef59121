import type { AskedTable } from '../../shared/aws/asked-table.ts'
import { clientChain } from '../../shared/aws/client-table.ts'
import type { Position } from '../../shared/aws/ledger-table.ts'
import type { Deed } from '../../shared/aws/practice-events.ts'
import type { Write } from '../../shared/aws/transact.ts'
import type { AskedRecord } from '../../shared/document/asked-record.ts'
import type { AskedWords } from '../../shared/document/asked-words.ts'
import { type ClientThingId, partsOf } from '../../shared/id.ts'
import { commit, committedPart, newNonce } from '../../shared/ledger/commitment.ts'
import type { EventDraft } from '../../shared/ledger/event.ts'

/**
 * What a document that nobody signs is asked for with, for one transaction: its event, and, once that
 * has a place in the client's chain, its words and the waiting for its PDF.
 *
 * @param request fingerprint of what was asked, where it has a key of its own
 */
export function asking(
  asked: AskedTable,
  { practiceId, actorId, at }: Deed,
  { documentId, words }: { readonly documentId: ClientThingId; readonly words: AskedWords },
  request: string | undefined,
): { event: EventDraft; write: (position: Position | undefined) => Promise<Write> } {
  const chain = clientChain(practiceId, partsOf(documentId).clientId)
  const content = {
    form: 'noteseal/asked-document/1',
    documentId,
    words,
    askedBy: actorId,
    askedAt: at,
  } as const
  const nonce = newNonce()
  return {
    event: {
      chain,
      type: 'document_asked',
      actorId,
      at,
      about: { documentId, kind: words.kind },
      commitment: commit(nonce, committedPart(content)),
    },
    write: (position) => {
      const record: AskedRecord = { ...content, ledger: { chain, seq: position?.seq ?? 0 }, nonce }
      return asked.ask(practiceId, record, request)
    },
  }
}
