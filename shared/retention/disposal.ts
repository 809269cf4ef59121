import { z } from 'zod'
import { Instant, LocalDate } from '../clock.ts'
import { Id } from '../id.ts'
import { RetentionFacts, RetentionRule } from './policy.ts'

/** Somebody's yes to a destruction, after a fresh sign-in. */
export const Approval = z.object({ memberId: Id, at: Instant })
export type Approval = z.infer<typeof Approval>

const common = {
  clientId: Id,
  practiceId: Id,
  proposedAt: Instant,
  /** The first day on which the record may be destroyed, and what says so. */
  dueOn: LocalDate,
  rule: RetentionRule,
  version: z.number().int().positive(),
}
/** What the day is reckoned from: the client's, and gone with their keys. */
const reckoned = { ...common, facts: RetentionFacts }
const approvedBy = z.tuple([Approval, Approval])

/** How many of each were destroyed; known once everything is gone. */
export const Destroyed = z.object({
  records: z.number().int().nonnegative(),
  notes: z.number().int().nonnegative(),
  /** Object versions in the documents bucket. */
  objects: z.number().int().nonnegative(),
  /** Keys of process notes; what they sealed is gone with them. */
  processKeys: z.number().int().nonnegative(),
})
export type Destroyed = z.infer<typeof Destroyed>

const afterTheKeys = {
  ...common,
  /** All that stays openly of the client's: what the certificates say. A day would say more. */
  lastServiceYear: z.number().int(),
  /** Whole years that the rule asked for. */
  ruleYears: z.number().int().positive(),
  approvals: approvedBy,
  /** When the keys were destroyed: from here on nothing can be read, and nothing goes back. */
  destroyedAt: Instant,
  /** When the last backup of the keys lapses; while something is left, at the earliest. */
  keysLapseAt: Instant,
  /** The client's chain, closed: its last event is `client_destroyed`. */
  chainHead: z.object({ seq: z.number().int().positive(), hash: z.string() }),
}

export const DestroyingDisposal = z.object({ ...afterTheKeys, state: z.literal('destroying') })

/**
 * The end of a client's record, forward only:
 * proposed → approved by two → keys destroyed (`destroying`) → all gone (`destroyed`) → the last
 * backup of the keys lapsed (`lapsed`). Until the keys are destroyed it can be `withdrawn`, by a
 * person, a hold, or a new service; a later run proposes anew.
 */
export const Disposal = z.discriminatedUnion('state', [
  z.object({ ...reckoned, state: z.literal('proposed'), approvals: z.array(Approval).max(1) }),
  z.object({
    ...reckoned,
    state: z.literal('approved'),
    approvals: approvedBy,
    /** When the notice period is over. */
    destroyAfter: Instant,
    /** The client's version that was approved: a client that changed since is not destroyed. */
    clientVersion: z.number().int().positive(),
  }),
  z.object({
    ...reckoned,
    state: z.literal('withdrawn'),
    withdrawnAt: Instant,
    /** Undefined where no person did it but a hold or a new service. */
    withdrawnBy: Id.optional(),
    why: z.enum(['by-a-member', 'hold-placed', 'served-again', 'policy-changed', 'client-changed']),
  }),
  DestroyingDisposal,
  z.object({
    ...afterTheKeys,
    state: z.literal('destroyed'),
    finishedAt: Instant,
    destroyed: Destroyed,
  }),
  z.object({
    ...afterTheKeys,
    state: z.literal('lapsed'),
    finishedAt: Instant,
    destroyed: Destroyed,
    lapsedAt: Instant,
  }),
])
export type Disposal = z.infer<typeof Disposal>
export type DisposalIn<S extends Disposal['state']> = Extract<Disposal, { state: S }>

/** The keys' backups: point-in-time recovery and the locked daily export both reach this far back. */
export const KEY_BACKUP_DAYS = 35
