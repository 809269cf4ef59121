import { z } from 'zod'
import { Instant, plusHours } from '../clock.ts'
import { Id } from '../id.ts'

/** How long after its start an export may still be read: long enough for a large practice. */
const HOURS = 24

/**
 * An export that somebody began: the practice's ledger tells of it, and nothing of a record is given
 * out without one.
 */
export const ExportRun = z.object({
  exportId: Id,
  practiceId: Id,
  /** Who began it, and alone may read it. */
  memberId: Id,
  startedAt: Instant,
  expiresAt: Instant,
  /** The one client that it is about; all of them, and the practice itself, where absent. */
  clientId: Id.optional(),
})
export type ExportRun = z.infer<typeof ExportRun>

export const beginExport = (
  run: Pick<ExportRun, 'exportId' | 'practiceId' | 'memberId' | 'startedAt' | 'clientId'>,
): ExportRun => ({ ...run, expiresAt: plusHours(run.startedAt, HOURS) })

/** Whether a member may read by this export now: of one client, or of the whole practice. */
export const covers = (
  run: ExportRun,
  { memberId, now, clientId }: { memberId: Id; now: Instant; clientId?: Id },
): boolean =>
  run.memberId === memberId &&
  now < run.expiresAt &&
  (run.clientId === undefined || run.clientId === clientId)
