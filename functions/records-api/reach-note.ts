import type { Caller } from '../../shared/access/caller.ts'
import { decide, factsOf } from '../../shared/access/decide.ts'
import type { Action } from '../../shared/access/role-matrix.ts'
import { KeyGone } from '../../shared/aws/key-ring.ts'
import { admit } from '../../shared/aws/reach-client.ts'
import type { StoredNote } from '../../shared/aws/stored-note.ts'
import type { Client } from '../../shared/client/client.ts'
import { type ClientThingId, partsOf } from '../../shared/id.ts'
import type { Note } from '../../shared/note/note.ts'
import { Refused } from '../../shared/refused.ts'
import type { NotesContext } from './notes-context.ts'

/** What somebody wants with a note. */
export interface ReachForNote {
  readonly noteId: ClientThingId
  /** What it is called in the access trail. */
  readonly action: Action
  /** Where the note's state decides what has to be allowed: each of these. */
  readonly allowed?: (note: Note) => readonly Action[]
}

/**
 * Reads a note and its client beside whatever else a deed must read, and notes who asked: all at
 * once, and nothing is answered before all are there. A refusal is noted too.
 *
 * @throws Refused `note_not_found`, also for another practice's, and `not_allowed`
 */
export async function reachNote<T extends readonly unknown[]>(
  { clients, notes, access, now }: Pick<NotesContext, 'clients' | 'notes' | 'access' | 'now'>,
  caller: Caller,
  { noteId, action, allowed = () => [action] }: ReachForNote,
  ...besides: { readonly [K in keyof T]: Promise<T[K]> }
): Promise<{ stored: StoredNote; client: Client; read: T }> {
  const { practiceId, member, requestId } = caller
  const { clientId } = partsOf(noteId)
  const entry = {
    practiceId,
    clientId,
    memberId: member.memberId,
    action,
    about: noteId,
    at: now(),
    requestId,
  }
  const [client, stored, read] = await orNotFound(
    noteId,
    Promise.all([
      clients.find(practiceId, clientId),
      notes.find({ practiceId, noteId }),
      Promise.all(besides) as Promise<unknown> as Promise<T>,
      access.add(entry),
    ]),
  )
  if (!client || !stored) throw notFound(noteId)
  const facts = factsOf(member, client, stored.note.authorId)
  const decisions = allowed(stored.note).map((each) => decide(member, each, facts))
  const telling =
    decisions.find((decision) => !decision.allowed) ??
    decisions.find(({ custodialAccessId }) => custodialAccessId !== undefined)
  if (telling) await admit(access, entry, telling)
  return { stored, client, read }
}

/** A client without a key is no client of this practice: never was, or destroyed. */
export async function orNotFound<T>(noteId: ClientThingId, doing: Promise<T>): Promise<T> {
  try {
    return await doing
  } catch (error) {
    if (error instanceof KeyGone) throw notFound(noteId)
    throw error
  }
}

export const notFound = (noteId: ClientThingId) => new Refused('note_not_found', [noteId])
