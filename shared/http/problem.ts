import { FRESH_SIGN_IN_SECONDS } from '../note/fresh-sign-in.ts'
import type { FieldFault, Refusal, Refused } from '../refused.ts'

/** The status that each refusal is answered with: a refusal without one does not compile. */
const statuses: Record<Refusal, { status: number; title: string }> = {
  account_in_use: { status: 409, title: 'This account already belongs to a member' },
  already_approved_by_you: { status: 409, title: 'The second approval must be another member’s' },
  already_entered_in_error: { status: 409, title: 'It is already marked as entered in error' },
  author_required: { status: 403, title: 'Only the author may do this' },
  body_too_large: { status: 413, title: 'The text is longer than 256 KB' },
  client_closed: { status: 409, title: 'The client’s record is closed' },
  client_not_found: { status: 404, title: 'There is no such client' },
  client_on_hold: { status: 409, title: 'A hold keeps the record from destruction' },
  co_signature_not_due: { status: 409, title: 'No co-signature is due on this note' },
  consent_already_revoked: { status: 409, title: 'The consent is already revoked' },
  consent_not_found: { status: 404, title: 'There is no such consent' },
  custodial_access_not_found: { status: 404, title: 'There is no such custodial access' },
  custodial_access_not_requested: {
    status: 409,
    title: 'The custodial access is not waiting for an approval',
  },
  diagnosis_listed: { status: 409, title: 'The client already has this diagnosis' },
  diagnosis_not_found: { status: 404, title: 'There is no such diagnosis' },
  disposal_not_found: { status: 404, title: 'There is no such disposal' },
  disposal_not_proposed: { status: 409, title: 'The disposal is not waiting for an approval' },
  document_not_found: { status: 404, title: 'There is no such document' },
  export_not_found: { status: 404, title: 'There is no such export, or it is over' },
  fresh_sign_in_required: { status: 401, title: 'Signing needs a fresh sign-in' },
  group_not_found: { status: 404, title: 'There is no such group session' },
  hold_already_lifted: { status: 409, title: 'The hold is already lifted' },
  hold_not_found: { status: 404, title: 'There is no such hold' },
  hold_placed_by_you: {
    status: 409,
    title: 'Whoever placed a hold cannot lift it: ask another member',
  },
  idempotency_key_reused: {
    status: 422,
    title: 'This Idempotency-Key was used before with other content',
  },
  if_match_required: { status: 428, title: 'Say which version you change: send If-Match' },
  invalid_request: { status: 400, title: 'Some fields are not as they must be' },
  last_admin: { status: 409, title: 'A practice needs at least one active admin' },
  measure_not_found: { status: 404, title: 'There is no such measure' },
  link_already_revoked: { status: 409, title: 'The link is already revoked' },
  link_not_found: { status: 404, title: 'There is no such link' },
  may_not_leave: { status: 422, title: 'This may not leave: each rule that says so is named' },
  member_inactive: { status: 403, title: 'This member has left the practice' },
  member_not_found: { status: 404, title: 'There is no such member' },
  not_a_member: { status: 403, title: 'This account belongs to no practice' },
  not_allowed: { status: 403, title: 'Your role does not allow this' },
  not_the_provider: {
    status: 409,
    title: 'Another provided the service: whoever wrote its note cannot attest to it',
  },
  note_entered_in_error: { status: 409, title: 'The note was entered in error' },
  note_exists: { status: 409, title: 'There is already such a note' },
  note_incomplete: { status: 422, title: 'The note cannot be signed yet' },
  note_not_draft: { status: 409, title: 'The note is signed; add an addendum instead' },
  note_not_found: { status: 404, title: 'There is no such note' },
  note_not_signed: { status: 409, title: 'The note is not signed yet' },
  open_drafts: {
    status: 409,
    title: 'A draft is still open: it has to be signed, or marked as entered in error, first',
  },
  plan_incomplete: { status: 422, title: 'The plan cannot be signed yet' },
  plan_not_draft: { status: 409, title: 'The plan is no draft any more: write the next one' },
  plan_not_found: { status: 404, title: 'There is no such plan' },
  plan_over: { status: 409, title: 'The plan is over already' },
  practice_exists: { status: 409, title: 'The practice is already founded' },
  process_note_not_found: { status: 404, title: 'There is no such process note' },
  release_already_given: { status: 409, title: 'The release is already given' },
  release_not_found: { status: 404, title: 'There is no such release' },
  release_not_given: { status: 409, title: 'The release is not given yet' },
  release_not_ready: { status: 409, title: 'What is to be given is still being made' },
  release_revoked: { status: 409, title: 'The release is revoked' },
  retention_not_over: { status: 409, title: 'The record must still be kept' },
  revision_not_found: { status: 404, title: 'There is no such revision' },
  session_has_note: { status: 409, title: 'The session already has a note' },
  session_not_found: { status: 404, title: 'There is no such session' },
  session_not_held: { status: 409, title: 'The session was not held' },
  session_not_planned: { status: 409, title: 'The session is no longer planned' },
  stale_revision: { status: 412, title: 'Somebody saved a newer version meanwhile' },
  statement_not_accepted: { status: 422, title: 'Signing needs the current statement, accepted' },
  still_supervises: { status: 409, title: 'The member still supervises others' },
  superbill_incomplete: { status: 422, title: 'The superbill cannot be made yet' },
  template_not_found: { status: 404, title: 'There is no such template' },
  too_busy: { status: 503, title: 'Too many changes at once; try again' },
}

export const PROBLEM_BASE = 'https://noteseal.dev/problems/'

/** RFC 9457. `about` holds ids or field names only. */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly about?: readonly string[]
  readonly errors?: readonly FieldFault[]
}

export function problemOf({ code, about, fields }: Refused): Problem {
  return {
    type: PROBLEM_BASE + code,
    ...statuses[code],
    ...(about.length > 0 && { about }),
    ...(fields.length > 0 && { errors: fields }),
  }
}

export const problemStatus = (code: Refusal): { status: number; title: string } => statuses[code]

/** RFC 9470: what a client does about a sign-in that is not fresh enough. */
export const stepUpChallenge = `Bearer error="insufficient_user_authentication", error_description="Signing needs a sign-in within the last 15 minutes", max_age=${FRESH_SIGN_IN_SECONDS}`
