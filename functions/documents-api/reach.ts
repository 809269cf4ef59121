import type { Caller } from '../../shared/access/caller.ts'
import { decide, factsOf } from '../../shared/access/decide.ts'
import { type AccessEntry, underWhich } from '../../shared/aws/access-log.ts'
import type { FoundDocument } from '../../shared/aws/document-reader.ts'
import type { Client } from '../../shared/client/client.ts'
import type { ClientDocument } from '../../shared/document/document-item.ts'
import { type ClientThingId, type Id, partsOf } from '../../shared/id.ts'
import { Refused } from '../../shared/refused.ts'
import type { DocumentsContext } from './context.ts'

/**
 * A client's documents. Whoever is refused leaves an entry, and so does whoever is answered.
 *
 * @throws Refused `client_not_found`, `not_allowed`
 */
export async function reachDocuments(
  context: DocumentsContext,
  caller: Caller,
  clientId: Id,
): Promise<FoundDocument[]> {
  const [client, found] = await read(context, caller, clientId)
  if (!client) throw new Refused('client_not_found', [clientId])
  const entry = entryOf(context, caller, clientId, 'document.list')
  const decision = decide(caller.member, 'document.list', factsOf(caller.member, client))
  await context.access.add(underWhich(entry, decision), decision.allowed ? 'asked' : 'refused')
  if (!decision.allowed) throw new Refused('not_allowed', [decision.rule])
  return found.filter(({ enteredInError }) => !enteredInError)
}

/**
 * One document, for whoever may read the note that it shows: a PDF gives away no more than the note.
 * That of a note entered in error is kept for audit, for those who may mark one so.
 *
 * @throws Refused `document_not_found`, `not_allowed`, `note_entered_in_error`
 */
export async function reachDocument(
  context: DocumentsContext,
  caller: Caller,
  documentId: ClientThingId,
  action: 'document.list' | 'document.read',
): Promise<FoundDocument> {
  const { clientId } = partsOf(documentId)
  const [client, all] = await read(context, caller, clientId)
  const found = all.find(({ document }) => document.documentId === documentId)
  if (!client || !found) throw new Refused('document_not_found', [documentId])

  const { member } = caller
  const facts = factsOf(member, client, found.authorId)
  const needed = action === 'document.read' ? readingOf(found.document.kind) : action
  const decision = decide(member, needed, facts)
  const audit = !found.enteredInError || decide(member, 'note.enter-in-error', facts).allowed
  const entry = { ...entryOf(context, caller, clientId, needed), about: documentId }
  await context.access.add(
    underWhich(entry, decision),
    decision.allowed && audit ? 'asked' : 'refused',
  )
  if (!decision.allowed) throw new Refused('not_allowed', [decision.rule])
  if (!audit) throw new Refused('note_entered_in_error', [noteOf(found) ?? documentId])
  return found
}

/** A superbill says no more than sessions do, which more people may see; an accounting, what only some may. */
function readingOf(
  kind: ClientDocument['kind'],
): 'document.read' | 'superbill.read' | 'accounting.read' {
  if (kind === 'superbill') return 'superbill.read'
  return kind === 'accounting-of-disclosures' ? 'accounting.read' : 'document.read'
}

const noteOf = ({ document }: FoundDocument) => ('noteId' in document ? document.noteId : undefined)

const read = (
  { clients, documents }: DocumentsContext,
  { practiceId }: Caller,
  clientId: Id,
): Promise<[Client | undefined, FoundDocument[]]> =>
  Promise.all([clients.of(practiceId, clientId), documents.of(practiceId, clientId)])

const entryOf = (
  { now }: DocumentsContext,
  { practiceId, member, requestId }: Caller,
  clientId: Id,
  action: 'document.list' | 'document.read' | 'superbill.read' | 'accounting.read',
): AccessEntry => ({
  practiceId,
  clientId,
  memberId: member.memberId,
  action,
  at: now(),
  requestId,
})
