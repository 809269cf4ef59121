import { recordMeasureOperation } from '../../shared/api/measures.ts'
import { clientChain } from '../../shared/aws/client-table.ts'
import { clientKeyId } from '../../shared/aws/key-ring.ts'
import type { OpenedMeasure } from '../../shared/aws/measure-table.ts'
import { reachClient } from '../../shared/aws/reach-client.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { type Reply, reply } from '../../shared/http/reply.ts'
import { idOfRequest } from '../../shared/id.ts'
import type { Measure } from '../../shared/measure/measure.ts'
import { Refused } from '../../shared/refused.ts'
import type { RecordsContext } from './context.ts'
import { insistOnTaken, measureRecorded } from './measure-recorded.ts'
import { measureView } from './measure-view.ts'

/** `POST /v1/clients/{clientId}/measures`. */
export const recordMeasure = (records: RecordsContext) =>
  endpoint(recordMeasureOperation, async ({ path: { clientId }, body, caller, idempotencyKey }) => {
    const { practiceId, member } = caller
    const { memberId } = member
    const own = idOfRequest(idempotencyKey, 'measure', practiceId, clientId, memberId)
    const measureId = `${clientId}.${own}`
    const chain = clientChain(practiceId, clientId)
    const [client, settings, taker, head, before] = await reachClient(
      records,
      caller,
      { clientId, action: 'measure.record' },
      records.practice.settings(practiceId),
      records.practice.member(practiceId, body.takenBy),
      records.ledger.head(chain),
      idempotencyKey ? records.measures.find(practiceId, measureId) : Promise.resolve(undefined),
    )
    const asked = await records.keys.fingerprint(clientKeyId(clientId), body)
    if (before) return repeated(before, asked)
    if (client.state !== 'active') throw new Refused('client_closed', [clientId])
    const at = records.now()
    insistOnTaken(body, { now: at, zone: settings.zone, member: taker }, '/body')

    const measure: Measure = {
      state: 'recorded',
      measureId,
      clientId,
      recordedBy: memberId,
      recordedAt: at,
      version: 1,
    }
    const { record, event } = measureRecorded({ practiceId, actorId: memberId, at }, measure, body)
    const writes = [
      // First, so that a repeated request is known by it.
      await records.measures.record(practiceId, measure, record, idempotencyKey && asked),
      records.clients.stillActive(practiceId, clientId),
    ]
    const { outcome } = await records.ledger.commit([{ chain, head, event }], () => writes)
    if (outcome === 'done')
      return repeated(await records.measures.find(practiceId, measureId), asked)
    return answer({ measure, words: body })
  })

/** The measure of the same request as it stands now; another request under its key is refused. */
function repeated(standing: OpenedMeasure | undefined, asked: string): Reply {
  if (standing?.request !== asked) throw new Refused('idempotency_key_reused')
  return answer(standing)
}

const answer = (whole: Parameters<typeof measureView>[0]) =>
  reply(201, measureView(whole), { version: whole.measure.version })
