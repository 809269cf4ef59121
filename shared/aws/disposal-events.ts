import type { EventDraft } from '../ledger/event.ts'
import type { DisposalIn } from '../retention/disposal.ts'
import { clientChain } from './client-table.ts'
import type { Deed } from './practice-events.ts'

/** One member's yes; `approval` counts them. */
export function disposalApproved(
  { practiceId, actorId, at }: Deed,
  { clientId, approvals, rule, dueOn, version }: DisposalIn<'proposed' | 'approved'>,
): EventDraft {
  return {
    chain: clientChain(practiceId, clientId),
    type: 'disposal_approved',
    actorId,
    at,
    about: { approval: String(approvals.length), rule, dueOn, version: String(version) },
  }
}

/** By whoever did what withdrew it: a member, or whoever served the client or placed a hold. */
export function disposalWithdrawn(
  { practiceId, actorId, at }: Deed,
  { clientId, why, version }: DisposalIn<'withdrawn'>,
): EventDraft {
  return {
    chain: clientChain(practiceId, clientId),
    type: 'disposal_withdrawn',
    actorId,
    at,
    about: { why, version: String(version) },
  }
}
