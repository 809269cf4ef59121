import { z } from 'zod'
import { Instant } from '../clock.ts'
import { NoteDocument } from '../document/document-item.ts'
import { ClientThingId, Id } from '../id.ts'
import { DraftRevision } from '../note/note.ts'
import { NoteHeader } from '../note/note-header.ts'
import { CoSignature, NoteSection, SignedAddendum, SignedForm } from '../note/signed-form.ts'
import { Template } from '../note/template.ts'
import { AskedView } from './asked-view.ts'
import { operation } from './operation.ts'

const tag = 'Notes'
const path = z.object({ noteId: ClientThingId })
const clientPath = z.object({ clientId: Id })
const RevisionNumber = z.coerce.number().int().min(1).max(99_999_999)
const revisionPath = path.extend({ revision: RevisionNumber })

/** Whatever was typed, as it was typed; no UTF-8 holds half a surrogate pair. */
const Words = z.string().refine((text) => text.isWellFormed(), 'holds half of a surrogate pair')

/** Words that must say something, and not much. */
const Reason = Words.refine((text) => text.trim() !== '', 'says nothing').max(2_000)

/** The text of each section by its key; what is left out is empty. */
const Sections = z.record(z.string().max(40), Words)

export const StatementView = z.object({
  meaning: z.enum(['author', 'co-signature', 'addendum', 'attestation']),
  version: z.string(),
  text: z.string(),
})

/** A note as somebody who may read it sees it. */
export const NoteView = z.object({
  noteId: ClientThingId,
  clientId: Id,
  sessionId: ClientThingId,
  groupId: Id.optional(),
  state: z.enum(['draft', 'signed', 'entered-in-error']),
  version: z.int(),
  revision: z.int(),
  authorId: Id,
  template: Template.pick({ key: true, version: true, title: true }),
  sessionStart: Instant,
  openedAt: Instant,
  savedAt: Instant.optional(),
  dueAt: Instant,
  /** Of a draft every section of its template, the empty ones too. */
  sections: z.array(NoteSection),
  signedAt: Instant.optional(),
  late: z.boolean().optional(),
  /** All that was signed, with the signature: what the ledger commits to. */
  signedForm: SignedForm.optional(),
  addenda: z.array(SignedAddendum),
  coSignature: z
    .object({ state: z.enum(['due', 'done']), form: CoSignature.optional() })
    .optional(),
  documents: z.array(
    NoteDocument.pick({ documentId: true, version: true, sha256: true, pages: true }),
  ),
  enteredInError: z.object({ at: Instant, memberId: Id, reason: z.string() }).optional(),
})
export type NoteView = z.infer<typeof NoteView>

export const SavedView = z.object({
  noteId: ClientThingId,
  revision: z.int(),
  savedAt: Instant,
})
export type SavedView = z.infer<typeof SavedView>

export const NotePage = z.object({
  notes: z.array(NoteHeader),
  /** Ask again with this `cursor` for those that follow; absent on the last page. */
  next: z.string().optional(),
})

export const RevisionPage = z.object({
  revisions: z.array(DraftRevision),
  /** Ask again with this `before` for those that follow; absent on the last page. */
  next: z.int().optional(),
})

export const listTemplatesOperation = operation({
  route: 'GET /v1/templates',
  summary: 'List the templates of notes, and the statements that signing asks for',
  tag,
  status: 200,
  answer: z.object({ templates: z.array(Template), statements: z.array(StatementView) }),
  refusals: ['not_allowed'],
})

export const listNotesOperation = operation({
  route: 'GET /v1/clients/{clientId}/notes',
  summary: 'List a client’s notes, newest session first',
  description:
    'Headers only. Notes that were entered in error are left out unless `include=entered-in-error`.',
  tag,
  path: clientPath,
  query: z.object({
    include: z.literal('entered-in-error').optional(),
    limit: z.coerce.number().int().min(1).max(100).default(50),
    cursor: z
      .string()
      .regex(/^[A-Za-z0-9_-]{40,120}$/, 'is not a cursor that was given out')
      .optional(),
  }),
  status: 200,
  answer: NotePage,
  refusals: ['invalid_request', 'not_allowed', 'client_not_found'],
})

