import type { HoldView } from '../../shared/api/retention.ts'
import type { OpenedHold } from '../../shared/aws/hold-table.ts'
import { holdNoticeId } from './hold-notice.ts'

/** What the API shows of a hold. */
export const holdView = ({
  hold,
  reason,
  cause,
  liftingReason,
  noticed,
}: Omit<OpenedHold, 'request'>): HoldView => ({
  hold,
  reason,
  ...(cause && { cause }),
  ...(liftingReason !== undefined && { liftingReason }),
  notices: Object.fromEntries(noticed.map((act) => [act, holdNoticeId(hold.holdId, act)])),
})
