import { z } from 'zod'
import { Instant } from '../clock.ts'
import { ClientThingId, Id } from '../id.ts'

/** What a draft is made of: the text of each section, by section key. Kept sealed. */
export const DraftSections = z.record(z.string(), z.string())
export type DraftSections = z.infer<typeof DraftSections>

/** As it is sealed. */
export const DraftRecord = z.strictObject({
  form: z.literal('noteseal/draft/1'),
  sections: DraftSections,
})
export type DraftRecord = z.infer<typeof DraftRecord>

const whatever = {
  noteId: ClientThingId,
  practiceId: Id,
  clientId: Id,
  sessionId: ClientThingId,
  groupId: Id.optional(),
  authorId: Id,
  /** As in `templateName`: `soap/1`. */
  template: z.string(),
  /** Goes up with every change; the note's ETag. */
  version: z.int().nonnegative(),
  /** Which revision the text is; 0 before anything was saved. */
  revision: z.int().nonnegative(),
  openedAt: Instant,
  savedAt: Instant.optional(),
  /** Start of the session, as known when the note was opened, and since signing as it was. */
  sessionStart: Instant,
  dueAt: Instant,
}

const signed = {
  signedAt: Instant,
  late: z.boolean(),
  addenda: z.int().nonnegative(),
  /** Addenda and co-signature together: one more version of the document each. */
  additions: z.int().nonnegative(),
  supervisorId: Id.optional(),
  /** Absent where nobody supervises the author. */
  coSignature: z.enum(['due', 'done']).optional(),
  /** Revisions are gone from then on. */
  revisionsExpireAt: Instant,
}

export const Draft = z.object({ ...whatever, state: z.literal('draft') })
export type Draft = z.infer<typeof Draft>

export const SignedNote = z.object({ ...whatever, ...signed, state: z.literal('signed') })
export type SignedNote = z.infer<typeof SignedNote>

const error = { enteredInErrorAt: Instant, enteredInErrorBy: Id }

/** Marked for good, as a draft or after signing: out of lists, kept for audit. */
export const EnteredInError = z.object({
  ...whatever,
  ...z.object(signed).partial().shape,
  ...error,
  state: z.literal('entered-in-error'),
})
export type EnteredInError = z.infer<typeof EnteredInError>

/**
 * What is known of a note without opening it. draft → signed → entered in error, or straight from
 * draft to entered in error; never back.
 */
export const Note = z.discriminatedUnion('state', [Draft, SignedNote, EnteredInError])
export type Note = z.infer<typeof Note>

/** One saved state of a draft. */
export const DraftRevision = z.object({
  noteId: ClientThingId,
  revision: z.int().positive(),
  authorId: Id,
  savedAt: Instant,
  /** Where an earlier one was brought back. */
  restoredFrom: z.int().positive().optional(),
})
export type DraftRevision = z.infer<typeof DraftRevision>

/**
 * The first note of a session has an id that derives from the session's, and the other way round,
 * so that the session is read beside the note, not after it. A note filed anew after one that was
 * entered in error has any id.
 */
export function firstNoteOf(sessionId: ClientThingId): ClientThingId {
  return turned(sessionId)
}

/** The session a note is of, if it is its first. */
export function likelySessionOf(noteId: ClientThingId): ClientThingId {
  return turned(noteId)
}

/** The thing's own part read backwards. */
function turned(id: ClientThingId): ClientThingId {
  const [client, own = ''] = id.split('.')
  return `${client}.${[...own].reverse().join('')}`
}
