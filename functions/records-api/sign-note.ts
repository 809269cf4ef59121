import { signNoteOperation } from '../../shared/api/notes.ts'
import { clientChain } from '../../shared/aws/client-table.ts'
import { closeObligation } from '../../shared/aws/close-obligation.ts'
import { openDraft, sealSignedForm } from '../../shared/aws/note-seal.ts'
import { wanted } from '../../shared/aws/outbox.ts'
import { type RequestMark, storedNote } from '../../shared/aws/stored-note.ts'
import type { Write } from '../../shared/aws/transact.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import { partsOf } from '../../shared/id.ts'
import type { Head } from '../../shared/ledger/event.ts'
import { coSignatureOwed } from '../../shared/note/co-signature-owed.ts'
import { whyFinal } from '../../shared/note/final.ts'
import type { Note, SignedNote } from '../../shared/note/note.ts'
import { signNote as signedOf } from '../../shared/note/sign-note.ts'
import type { SignedForm } from '../../shared/note/signed-form.ts'
import { noteObligationId } from '../../shared/obligation/note-owed.ts'
import type { Settings } from '../../shared/practice/settings.ts'
import { Refused } from '../../shared/refused.ts'
import { expiryOf } from './expire-revisions.ts'
import { noteView } from './note-view.ts'
import type { NotesContext } from './notes-context.ts'
import { reachNote } from './reach-note.ts'
import { isRepeated, requestMark } from './request-mark.ts'
import { type Signed, signForm } from './sign-form.ts'
import { signingNow } from './signing-now.ts'
import { readSurroundings } from './surroundings.ts'
import { wholeNote } from './whole-note.ts'

/**
 * `POST /v1/notes/{noteId}/signature`. Three calls in sequence: everything is read, KMS signs the
 * statement, one transaction makes it so. The PDF follows: the table's stream starts
 * render-document.
 */
export const signNote = (context: NotesContext) =>
  endpoint(
    signNoteOperation,
    async ({ path: { noteId }, body, caller, ifMatch, idempotencyKey }) => {
      const signing = signingNow(context, caller, body)
      const { practiceId } = caller
      const { clientId } = partsOf(noteId)
      const around = readSurroundings(context, caller, noteId)
      const reading = await reachNote(
        context,
        caller,
        { noteId, action: 'note.sign' },
        around.likely,
        context.ledger.head(clientChain(practiceId, clientId)),
        requestMark(context.keys, caller, clientId, idempotencyKey, { sign: noteId, ...body }),
      )
      const { stored, client } = reading
      const [likely, head, mark] = reading.read
      const { note } = stored
      const again = async () => {
        const whole = await wholeNote(context, caller, client, noteId)
        return reply(200, whole, { version: whole.version })
      }
      if (note.state === 'signed' && isRepeated(stored.mark, mark)) {
        // Where the first one signed and then failed.
        await expiryOf(context.drafts, stored, note).after()
        return again()
      }

      const surroundings = await around.sure(note, likely)
      const draft =
        note.state === 'draft' ? await openDraft(context, note, note.revision, stored.sealed) : {}
      const { form, signed } = signedOf(note, draft, surroundings, {
        ...signing,
        version: ifMatch,
        lateReason: body.lateReason,
      })
      const signature = await signForm<SignedForm>(context, note, form, {
        revision: String(note.revision),
      })
      const expiry = expiryOf(context.drafts, stored, signed)
      const made = await commitSigning(context, { before: note, signed, signature, head, mark }, [
        ...obligationWrites(context, signed, surroundings.practice),
        context.drafts.countDrafts(note, -1),
        ...expiry.within,
      ])
      if (!made) return again()
      await expiry.after()
      return reply(200, noteView(signed, { form: made }), { version: signed.version })
    },
  )

interface Signing {
  readonly before: Note
  readonly signed: SignedNote
  readonly signature: Signed<SignedForm>
  readonly head: Head | undefined
  readonly mark: RequestMark | undefined
}

/** @returns the signed form; undefined where this very request had signed before */
async function commitSigning(
  context: NotesContext,
  { before, signed, signature, head, mark }: Signing,
  others: readonly Write[],
): Promise<SignedForm | undefined> {
  const { event } = signature
  let form: SignedForm | undefined
  const { outcome } = await context.ledger.commit(
    [{ chain: event.chain, head, event }],
    async (positions) => {
      form = signature.at(positions)
      const sealed = await sealSignedForm(context, before, form)
      const more = { sealed, mark, wanted: wanted(signed.noteId, 1, signed.signedAt) }
      const change = context.notes.change(before, signed, more, (standing) => {
        const there = standing && storedNote(standing)
        if (there?.note.state === 'signed' && isRepeated(there.mark, mark)) return 'done'
        throw (
          (there && whyFinal(there.note)) ??
          new Refused('stale_revision', [`"${there?.note.version}"`])
        )
      })
      return [...change, ...others]
    },
  )
  return outcome === 'done' ? undefined : form
}

/** The note is no longer owed; where somebody supervises the author, their signature is. */
function obligationWrites(
  { records, obligations }: NotesContext,
  note: SignedNote,
  settings: Settings,
): Write[] {
  const { practiceId, clientId, sessionId, noteId } = note
  const done = { state: 'done' as const, noteId }
  const owed = coSignatureOwed(note, settings)
  return [
    closeObligation(records, practiceId, clientId, noteObligationId(sessionId), done),
    ...(owed ? [obligations.add(practiceId, owed)] : []),
  ]
}
