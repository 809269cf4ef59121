import { z } from 'zod'
import { Instant } from '../clock.ts'
import { Id } from '../id.ts'
import { line } from '../text.ts'

/** Why a clinician's work has to go on without them. */
export const Departure = z.enum(['died', 'left', 'incapacitated', 'other'])
export type Departure = z.infer<typeof Departure>

/** What has to be said beside the code. Sealed under the practice's directory key. */
export const CustodyWords = line(300)

export const LONGEST_HOURS = 30 * 24
export const DEFAULT_HOURS = 72

const requested = {
  accessId: Id,
  practiceId: Id,
  /** Whose drafts and clients it opens. */
  clinicianId: Id,
  /** Who asked, and who alone may use it. */
  custodianId: Id,
  reason: Departure,
  /** How long it is to last, from the approval. */
  hours: z.number().int().min(1).max(LONGEST_HOURS),
  requestedAt: Instant,
  version: z.number().int().positive(),
}

const approved = { approvedBy: Id, approvedAt: Instant, until: Instant }

const Requested = z.object({ ...requested, state: z.literal('requested') })
const Approved = z.object({ ...requested, ...approved, state: z.literal('approved') })
const Ended = z.object({
  ...requested,
  ...z.object(approved).partial().shape,
  state: z.literal('ended'),
  endedAt: Instant,
  endedBy: Id,
})

/**
 * Access to the work of a clinician who cannot do it any more, for a time, with two people's yes.
 * requested → approved → ended, or ended before anybody approved; never back. What ends by time stays
 * `approved`: the clock ends it, not a write.
 */
export const CustodialAccess = z.discriminatedUnion('state', [Requested, Approved, Ended])
export type CustodialAccess = z.infer<typeof CustodialAccess>
export type RequestedAccess = z.infer<typeof Requested>
export type ApprovedAccess = z.infer<typeof Approved>
export type EndedAccess = z.infer<typeof Ended>

/** What a member's card says of an access that they hold. */
export const HeldAccess = z.object({ accessId: Id, clinicianId: Id, until: Instant })
export type HeldAccess = z.infer<typeof HeldAccess>

/** Approved, not ended, and its time not over. The last moment does not count any more. */
export const isInForce = ({ until }: Pick<HeldAccess, 'until'>, now: Instant): boolean =>
  now < until

/** The accesses that a member holds now, as their card names them. */
export function heldBy(
  accesses: readonly CustodialAccess[],
  memberId: Id,
  now: Instant,
): HeldAccess[] {
  return accesses
    .flatMap((access) => (access.state === 'approved' && isInForce(access, now) ? [access] : []))
    .filter(({ custodianId }) => custodianId === memberId)
    .map(({ accessId, clinicianId, until }) => ({ accessId, clinicianId, until }))
    .sort((a, b) => (a.accessId < b.accessId ? -1 : 1))
}
