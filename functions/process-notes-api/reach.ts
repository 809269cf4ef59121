import type { Caller } from '../../shared/access/caller.ts'
import { decide, factsOf } from '../../shared/access/decide.ts'
import type { AccessEntry } from '../../shared/aws/access-log.ts'
import { CareTeamCopy, careTeamCopyKey } from '../../shared/aws/care-team-copy.ts'
import type { StoredProcessNote } from '../../shared/aws/process-note-table.ts'
import type { ProcessNoteShelf } from '../../shared/aws/process-shelf.ts'
import { type ClientThingId, type Id, partsOf } from '../../shared/id.ts'
import { Refused } from '../../shared/refused.ts'
import type { ProcessNotesContext } from './context.ts'

export type ProcessNoteAction = 'process-note.read' | 'process-note.write' | 'process-note.delete'

/** A shelf that the caller may do this at, and the entry that says they did. */
export interface Reached {
  readonly shelf: ProcessNoteShelf
  readonly entry: AccessEntry
  readonly client: CareTeamCopy
}

/**
 * The caller's own shelf for a client. There is no way to ask for another author's: the shelf is
 * made from who calls.
 *
 * @throws Refused `client_not_found`, `not_allowed`; the latter leaves an entry
 */
export async function reachShelf(
  context: ProcessNotesContext,
  caller: Caller,
  clientId: Id,
  action: ProcessNoteAction,
): Promise<Reached> {
  const item = await context.copies.get(careTeamCopyKey(caller.practiceId, clientId))
  if (!item) throw new Refused('client_not_found', [clientId])
  return allowed(context, caller, clientId, action, CareTeamCopy.parse(item))
}

/**
 * A process note of the caller's. Another author's is as little found as one that never was.
 *
 * @throws Refused `process_note_not_found`, `not_allowed`; the latter leaves an entry
 */
export async function reachNote(
  context: ProcessNotesContext,
  caller: Caller,
  processNoteId: ClientThingId,
  action: ProcessNoteAction,
): Promise<Reached & { stored: StoredProcessNote }> {
  const { clientId } = partsOf(processNoteId)
  const [item, stored] = await Promise.all([
    context.copies.get(careTeamCopyKey(caller.practiceId, clientId)),
    context.notes.find(shelfOf(caller, clientId), processNoteId),
  ])
  if (!item || !stored) throw new Refused('process_note_not_found', [processNoteId])
  const copy = CareTeamCopy.parse(item)
  return { ...(await allowed(context, caller, clientId, action, copy, processNoteId)), stored }
}

const shelfOf = ({ practiceId, member }: Caller, clientId: Id): ProcessNoteShelf => ({
  practiceId,
  authorId: member.memberId,
  clientId,
})

async function allowed(
  { access, now }: ProcessNotesContext,
  caller: Caller,
  clientId: Id,
  action: ProcessNoteAction,
  client: CareTeamCopy,
  about?: ClientThingId,
): Promise<Reached> {
  const { practiceId, member, requestId } = caller
  const { memberId } = member
  const entry: AccessEntry = {
    practiceId,
    clientId,
    memberId,
    action,
    ...(about !== undefined && { about }),
    at: now(),
    requestId,
  }
  const decision = decide(member, action, factsOf(member, client, memberId))
  if (!decision.allowed) {
    await access.add(entry, 'refused')
    throw new Refused('not_allowed', [decision.rule])
  }
  return { shelf: shelfOf(caller, clientId), entry, client }
}
