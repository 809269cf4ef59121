import { insist } from '../../shared/access/insist.ts'
import { exportCustody as operation } from '../../shared/api/exports.ts'
import { custodyOrder, type ExportedCustody } from '../../shared/export/exported-custody.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import type { RecordsContext } from './context.ts'
import { insistOnExport } from './insist-on-export.ts'

/** `GET /v1/exports/{exportId}/custody`: who did the work of those who could not any more. */
export const exportCustody = (records: RecordsContext) =>
  endpoint(operation, async ({ path: { exportId }, caller }) => {
    const { practiceId, member } = caller
    insist(member, 'record.export')
    const run = await records.exportRuns.find(practiceId, exportId)
    insistOnExport(records, caller, run, { exportId })
    const [accesses, handOvers] = await Promise.all([
      records.custody.records(practiceId),
      records.handOvers.all(practiceId),
    ])
    const custody: ExportedCustody[] = [
      ...accesses.map(({ access, said }) => ({
        form: 'noteseal/exported-custodial-access/1' as const,
        access,
        ...(said && { said }),
      })),
      ...handOvers.map(({ handOver, handed }) => ({
        form: 'noteseal/exported-hand-over/1' as const,
        handOver,
        handed: [...handed],
      })),
    ]
    const sorted = custody.toSorted((a, b) => (custodyOrder(a) < custodyOrder(b) ? -1 : 1))
    return reply(200, { custody: sorted })
  })
