import type { Instant } from '../../../../shared/clock.ts'
import type { AddendumRow, SessionRow } from './caseload.ts'

export interface CheckedAddendum extends Omit<AddendumRow, 'writtenAt'> {
  readonly writtenAt: Instant
}

export interface CheckedNote {
  readonly template: string
  readonly sections: Readonly<Record<string, string>>
  readonly writtenAt: Instant
  readonly lateReason?: string
  readonly sign: boolean
  readonly addenda: readonly CheckedAddendum[]
  readonly coSignedAt?: Instant
}

export interface CheckedSession {
  readonly row: string
  readonly client: string
  readonly member: string
  readonly start: Instant
  readonly end: Instant
  /** As the API takes it. */
  readonly coding: Pick<
    SessionRow,
    'modality' | 'placeOfService' | 'participants' | 'services' | 'diagnoses'
  >
  readonly outcome:
    | { readonly status: 'held'; readonly start: Instant; readonly end: Instant }
    | Exclude<SessionRow['outcome'], { status: 'held' }>
  readonly note?: CheckedNote
}
