import type { Caller } from '../../shared/access/caller.ts'
import type { Id } from '../../shared/id.ts'
import { covers, type ExportRun } from '../../shared/practice/export-run.ts'
import { Refused } from '../../shared/refused.ts'
import type { RecordsContext } from './context.ts'

/** Another's export, another client's, or one that is over: to whoever asks, there is none. */
export function insistOnExport(
  { now }: Pick<RecordsContext, 'now'>,
  { member: { memberId } }: Caller,
  run: ExportRun | undefined,
  of: { readonly exportId: Id; readonly clientId?: Id },
): void {
  const { exportId, clientId } = of
  const wanted = { memberId, now: now(), ...(clientId !== undefined && { clientId }) }
  if (!run || !covers(run, wanted)) throw new Refused('export_not_found', [exportId])
}
