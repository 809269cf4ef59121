import { enterInErrorOperation, type NoteView } from '../../shared/api/notes.ts'
import { clientChain } from '../../shared/aws/client-table.ts'
import { closeObligation } from '../../shared/aws/close-obligation.ts'
import { sealErrorRecord } from '../../shared/aws/note-seal.ts'
import { sessionKey } from '../../shared/aws/session-table.ts'
import type { Write } from '../../shared/aws/transact.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import { partsOf } from '../../shared/id.ts'
import { commit, committedPart, newNonce } from '../../shared/ledger/commitment.ts'
import type { MemberCard } from '../../shared/member/member.ts'
import { type ErrorRecord, enterInError as inError } from '../../shared/note/enter-in-error.ts'
import { likelySessionOf, type Note } from '../../shared/note/note.ts'
import { owedAgain } from '../../shared/note/owed-again.ts'
import { coSignatureObligationId, noteObligationId } from '../../shared/obligation/note-owed.ts'
import type { Obligation } from '../../shared/obligation/obligation.ts'
import type { Settings } from '../../shared/practice/settings.ts'
import { Refused } from '../../shared/refused.ts'
import { Overtaken, unlessOvertaken } from '../../shared/unless-overtaken.ts'
import { openWhole, type StoredWhole } from './note-view.ts'
import type { NotesContext } from './notes-context.ts'
import { reachNote } from './reach-note.ts'

/** `POST /v1/notes/{noteId}/entered-in-error`. */
export const enterInError = (context: NotesContext) =>
  endpoint(enterInErrorOperation, ({ path: { noteId }, body, caller, ifMatch }) =>
    unlessOvertaken(async () => {
      const { practiceId, member } = caller
      const { clientId } = partsOf(noteId)
      const chain = clientChain(practiceId, clientId)
      const likelySession = likelySessionOf(noteId)
      const find = (sessionId: string) =>
        context.obligations.find(practiceId, clientId, noteObligationId(sessionId))
      const reading = await reachNote(
        context,
        caller,
        { noteId, action: 'note.enter-in-error' },
        find(likelySession),
        context.practice.settings(practiceId),
        context.ledger.head(chain),
        context.notes.additions({ practiceId, noteId }),
        context.notes.documents({ practiceId, noteId }),
      )
      const { stored } = reading
      const { note: before } = stored
      const [likely, settings, head, additions, documents] = reading.read
      const whole = { stored, additions, documents }
      const repeated = await markedBefore(context, whole, { ifMatch, member, reason: body.reason })
      if (repeated) return reply(200, repeated, { version: repeated.version })
      const at = context.now()
      const after = inError(before, { version: ifMatch, memberId: member.memberId, at })
      const { sessionId } = before
      const obligation = sessionId === likelySession ? likely : await find(sessionId)

      const record: ErrorRecord = {
        form: 'noteseal/entered-in-error/1',
        noteId,
        memberId: member.memberId,
        at,
        reason: body.reason,
        nonce: newNonce(),
      }
      const event = {
        chain,
        type: 'note_entered_in_error' as const,
        actorId: member.memberId,
        at,
        about: { noteId, sessionId },
        commitment: commit(record.nonce, committedPart({ ...record })),
      }
      const sealedReason = await sealErrorRecord(context, before, record)
      const writes = [
        ...context.notes.change(before, after, { sealedReason }, () => {
          throw new Refused('stale_revision', [noteId])
        }),
        ...freed(context, before, obligation, settings),
      ]
      await context.ledger.commit([{ chain, head, event }], () => writes)
      const marked = { ...stored, note: after, sealedReason }
      const note = await openWhole(context, { ...whole, stored: marked })
      return reply(200, note, { version: note.version })
    }),
  )

/** The note, where this very request marked it: its answer was lost. */
async function markedBefore(
  context: NotesContext,
  whole: StoredWhole,
  { ifMatch, member, reason }: { ifMatch: number; member: MemberCard; reason: string },
): Promise<NoteView | undefined> {
  const { note } = whole.stored
  if (note.state !== 'entered-in-error' || note.version !== ifMatch + 1) return undefined
  const view = await openWhole(context, whole)
  const { enteredInError: mark } = view
  const same = mark?.memberId === member.memberId && mark?.reason === reason
  return same ? view : undefined
}

/** The session has no note any more, and is owed one again; nobody has to co-sign this one. */
function freed(
  { records, obligations, drafts }: NotesContext,
  note: Note,
  obligation: Obligation | undefined,
  { lateRule }: Settings,
): Write[] {
  const { practiceId, clientId, sessionId, noteId } = note
  const coSigned = note.state === 'signed' && note.coSignature === 'due'
  return [
    {
      write: records.update(sessionKey(practiceId, sessionId), {
        remove: ['noteId'],
        condition: { expression: '#noteId = :note', values: { ':note': noteId } },
      }),
      // The record was destroyed meanwhile.
      otherwise: () => {
        throw new Overtaken()
      },
    },
    ...(obligation
      ? [
          obligations.change(practiceId, obligation, owedAgain(obligation, lateRule), () => {
            throw new Overtaken()
          }),
        ]
      : []),
    ...(coSigned
      ? [
          closeObligation(records, practiceId, clientId, coSignatureObligationId(noteId), {
            state: 'cancelled',
            noteId,
          }),
        ]
      : []),
    ...(note.state === 'draft' ? [drafts.countDrafts(note, -1)] : []),
  ]
}
