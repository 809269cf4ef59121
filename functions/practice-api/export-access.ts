import { decide, factsOf } from '../../shared/access/decide.ts'
import { entryLapses } from '../../shared/access/entry-lapses.ts'
import { isOfProcessNote } from '../../shared/access/trail.ts'
import { exportAccess as operation } from '../../shared/api/exports.ts'
import type { KeptEntry } from '../../shared/aws/access-log.ts'
import type { ExportedAccess } from '../../shared/export/exported-access.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import { covers } from '../../shared/practice/export-run.ts'
import { Refused } from '../../shared/refused.ts'
import type { PracticeContext } from './context.ts'

/** Partitions that are read at once. */
const MONTHS_AT_ONCE = 24

/**
 * `GET /v1/exports/{exportId}/access/{clientId}`: the trail of one client, two years at a time, from the
 * oldest entry that may be kept. Who asks is in it.
 */
export const accessExport = ({ clients, exportRuns, access, trail, now }: PracticeContext) =>
  endpoint(operation, async ({ caller, path: { exportId, clientId }, query }) => {
    const { member, practiceId, requestId } = caller
    const { memberId } = member
    const at = now()
    const client = await clients.everOf(practiceId, clientId)
    if (!client) throw new Refused('client_not_found', [clientId])
    const facts = client === 'destroyed' ? undefined : factsOf(member, client)
    const decisions = (['record.export', 'access-trail.read'] as const).map((action) =>
      decide(member, action, facts),
    )
    const no = decisions.find(({ allowed }) => !allowed)
    const entry = { practiceId, clientId, memberId, action: 'access-trail.read', at, requestId }
    await access.add(entry, no ? 'refused' : 'asked')
    if (no) throw new Refused('not_allowed', [no.rule])
    const run = await exportRuns.find(practiceId, exportId)
    if (!run || run.clientId !== undefined || !covers(run, { memberId, now: at }))
      throw new Refused('export_not_found', [exportId])

    const from = query.from ?? oldestMonth(at)
    const months = monthsFrom(from, at.slice(0, 7)).slice(0, MONTHS_AT_ONCE)
    const found = await Promise.all(months.map((month) => trail.of(practiceId, clientId, month)))
    const entries = found.flatMap((newestFirst) => newestFirst.toReversed()).filter(isExported)
    const [next] = monthsFrom(months.at(-1) ?? from, at.slice(0, 7)).slice(1)
    return reply(200, { entries: entries.map(exported), ...(next && { next }) })
  })

/** What was noted before is let go. */
function oldestMonth(at: string): string {
  const years = Number(entryLapses(at).slice(0, 4)) - Number(at.slice(0, 4))
  return `${Number(at.slice(0, 4)) - years}${at.slice(4, 7)}`
}

/** Of UTC, both included. */
function monthsFrom(first: string, last: string): string[] {
  const months: string[] = []
  const day = new Date(`${first}-01T00:00:00.000Z`)
  for (; day.toISOString().slice(0, 7) <= last; day.setUTCMonth(day.getUTCMonth() + 1))
    months.push(day.toISOString().slice(0, 7))
  return months
}

const isExported = ({ action }: KeptEntry) => !isOfProcessNote(action)

function exported({ practiceId: _practice, ...entry }: KeptEntry): ExportedAccess {
  return { form: 'noteseal/exported-access/1', ...entry }
}
