/**
 * What a rule may answer instead of doing. Each code is a stable word of the API: the last part of
 * a problem's `type`. Its status lives in `shared/http/problem.ts`.
 */
export type Refusal =
  | 'account_in_use'
  | 'already_approved_by_you'
  | 'already_entered_in_error'
  | 'author_required'
  | 'body_too_large'
  | 'client_closed'
  | 'client_not_found'
  | 'client_on_hold'
  | 'co_signature_not_due'
  | 'consent_already_revoked'
  | 'consent_not_found'
  | 'custodial_access_not_found'
  | 'custodial_access_not_requested'
  | 'diagnosis_listed'
  | 'diagnosis_not_found'
  | 'disposal_not_found'
  | 'disposal_not_proposed'
  | 'document_not_found'
  | 'export_not_found'
  | 'fresh_sign_in_required'
  | 'group_not_found'
  | 'hold_already_lifted'
  | 'hold_not_found'
  | 'hold_placed_by_you'
  | 'idempotency_key_reused'
  | 'if_match_required'
  | 'invalid_request'
  | 'last_admin'
  | 'measure_not_found'
  | 'link_already_revoked'
  | 'link_not_found'
  | 'may_not_leave'
  | 'member_inactive'
  | 'member_not_found'
  | 'not_a_member'
  | 'not_allowed'
  | 'not_the_provider'
  | 'note_entered_in_error'
  | 'note_exists'
  | 'note_incomplete'
  | 'note_not_draft'
  | 'note_not_found'
  | 'note_not_signed'
  | 'open_drafts'
  | 'plan_incomplete'
  | 'plan_not_draft'
  | 'plan_not_found'
  | 'plan_over'
  | 'practice_exists'
  | 'process_note_not_found'
  | 'release_already_given'
  | 'release_not_found'
  | 'release_not_given'
  | 'release_not_ready'
  | 'release_revoked'
  | 'retention_not_over'
  | 'revision_not_found'
  | 'session_has_note'
  | 'session_not_found'
  | 'session_not_held'
  | 'session_not_planned'
  | 'stale_revision'
  | 'statement_not_accepted'
  | 'still_supervises'
  | 'superbill_incomplete'
  | 'template_not_found'
  | 'too_busy'

/**
 * A rule said no. Never a fault: nothing was stored, and the caller can mend it.
 *
 * @param about ids or field names, never a word that somebody wrote
 */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly code: Refusal
  readonly about: readonly string[]
  /** Which fields are wrong and which rule each breaks, where a request's form is at fault. */
  readonly fields: readonly FieldFault[]

  constructor(code: Refusal, about: readonly string[] = [], fields: readonly FieldFault[] = []) {
    super(code)
    this.code = code
    this.about = about
    this.fields = fields
  }
}

/** `field` is a JSON pointer into the request; `rule` is our words, never the caller's. */
export interface FieldFault {
  readonly field: string
  readonly rule: string
}
