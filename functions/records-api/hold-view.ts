import type { HoldView } from '../../shared/api/retention.ts'
import type { OpenedHold } from '../../shared/aws/hold-table.ts'

/** What the API shows of a hold. */
export const holdView = ({
  hold,
  reason,
  liftingReason,
}: Pick<OpenedHold, 'hold' | 'reason' | 'liftingReason'>): HoldView => ({
  hold,
  reason,
  ...(liftingReason !== undefined && { liftingReason }),
})
