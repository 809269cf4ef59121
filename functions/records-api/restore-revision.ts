import { restoreRevisionOperation } from '../../shared/api/notes.ts'
import { clientChain } from '../../shared/aws/client-table.ts'
import { openDraft } from '../../shared/aws/note-seal.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import { partsOf } from '../../shared/id.ts'
import { whyFinal } from '../../shared/note/final.ts'
import type { NotesContext } from './notes-context.ts'
import { reachNote } from './reach-note.ts'
import { noSuchRevision } from './read-revisions.ts'
import { savingOf } from './save-draft.ts'

/**
 * `POST /v1/notes/{noteId}/revisions/{revision}/restoration`. What is restored becomes the newest
 * revision: nothing that was typed since is lost. Unlike a save it leaves a ledger event.
 */
export const restoreRevision = (context: NotesContext) =>
  endpoint(
    restoreRevisionOperation,
    async ({ path: { noteId, revision: number }, caller, ifMatch, idempotencyKey }) => {
      const { practiceId, member } = caller
      const name = { practiceId, noteId }
      const chain = clientChain(practiceId, partsOf(noteId).clientId)
      const {
        stored: { note },
        read: [found, head],
      } = await reachNote(
        context,
        caller,
        { noteId, action: 'note.save' },
        context.drafts.revision(name, number),
        context.ledger.head(chain),
      )
      // A signed note's revisions expire; that it is signed is the better answer.
      const final = whyFinal(note)
      if (final) throw final
      if (!found) throw noSuchRevision(noteId, number)
      const at = context.now()
      const { writes, saved } = await savingOf(context, caller, {
        revision: {
          noteId,
          revision: ifMatch + 1,
          authorId: member.memberId,
          savedAt: at,
          restoredFrom: number,
        },
        sections: await openDraft(context, name, number, found.sealed),
        idempotencyKey,
        asked: { restore: noteId, number },
      })
      const event = {
        chain,
        type: 'revision_restored' as const,
        actorId: member.memberId,
        at,
        about: { noteId, revision: String(ifMatch + 1), restoredFrom: String(number) },
      }
      await context.ledger.commit([{ chain, head, event }], () => writes)
      return reply(200, saved(), { version: saved().revision })
    },
  )
