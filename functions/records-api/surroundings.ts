import type { Caller } from '../../shared/access/caller.ts'
import { type ClientThingId, partsOf } from '../../shared/id.ts'
import { likelySessionOf, type Note } from '../../shared/note/note.ts'
import type { Surroundings } from '../../shared/note/sign-note.ts'
import { onTheDay } from '../../shared/note/signer.ts'
import { noteObligationId } from '../../shared/obligation/note-owed.ts'
import { Refused } from '../../shared/refused.ts'
import type { NotesContext } from './notes-context.ts'

type Read = Awaited<ReturnType<typeof readAround>>

/**
 * Reads what a note rests on beside the note itself: its id tells which session it most likely is
 * of. Only a note that was filed anew has to wait for its own to be read after it, and one of a
 * group session for the shared part.
 */
export function readSurroundings(
  context: NotesContext,
  caller: Caller,
  noteId: ClientThingId,
): { likely: Promise<Read>; sure: (note: Note, likely: Read) => Promise<Surroundings> } {
  const likelySession = likelySessionOf(noteId)
  return {
    likely: readAround(context, caller, likelySession),
    sure: async (note, likely) => {
      const [read, group] = await Promise.all([
        note.sessionId === likelySession ? likely : readAround(context, caller, note.sessionId),
        note.groupId === undefined ? undefined : readGroup(context, caller, note.groupId),
      ])
      const { practice, demographics, session, obligation, supervisor } = read
      if (!demographics) throw new Error('a client without demographics')
      if (!session) throw new Refused('session_not_found', [note.sessionId])
      return {
        practice,
        demographics,
        session,
        dueAt: obligation?.dueAt ?? note.dueAt,
        providedBy: obligation?.providedBy,
        ...(group && { group }),
        ...(supervisor && { supervisor: onTheDay(supervisor) }),
      }
    },
  }
}

async function readAround(
  { clients, sessions, obligations, practice }: NotesContext,
  { practiceId, member }: Caller,
  sessionId: ClientThingId,
) {
  const { clientId } = partsOf(sessionId)
  const { supervisorId } = member
  const [session, obligation, demographics, settings, supervisor] = await Promise.all([
    sessions.find(practiceId, sessionId),
    obligations.find(practiceId, clientId, noteObligationId(sessionId)),
    clients.demographics(practiceId, clientId),
    practice.settings(practiceId),
    supervisorId === undefined ? undefined : practice.member(practiceId, supervisorId),
  ])
  return { session, obligation, demographics, practice: settings, supervisor }
}

async function readGroup({ groups }: NotesContext, { practiceId }: Caller, groupId: string) {
  const [group, shared] = await Promise.all([
    groups.find(practiceId, groupId),
    groups.sharedPart(practiceId, groupId),
  ])
  if (!group) throw new Error('a group session without its group')
  return { size: group.roster.length, shared: { sections: shared.sections } }
}
