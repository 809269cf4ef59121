import { addAddendumOperation } from '../../shared/api/notes.ts'
import { clientChain } from '../../shared/aws/client-table.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import { partsOf } from '../../shared/id.ts'
import { addAddendum as addendumOf } from '../../shared/note/add-to-note.ts'
import { insistOnFreshSignIn } from '../../shared/note/fresh-sign-in.ts'
import { Refused } from '../../shared/refused.ts'
import { addAddition, unlessAddedMeanwhile } from './add-addition.ts'
import { openWhole } from './note-view.ts'
import type { NotesContext } from './notes-context.ts'
import { reachNote } from './reach-note.ts'
import { isRepeated, requestMark } from './request-mark.ts'

/** `POST /v1/notes/{noteId}/addenda`. The signed form is not touched. */
export const addAddendum = (context: NotesContext) =>
  endpoint(addAddendumOperation, async ({ path: { noteId }, body, caller, idempotencyKey }) => {
    const signedAt = context.now()
    insistOnFreshSignIn(caller.authTime, signedAt)
    const { accepted, statementVersion, ...words } = body
    if (!accepted) throw new Refused('statement_not_accepted')
    const { practiceId, member } = caller
    const { clientId } = partsOf(noteId)
    const note = await unlessAddedMeanwhile(async () => {
      const reading = await reachNote(
        context,
        caller,
        { noteId, action: 'note.add-to' },
        context.notes.additions({ practiceId, noteId }),
        context.notes.documents({ practiceId, noteId }),
        context.ledger.head(clientChain(practiceId, clientId)),
        requestMark(context.keys, caller, clientId, idempotencyKey, { addTo: noteId, ...body }),
      )
      const [additions, documents, head, mark] = reading.read
      const whole = { stored: reading.stored, additions, documents }
      if (additions.some((addition) => isRepeated(addition.mark, mark)))
        return openWhole(context, whole)
      const added = addendumOf(reading.stored.note, {
        ...words,
        statementVersion,
        signer: member,
        signedAt,
        signInMethod: context.signInMethod,
        keyArn: context.signer.keyArn,
      })
      return addAddition(context, { whole, added, head, mark })
    })
    return reply(201, note, { version: note.version })
  })
