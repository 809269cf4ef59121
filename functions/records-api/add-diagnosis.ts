import { addDiagnosisOperation } from '../../shared/api/diagnoses.ts'
import { clientChain } from '../../shared/aws/client-table.ts'
import { clientKeyId } from '../../shared/aws/key-ring.ts'
import { reachClient } from '../../shared/aws/reach-client.ts'
import { addDiagnosis as added } from '../../shared/diagnosis/diagnosis-list.ts'
import type { WholeDiagnosis } from '../../shared/diagnosis/recorded-diagnosis.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { type Reply, reply } from '../../shared/http/reply.ts'
import { type ClientThingId, type Id, idOfRequest, partsOf } from '../../shared/id.ts'
import { Refused } from '../../shared/refused.ts'
import { overtaken, unlessOvertaken } from '../../shared/unless-overtaken.ts'
import type { RecordsContext } from './context.ts'
import { diagnosisRecorded } from './diagnosis-recorded.ts'

/**
 * `POST /v1/clients/{clientId}/diagnoses`. It, the one that is principal no more, and the list's next
 * version are one write.
 */
export const addDiagnosis = (records: RecordsContext) =>
  endpoint(addDiagnosisOperation, ({ path: { clientId }, body, caller, idempotencyKey }) =>
    unlessOvertaken(async () => {
      const { practiceId, member } = caller
      const { memberId } = member
      const own = idOfRequest(idempotencyKey, 'diagnosis', practiceId, clientId, memberId)
      const diagnosisId = `${clientId}.${own}`
      const chain = clientChain(practiceId, clientId)
      const [client, list, head] = await reachClient(
        records,
        caller,
        { clientId, action: 'diagnosis.change' },
        records.diagnoses.list(practiceId, clientId),
        records.ledger.head(chain),
      )
      const asked = await records.keys.fingerprint(clientKeyId(clientId), body)
      const repeatedHere = list.diagnoses.some((it) => it.diagnosis.diagnosisId === diagnosisId)
      if (repeatedHere) return repeated(records, practiceId, diagnosisId, asked)
      if (client.state !== 'active') throw new Refused('client_closed', [clientId])

      const at = records.now()
      const written = added(list, diagnosisId, body, { memberId, at })
      const recorded = written.map((each) =>
        diagnosisRecorded({ practiceId, actorId: memberId, at }, each),
      )
      const request = idempotencyKey && asked
      const writes = [
        ...(await records.diagnoses.write(
          practiceId,
          clientId,
          list,
          recorded,
          { diagnosisId, request },
          overtaken,
        )),
        records.clients.stillActive(practiceId, clientId),
      ]
      const { outcome } = await records.ledger.commit(
        recorded.map(({ event }) => ({ chain, head, event })),
        () => writes,
      )
      if (outcome === 'done') return repeated(records, practiceId, diagnosisId, asked)
      return answer(written[0], list.version + 1)
    }),
  )

/** The diagnosis of the same request as it stands now; another request under its key is refused. */
async function repeated(
  { diagnoses }: RecordsContext,
  practiceId: Id,
  diagnosisId: ClientThingId,
  asked: string,
): Promise<Reply> {
  const list = await diagnoses.list(practiceId, partsOf(diagnosisId).clientId)
  if (list.requests.get(diagnosisId) !== asked) throw new Refused('idempotency_key_reused')
  const standing = list.diagnoses.find((it) => it.diagnosis.diagnosisId === diagnosisId)
  if (!standing) throw new Error('a diagnosis is half there')
  return answer(standing, list.version)
}

/** @param version of the list: what the next change is made from */
const answer = (view: WholeDiagnosis, version: number) => reply(201, view, { version })
