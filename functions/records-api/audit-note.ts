import { decide, factsOf } from '../../shared/access/decide.ts'
import { auditNoteOperation } from '../../shared/api/preflight.ts'
import { NoteReader } from '../../shared/aws/note-reader.ts'
import { openNoteText } from '../../shared/aws/note-seal.ts'
import type { StoredNote } from '../../shared/aws/stored-note.ts'
import { fullName } from '../../shared/client/demographics.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import { sectionsToSign } from '../../shared/note/sections-to-sign.ts'
import type { Surroundings } from '../../shared/note/sign-note.ts'
import { templateNamed } from '../../shared/note/template.ts'
import { planToCheck } from '../../shared/plan/plan-to-check.ts'
import { auditNote as auditOf } from '../../shared/preflight/audit-note.ts'
import type { NoteToCheck } from '../../shared/preflight/material.ts'
import { draftToCheck, signedToCheck } from '../../shared/preflight/note-to-check.ts'
import { NOTES_BEFORE } from '../../shared/preflight/similarity.ts'
import { Refused } from '../../shared/refused.ts'
import type { NotesContext } from './notes-context.ts'
import { reachNote } from './reach-note.ts'
import { readSurroundings } from './surroundings.ts'

type Author = Parameters<typeof draftToCheck>[1]['author']

/**
 * `GET /v1/notes/{noteId}/audit`. Its words are also held against the client's notes before it, as
 * far as the caller may read those.
 */
export const auditNote = (context: NotesContext) => {
  const reader = new NoteReader(context.records, context.keys)
  return endpoint(auditNoteOperation, async ({ path: { noteId }, caller }) => {
    const { practiceId, member } = caller
    const around = readSurroundings(context, caller, noteId)
    const {
      stored,
      client,
      read: [likely],
    } = await reachNote(
      context,
      caller,
      {
        noteId,
        action: 'note.read',
        allowed: ({ state }) => [state === 'draft' ? 'draft.read' : 'note.read'],
      },
      around.likely,
    )
    const { note } = stored
    if (note.state === 'entered-in-error') throw new Refused('note_entered_in_error', [noteId])
    const [surroundings, author, headers, consents, plans] = await Promise.all([
      around.sure(note, likely),
      note.authorId === member.memberId
        ? member
        : context.practice.member(practiceId, note.authorId),
      reader.before(
        practiceId,
        client.clientId,
        note.sessionStart,
        (found) => found.length >= NOTES_BEFORE * 2,
      ),
      context.consents.all(practiceId, client.clientId),
      context.plans.signed(practiceId, client.clientId),
    ])
    if (!author) throw new Error('a note without its author')
    const readable = headers.filter(
      ({ state, authorId }) =>
        state === 'signed' &&
        decide(member, 'note.read', factsOf(member, client, authorId)).allowed,
    )
    const [checked, earlier] = await Promise.all([
      noteToCheck(context, stored, surroundings, author),
      reader.signedForms(
        practiceId,
        readable.slice(0, NOTES_BEFORE).map((header) => header.noteId),
      ),
    ])
    const { demographics, practice } = surroundings
    const { name } = demographics
    const findings = auditOf(checked, {
      now: context.now(),
      zone: practice.zone,
      consents,
      plans: plans.map(({ form, plan }) => planToCheck(form, plan)),
      notes: earlier.map((form) => signedToCheck(form, undefined)),
      knownNames: [fullName(name), name.preferred ?? '', author.name],
    })
    return reply(200, { noteId, version: note.version, findings })
  })
}

/** A draft as it would be signed now; a signed note by what was signed. */
async function noteToCheck(
  context: NotesContext,
  stored: StoredNote,
  { session, group, dueAt }: Surroundings,
  author: Author,
): Promise<NoteToCheck> {
  const { note } = stored
  const { draft = {}, form } = await openNoteText(context, stored)
  if (form) return signedToCheck(form, note.state === 'signed' ? note.coSignature : undefined)
  return draftToCheck(note, {
    sections: sectionsToSign(templateNamed(note.template), draft, group?.shared.sections).written,
    session,
    author,
    dueAt,
    groupSize: group?.size,
  })
}
