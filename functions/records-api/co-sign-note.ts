import { coSignNoteOperation } from '../../shared/api/notes.ts'
import { clientChain } from '../../shared/aws/client-table.ts'
import { closeObligation } from '../../shared/aws/close-obligation.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import { partsOf } from '../../shared/id.ts'
import { coSign } from '../../shared/note/add-to-note.ts'
import { insistOnFreshSignIn } from '../../shared/note/fresh-sign-in.ts'
import { coSignatureObligationId } from '../../shared/obligation/note-owed.ts'
import { Refused } from '../../shared/refused.ts'
import { addAddition, unlessAddedMeanwhile } from './add-addition.ts'
import { openWhole } from './note-view.ts'
import type { NotesContext } from './notes-context.ts'
import { reachNote } from './reach-note.ts'
import { isRepeated, requestMark } from './request-mark.ts'

/** `POST /v1/notes/{noteId}/co-signature`. */
export const coSignNote = (context: NotesContext) =>
  endpoint(
    coSignNoteOperation,
    async ({ path: { noteId }, body, caller, ifMatch, idempotencyKey }) => {
      const signedAt = context.now()
      insistOnFreshSignIn(caller.authTime, signedAt)
      if (!body.accepted) throw new Refused('statement_not_accepted')
      const { practiceId, member } = caller
      const { clientId } = partsOf(noteId)
      const note = await unlessAddedMeanwhile(async () => {
        const reading = await reachNote(
          context,
          caller,
          { noteId, action: 'note.co-sign' },
          context.notes.additions({ practiceId, noteId }),
          context.notes.documents({ practiceId, noteId }),
          context.ledger.head(clientChain(practiceId, clientId)),
          requestMark(context.keys, caller, clientId, idempotencyKey, { coSign: noteId, ...body }),
        )
        const [additions, documents, head, mark] = reading.read
        const whole = { stored: reading.stored, additions, documents }
        if (additions.some((addition) => isRepeated(addition.mark, mark)))
          return openWhole(context, whole)
        const added = coSign(reading.stored.note, {
          signer: member,
          signedAt,
          statementVersion: body.statementVersion,
          signInMethod: context.signInMethod,
          keyArn: context.signer.keyArn,
          version: ifMatch,
        })
        return addAddition(context, { whole, added, head, mark }, [
          closeObligation(context.records, practiceId, clientId, coSignatureObligationId(noteId), {
            state: 'done',
            noteId,
          }),
        ])
      })
      return reply(200, note, { version: note.version })
    },
  )
