import { listMeasuresOperation } from '../../shared/api/measures.ts'
import { reachClient } from '../../shared/aws/reach-client.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import { seriesOf } from '../../shared/measure/measure-series.ts'
import type { RecordsContext } from './context.ts'
import { measureView } from './measure-view.ts'

/** `GET /v1/clients/{clientId}/measures`. */
export const listMeasures = (records: RecordsContext) =>
  endpoint(listMeasuresOperation, async ({ path: { clientId }, query, caller }) => {
    const [, all] = await reachClient(
      records,
      caller,
      { clientId, action: 'measure.read' },
      records.measures.all(caller.practiceId, clientId),
    )
    const shown = all.filter(
      ({ measure }) => measure.state === 'recorded' || query.include === 'entered-in-error',
    )
    return reply(200, { measures: shown.map(measureView), series: seriesOf(all) })
  })
