import type { Caller } from '../../shared/access/caller.ts'
import { decide, factsOf } from '../../shared/access/decide.ts'
import { openNoteOperation } from '../../shared/api/notes.ts'
import { clientChain } from '../../shared/aws/client-table.ts'
import { KeyGone } from '../../shared/aws/key-ring.ts'
import { admit } from '../../shared/aws/reach-client.ts'
import { type StoredNote, storedNote } from '../../shared/aws/stored-note.ts'
import type { Write } from '../../shared/aws/transact.ts'
import type { Client } from '../../shared/client/client.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { type Reply, reply } from '../../shared/http/reply.ts'
import { type ClientThingId, derivedId, type Id, newId, partsOf } from '../../shared/id.ts'
import type { Head } from '../../shared/ledger/event.ts'
import { type Draft, firstNoteOf } from '../../shared/note/note.ts'
import { openNote as draftOf } from '../../shared/note/open-note.ts'
import { newestTemplate } from '../../shared/note/template.ts'
import { noteObligationId } from '../../shared/obligation/note-owed.ts'
import type { Obligation } from '../../shared/obligation/obligation.ts'
import { Refused } from '../../shared/refused.ts'
import type { Session } from '../../shared/session/session.ts'
import { Overtaken, unlessOvertaken } from '../../shared/unless-overtaken.ts'
import { noteView } from './note-view.ts'
import type { NotesContext } from './notes-context.ts'
import { isRepeated, requestMark } from './request-mark.ts'
import { wholeNote } from './whole-note.ts'

/**
 * `POST /v1/clients/{clientId}/notes`. Draft, header, the session's and the obligation's note, the
 * count of open drafts and the ledger event come into being together.
 */
export const openNote = (context: NotesContext) =>
  endpoint(openNoteOperation, ({ path: { clientId }, body, caller, idempotencyKey }) =>
    unlessOvertaken(async () => {
      const { practiceId } = caller
      const { sessionId } = body
      const template = newestTemplate(body.template)
      if (!template) throw new Refused('template_not_found')
      if (partsOf(sessionId).clientId !== clientId)
        throw new Refused('session_not_found', [sessionId])

      const found = await readAround(context, caller, clientId, sessionId)
      const mark = await requestMark(context.keys, caller, clientId, idempotencyKey, body)
      const { client, session, first } = found
      const whole = async (noteId: ClientThingId) =>
        created(await wholeNote(context, caller, client, noteId))
      // Also where it was entered in error since: a repeated request opens no other.
      if (first && isRepeated(first.opening, mark)) return whole(first.note.noteId)
      if (session.noteId !== undefined) {
        const noteId = session.noteId
        const there =
          first?.note.noteId === noteId ? first : await context.notes.find({ practiceId, noteId })
        if (!there || !isRepeated(there.opening, mark))
          throw new Refused('session_has_note', [noteId])
        return whole(noteId)
      }

      const noteId = first
        ? `${clientId}.${anew(caller, sessionId, idempotencyKey)}`
        : firstNoteOf(sessionId)
      const { obligation } = found
      const { note, owed } = draftOf(
        { noteId, practiceId, session, template, obligation },
        { author: caller.member, at: context.now() },
      )
      let repeated = false
      const taken = (standing: StoredNote | undefined) => {
        if (!standing || !isRepeated(standing.opening, mark))
          throw new Refused('session_has_note', [noteId])
        repeated = true
        return 'done' as const
      }
      await commitOpening(context, found.head, note, [
        ...context.notes.open(note, mark, (standing) => taken(standing && storedNote(standing))),
        context.sessions.attachNote(practiceId, sessionId, noteId, (standing) => {
          if (!standing) throw new Refused('session_not_found', [sessionId])
          throw new Refused('session_has_note', [String(standing['noteId'])])
        }),
        ...(obligation && owed
          ? [
              context.obligations.change(practiceId, obligation, owed, () => {
                throw new Overtaken()
              }),
            ]
          : []),
        context.drafts.countDrafts(note, 1),
      ])
      return repeated ? whole(noteId) : created(noteView(note, {}))
    }),
  )

interface Found {
  readonly client: Client
  readonly session: Session
  readonly obligation: Obligation | undefined
  /** The note with the id that a session's first note has: there only if it was entered in error. */
  readonly first: StoredNote | undefined
  readonly head: Head | undefined
}

/** @throws Refused `client_not_found`, `session_not_found`, `not_allowed` */
async function readAround(
  { clients, sessions, obligations, notes, ledger, access, now }: NotesContext,
  { practiceId, member, requestId }: Caller,
  clientId: Id,
  sessionId: ClientThingId,
): Promise<Found> {
  const action = 'note.open'
  const { memberId } = member
  const entry = { practiceId, clientId, memberId, action, about: sessionId, at: now(), requestId }
  const notFound = new Refused('client_not_found', [clientId])
  const [client, session, obligation, first, head] = await Promise.all([
    clients.find(practiceId, clientId),
    sessions.find(practiceId, sessionId),
    obligations.find(practiceId, clientId, noteObligationId(sessionId)),
    notes.find({ practiceId, noteId: firstNoteOf(sessionId) }),
    ledger.head(clientChain(practiceId, clientId)),
    access.add(entry),
  ]).catch((error: unknown) => {
    throw error instanceof KeyGone ? notFound : error
  })
  if (!client) throw notFound
  // Author is whoever owes it: they may open it even when they have left the care team.
  const facts = factsOf(member, client, obligation?.memberId ?? session?.memberId)
  await admit(access, entry, decide(member, action, facts))
  if (!session) throw new Refused('session_not_found', [sessionId])
  return { client, session, obligation, first, head }
}

const commitOpening = (
  { ledger }: NotesContext,
  head: Head | undefined,
  { noteId, practiceId, clientId, sessionId, authorId, openedAt, template }: Draft,
  writes: readonly Write[],
) => {
  const chain = clientChain(practiceId, clientId)
  const event = {
    chain,
    type: 'note_opened' as const,
    actorId: authorId,
    at: openedAt,
    about: { noteId, sessionId, template },
  }
  return ledger.commit([{ chain, head, event }], () => writes)
}

/** The id of a note that is filed anew: the same for the same request. */
function anew(
  { member }: Caller,
  sessionId: ClientThingId,
  idempotencyKey: string | undefined,
): Id {
  return idempotencyKey === undefined
    ? newId()
    : derivedId('note filed anew', sessionId, member.memberId, idempotencyKey)
}

const created = (note: { noteId: string; version: number }): Reply =>
  reply(201, note, { version: note.version, location: `/v1/notes/${note.noteId}` })