export const openNoteOperation = operation({
  route: 'POST /v1/clients/{clientId}/notes',
  summary: 'Open the note of a session',
  description:
    'A session has one note. Whoever opens it is its author, owes it from now on, and alone can save and sign it. A note that was entered in error leaves its session free for another.',
  tag,
  path: clientPath,
  body: z.strictObject({
    sessionId: ClientThingId,
    /** Key of a template. */
    template: z.string().max(40),
  }),
  status: 201,
  answer: NoteView,
  idempotent: true,
  refusals: [
    'invalid_request',
    'not_allowed',
    'client_not_found',
    'session_not_found',
    'session_not_held',
    'session_has_note',
    'template_not_found',
    'idempotency_key_reused',
  ],
  example: {
    body: {
      sessionId: '01hzx3c8m2q7v5r9t4k6w8y0ab.2s4t6v8w0x1y3z5a7b9c1d3e5f',
      template: 'soap',
    },
  },
})

export const readNoteOperation = operation({
  route: 'GET /v1/notes/{noteId}',
  summary: 'Read a note',
  description:
    'A draft is for its author and their supervisor alone. Leaves an entry in the client’s access trail.',
  tag,
  path,
  status: 200,
  answer: NoteView,
  refusals: ['not_allowed', 'note_not_found'],
})

export const saveDraftOperation = operation({
  route: 'PUT /v1/notes/{noteId}/draft',
  summary: 'Save a draft',
  description:
    'Replaces all sections and keeps what was there as a revision. `If-Match` names the revision it was made from; a 412 names the one there is, as an ETag, in `about`. Under the same Idempotency-Key the same save is done once, however long ago it was.',
  tag,
  path,
  body: z.strictObject({ sections: Sections }),
  status: 200,
  answer: SavedView,
  ifMatch: true,
  idempotent: true,
  refusals: [
    'invalid_request',
    'not_allowed',
    'author_required',
    'note_not_found',
    'note_not_draft',
    'note_entered_in_error',
    'stale_revision',
    'body_too_large',
    'idempotency_key_reused',
  ],
  example: {
    body: {
      sections: {
        subjective: 'Client reports sleeping six hours most nights.',
        objective: 'On time, mildly anxious, speech normal.',
        assessment: 'Progress toward goal 1.',
        plan: 'Weekly; daily thought record.',
      },
    },
  },
})

export const listRevisionsOperation = operation({
  route: 'GET /v1/notes/{noteId}/revisions',
  summary: 'List the revisions of a note, newest first',
  description: 'Revisions are gone 30 days after signing.',
  tag,
  path,
  query: z.object({
    before: RevisionNumber.optional(),
    limit: z.coerce.number().int().min(1).max(50).default(20),
  }),
  status: 200,
  answer: RevisionPage,
  refusals: ['invalid_request', 'not_allowed', 'note_not_found'],
})

export const readRevisionOperation = operation({
  route: 'GET /v1/notes/{noteId}/revisions/{revision}',
  summary: 'Read what a draft said earlier',
  tag,
  path: revisionPath,
  status: 200,
  answer: DraftRevision.extend({ sections: z.array(NoteSection) }),
  refusals: ['invalid_request', 'not_allowed', 'note_not_found', 'revision_not_found'],
})

export const restoreRevisionOperation = operation({
  route: 'POST /v1/notes/{noteId}/revisions/{revision}/restoration',
  summary: 'Bring an earlier revision back, as a new one',
  tag,
  path: revisionPath,
  status: 200,
  answer: SavedView,
  ifMatch: true,
  idempotent: true,
  refusals: [
    'invalid_request',
    'not_allowed',
    'author_required',
    'note_not_found',
    'note_not_draft',
    'note_entered_in_error',
    'revision_not_found',
    'stale_revision',
    'idempotency_key_reused',
  ],
})

const acceptance = {
  /** The words that were shown, by version: `GET /v1/templates` lists them. */
  statementVersion: Words.max(40),
  /** Signing is an act: only `true` signs. */
  accepted: z.boolean(),
}

