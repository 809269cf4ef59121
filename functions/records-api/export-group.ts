import { exportGroup as operation } from '../../shared/api/exports.ts'
import type { ExportedGroup } from '../../shared/export/exported-record.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import type { RecordsContext } from './context.ts'
import { insistOnExport } from './insist-on-export.ts'
import { reachGroup } from './reach-group.ts'

/** `GET /v1/groups/{groupId}/export`: for an export of the whole practice, as it names several clients. */
export const exportGroup = (records: RecordsContext) =>
  endpoint(operation, async ({ path: { groupId }, query: { export: exportId }, caller }) => {
    const { practiceId } = caller
    const [{ group }, run, { revision, savedAt, savedBy, sections }] = await Promise.all([
      reachGroup(records, caller, { groupId, action: 'record.export' }),
      records.exportRuns.find(practiceId, exportId),
      records.groups.sharedPart(practiceId, groupId),
    ])
    insistOnExport(records, caller, run, { exportId })
    const saved = savedAt !== undefined && savedBy !== undefined
    const exported: ExportedGroup = {
      form: 'noteseal/exported-group/1',
      group,
      ...(saved && { sharedPart: { sections, revision, savedAt, savedBy } }),
    }
    return reply(200, exported)
  })
