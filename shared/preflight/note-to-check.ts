import type { Instant } from '../clock.ts'
import type { Note } from '../note/note.ts'
import type { NoteSection, SignedForm } from '../note/signed-form.ts'
import { onTheDay } from '../note/signer.ts'
import { templateNamed } from '../note/template.ts'
import type { Session } from '../session/session.ts'
import type { NoteToCheck, SessionToCheck } from './material.ts'

/** A signed note, from what was signed alone. */
export function signedToCheck(
  { noteId, session, template, sections, written, signature }: SignedForm,
  coSignature: 'due' | 'done' | undefined,
): NoteToCheck {
  return {
    noteId,
    sessionId: session.id,
    template: template.key,
    sections,
    session: {
      ...session,
      held: true,
      placeOfService: session.placeOfService.code,
      inGroup: session.group !== undefined,
      groupSize: session.group?.size,
    },
    author: signature.signer,
    dueAt: written.dueAt,
    signedAt: signature.signedAt,
    coSignature,
  }
}

/** A draft as it would be signed now. */
export function draftToCheck(
  note: Pick<Note, 'noteId' | 'template'>,
  as: {
    readonly sections?: readonly NoteSection[] | undefined
    readonly session: Session
    readonly author: Parameters<typeof onTheDay>[0]
    readonly dueAt: Instant
    readonly groupSize?: number | undefined
  },
): NoteToCheck {
  return {
    noteId: note.noteId,
    sessionId: as.session.sessionId,
    template: templateNamed(note.template).key,
    sections: as.sections,
    session: sessionToCheck(as.session, as.groupSize),
    author: onTheDay(as.author),
    dueAt: as.dueAt,
  }
}

function sessionToCheck(session: Session, groupSize: number | undefined): SessionToCheck {
  const held = session.status === 'held'
  return {
    ...session.coding,
    start: held ? session.start : session.plannedStart,
    end: held ? session.end : session.plannedEnd,
    held,
    inGroup: session.groupId !== undefined,
    groupSize,
  }
}