export const signNoteOperation = operation({
  route: 'POST /v1/notes/{noteId}/signature',
  summary: 'Sign a note',
  description:
    'Needs a sign-in of the last 15 minutes; otherwise 401 with an RFC 9470 challenge. Freezes every fact the note rests on. After its due time a reason is needed, and the note stays marked as late. Its PDF follows by itself.',
  tag,
  path,
  body: z.strictObject({ ...acceptance, lateReason: Reason.optional() }),
  status: 200,
  answer: NoteView,
  ifMatch: true,
  idempotent: true,
  refusals: [
    'invalid_request',
    'not_allowed',
    'author_required',
    'fresh_sign_in_required',
    'statement_not_accepted',
    'note_not_found',
    'note_not_draft',
    'note_entered_in_error',
    'note_incomplete',
    'session_not_held',
    'stale_revision',
    'body_too_large',
    'idempotency_key_reused',
    'too_busy',
  ],
  example: { body: { statementVersion: 'author/1', accepted: true } },
})

export const coSignNoteOperation = operation({
  route: 'POST /v1/notes/{noteId}/co-signature',
  summary: 'Co-sign a supervised clinician’s note',
  description: 'Needs a fresh sign-in, as signing does.',
  tag,
  path,
  body: z.strictObject(acceptance),
  status: 200,
  answer: NoteView,
  ifMatch: true,
  idempotent: true,
  refusals: [
    'invalid_request',
    'not_allowed',
    'fresh_sign_in_required',
    'statement_not_accepted',
    'note_not_found',
    'note_not_signed',
    'note_entered_in_error',
    'co_signature_not_due',
    'stale_revision',
    'idempotency_key_reused',
    'too_busy',
  ],
  example: { body: { statementVersion: 'co-signature/1', accepted: true } },
})

export const addAddendumOperation = operation({
  route: 'POST /v1/notes/{noteId}/addenda',
  summary: 'Add to a signed note',
  description:
    'The note itself stays as it was signed. Needs a fresh sign-in, as signing does; a new version of the PDF follows.',
  tag,
  path,
  body: z.strictObject({
    kind: SignedAddendum.shape.kind,
    reason: Reason,
    text: Words.refine((text) => text.trim() !== '', 'says nothing'),
    ...acceptance,
  }),
  status: 201,
  answer: NoteView,
  idempotent: true,
  refusals: [
    'invalid_request',
    'not_allowed',
    'fresh_sign_in_required',
    'statement_not_accepted',
    'note_not_found',
    'note_not_signed',
    'note_entered_in_error',
    'body_too_large',
    'idempotency_key_reused',
    'too_busy',
  ],
  example: {
    body: {
      kind: 'correction',
      reason: 'Wrong dose noted',
      text: 'Sertraline is 50 mg, not 100 mg.',
      statementVersion: 'addendum/1',
      accepted: true,
    },
  },
})

export const attestSignatureOperation = operation({
  route: 'POST /v1/notes/{noteId}/attestations',
  summary: 'Attest to one’s own signature under a note',
  description:
    'For the author alone, when a reviewer doubts or cannot read a signature. A PDF for the reviewer follows; the note stays as it was signed. Needs a fresh sign-in, as signing does.',
  tag,
  path,
  body: z.strictObject(acceptance),
  status: 201,
  answer: AskedView,
  idempotent: true,
  refusals: [
    'invalid_request',
    'not_allowed',
    'fresh_sign_in_required',
    'statement_not_accepted',
    'author_required',
    'not_the_provider',
    'note_not_found',
    'note_not_signed',
    'note_entered_in_error',
    'idempotency_key_reused',
    'too_busy',
  ],
  example: { body: { statementVersion: 'attestation/1', accepted: true } },
})

export const enterInErrorOperation = operation({
  route: 'POST /v1/notes/{noteId}/entered-in-error',
  summary: 'Mark a note as entered in error',
  description:
    'For the author or a custodian. The note is kept for audit and leaves the lists; its session is owed a note again.',
  tag,
  path,
  body: z.strictObject({ reason: Reason }),
  status: 200,
  answer: NoteView,
  ifMatch: true,
  refusals: [
    'invalid_request',
    'not_allowed',
    'note_not_found',
    'already_entered_in_error',
    'stale_revision',
    'too_busy',
  ],
  example: { body: { reason: 'Filed in the wrong chart' } },
})

export const noteOperations = [
  listTemplatesOperation,
  listNotesOperation,
  openNoteOperation,
  readNoteOperation,
  saveDraftOperation,
  listRevisionsOperation,
  readRevisionOperation,
  restoreRevisionOperation,
  signNoteOperation,
  coSignNoteOperation,
  addAddendumOperation,
  attestSignatureOperation,
  enterInErrorOperation,
]
