import { decide, factsOf } from '../../shared/access/decide.ts'
import { insist } from '../../shared/access/insist.ts'
import { listExportClients } from '../../shared/api/exports.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import type { RecordsContext } from './context.ts'
import { insistOnExport } from './insist-on-export.ts'

/** `GET /v1/exports/{exportId}/clients`: who there is, by ids; nothing of the directory is opened. */
export const exportDirectory = (records: RecordsContext) =>
  endpoint(listExportClients, async ({ path: { exportId }, caller }) => {
    const { practiceId, member, requestId } = caller
    insist(member, 'record.export')
    const [run, everybody] = await Promise.all([
      records.exportRuns.find(practiceId, exportId),
      records.directory.all(practiceId),
      records.access.add({
        practiceId,
        // No one client: the list as such.
        clientId: 'directory',
        memberId: member.memberId,
        action: 'record.export',
        at: records.now(),
        requestId,
      }),
    ])
    const of = { exportId, ...(run?.clientId !== undefined && { clientId: run.clientId }) }
    insistOnExport(records, caller, run, of)
    const clients = everybody
      .filter(({ clientId }) => run?.clientId === undefined || clientId === run.clientId)
      .map((listed) => ({
        clientId: listed.clientId,
        withheld: !decide(member, 'record.export', factsOf(member, listed)).allowed,
      }))
      .sort((a, b) => (a.clientId < b.clientId ? -1 : 1))
    return reply(200, { clients })
  })
