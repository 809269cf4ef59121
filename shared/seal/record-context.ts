import type { Context } from './context.ts'

/** What kinds of record are sealed. A draft and the revisions it passed through are one kind. */
export type RecordKind =
  | 'demographics'
  | 'directory-entry'
  | 'session'
  | 'draft'
  | 'signed-note'
  | 'addendum'
  | 'co-signature'
  | 'entered-in-error'
  | 'shared-part'
  | 'group'
  | 'process-note'
  | 'custody-words'
  | 'diagnosis'
  | 'measure'
  | 'measure-in-error'
  | 'plan-draft'
  | 'signed-plan'
  | 'plan-end'
  | 'asked-document'
  | 'packet'
  | 'hold'
  | 'register-entry'
  | 'consent'
  | 'release'
  | 'release-given'
  | 'release-revocation'

export interface RecordPlace {
  readonly practiceId: string
  /** Absent only for what belongs to no one client. */
  readonly clientId?: string
  readonly kind: RecordKind
  /** Of the thing itself: a client's, session's, note's or group's id. */
  readonly id: string
  /** Which state of it. Absent where a later state may not be told from an earlier one. */
  readonly revision?: number
}

/** Where a record belongs: sealed bytes moved to any other place do not open there. */
export function contextOf(place: RecordPlace): Context {
  const { practiceId, clientId, kind, id, revision } = place
  return {
    practice: practiceId,
    ...(clientId === undefined ? {} : { client: clientId }),
    kind,
    id,
    ...(revision === undefined ? {} : { revision: String(revision) }),
  }
}
