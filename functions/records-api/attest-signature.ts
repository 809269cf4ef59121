import { attestSignatureOperation } from '../../shared/api/notes.ts'
import { askedId } from '../../shared/aws/asked-table.ts'
import { clientChain } from '../../shared/aws/client-table.ts'
import { clientKeyId } from '../../shared/aws/key-ring.ts'
import { openNoteText } from '../../shared/aws/note-seal.ts'
import type { SignedAskedRecord } from '../../shared/document/asked-record.ts'
import { attestSignature as attested } from '../../shared/document/attest-signature.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { partsOf } from '../../shared/id.ts'
import { insistAsSigned } from '../../shared/ledger/verify-additions.ts'
import { askedReply, repeatedAsking } from './asked-reply.ts'
import type { NotesContext } from './notes-context.ts'
import { reachNote } from './reach-note.ts'
import { signForm } from './sign-form.ts'
import { signingNow } from './signing-now.ts'

/**
 * `POST /v1/notes/{noteId}/attestations`. As signing: everything is read, KMS signs the statement, one
 * transaction leaves the words, their event, and the waiting for their PDF. The note is not touched.
 */
export const attestSignature = (context: NotesContext) =>
  endpoint(attestSignatureOperation, async ({ path: { noteId }, body, caller, idempotencyKey }) => {
    const signing = signingNow(context, caller, body)
    const { practiceId, member } = caller
    const { clientId } = partsOf(noteId)
    const kind = 'signature-attestation' as const
    const documentId = askedId(kind, clientId, member.memberId, idempotencyKey)
    const { stored, read } = await reachNote(
      context,
      caller,
      { noteId, action: 'note.attest' },
      context.practice.settings(practiceId),
      context.ledger.head(clientChain(practiceId, clientId)),
      context.asked.find(practiceId, documentId),
      context.keys.fingerprint(clientKeyId(clientId), { attest: noteId, ...body }),
    )
    const [practice, head, before, request] = read
    if (before) return repeatedAsking(before, request)

    const { form } = await openNoteText(context, stored)
    const { note, words, signature } = attested(stored.note, form, practice, signing)
    if (form) insistAsSigned(form, [])
    const { signedAt: askedAt } = signing
    const signed = await signForm<SignedAskedRecord>(
      context,
      stored.note,
      {
        form: 'noteseal/asked-document/1',
        documentId,
        words,
        askedBy: member.memberId,
        askedAt,
        signature,
      },
      { documentId },
    )
    const { outcome } = await context.ledger.commit(
      [{ chain: signed.event.chain, head, event: signed.event }],
      async (positions) => [
        await context.asked.ask(practiceId, signed.at(positions), idempotencyKey && request),
        context.notes.stillSigned(note),
      ],
    )
    if (outcome === 'done')
      return repeatedAsking(await context.asked.find(practiceId, documentId), request)
    return askedReply({ documentId, kind, askedBy: member.memberId, askedAt })
  })
