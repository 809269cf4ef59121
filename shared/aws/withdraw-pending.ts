import type { Id } from '../id.ts'
import type { EventDraft } from '../ledger/event.ts'
import type { DisposalIn } from '../retention/disposal.ts'
import { isPending } from '../retention/propose-disposal.ts'
import { withdrawDisposal } from '../retention/withdraw-disposal.ts'
import { disposalWithdrawn } from './disposal-events.ts'
import type { DisposalTable, StoredDisposal } from './disposal-table.ts'
import type { Deed } from './practice-events.ts'
import type { Write } from './transact.ts'

/** What belongs into a deed's own transaction. */
export interface Consequence {
  readonly writes: readonly Write[]
  readonly events: readonly EventDraft[]
}

/**
 * Withdraws a client's disposal that is proposed or approved; where there is none, holds the
 * transaction to that, so that none is proposed meanwhile.
 *
 * @param stored as read beside the deed
 * @param overtaken throws: the deed is to be done again from its reading on
 */
export function withdrawPending(
  disposals: DisposalTable,
  by: Deed,
  { clientId, stored }: { readonly clientId: Id; readonly stored: StoredDisposal | undefined },
  why: Exclude<DisposalIn<'withdrawn'>['why'], 'by-a-member'>,
  overtaken: () => never,
): Consequence {
  const disposal = stored?.disposal
  if (!isPending(disposal))
    return { writes: [disposals.nonePending(by.practiceId, clientId, overtaken)], events: [] }
  const withdrawn = withdrawDisposal(disposal, { why, at: by.at })
  return {
    writes: [disposals.change(disposal, withdrawn, overtaken)],
    events: [disposalWithdrawn(by, withdrawn)],
  }
}
