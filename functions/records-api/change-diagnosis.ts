import { changeDiagnosisOperation } from '../../shared/api/diagnoses.ts'
import { clientChain } from '../../shared/aws/client-table.ts'
import { reachClient } from '../../shared/aws/reach-client.ts'
import { changeDiagnosis as changed } from '../../shared/diagnosis/diagnosis-list.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { sameJson } from '../../shared/http/or-already.ts'
import { reply } from '../../shared/http/reply.ts'
import { partsOf } from '../../shared/id.ts'
import { Refused } from '../../shared/refused.ts'
import type { RecordsContext } from './context.ts'
import { diagnosisRecorded } from './diagnosis-recorded.ts'

/** `PUT /v1/diagnoses/{diagnosisId}`: made in the list that the caller had before them. */
export const changeDiagnosis = (records: RecordsContext) =>
  endpoint(
    changeDiagnosisOperation,
    async ({ path: { diagnosisId }, body, caller, ifMatch }) => {
      const { practiceId, member } = caller
      const { memberId } = member
      const { clientId } = partsOf(diagnosisId)
      const chain = clientChain(practiceId, clientId)
      const [, list, head] = await reachClient(
        records,
        caller,
        {
          clientId,
          action: 'diagnosis.change',
          about: diagnosisId,
          missing: 'diagnosis_not_found',
        },
        records.diagnoses.list(practiceId, clientId),
        records.ledger.head(chain),
      )
      const stale = (): never => {
        throw new Refused('stale_revision', [diagnosisId])
      }
      const at = records.now()
      const written = changed(list, diagnosisId, body, { memberId, at })
      if (list.version !== ifMatch) return stale()
      const recorded = written.map((each) =>
        diagnosisRecorded({ practiceId, actorId: memberId, at }, each),
      )
      const writes = await records.diagnoses.write(
        practiceId,
        clientId,
        list,
        recorded,
        undefined,
        stale,
      )
      await records.ledger.commit(
        recorded.map(({ event }) => ({ chain, head, event })),
        () => writes,
      )
      return reply(200, written[0], { version: list.version + 1 })
    },
    async ({ path: { diagnosisId }, body, caller: { practiceId, member }, ifMatch }) => {
      const { version, diagnoses } = await records.diagnoses.list(
        practiceId,
        partsOf(diagnosisId).clientId,
      )
      const standing = diagnoses.find((each) => each.diagnosis.diagnosisId === diagnosisId)
      const theirs =
        version === ifMatch + 1 &&
        standing?.diagnosis.version === version &&
        standing.diagnosis.changedBy === member.memberId
      return theirs && sameJson(standing.words, body)
        ? reply(200, standing, { version })
        : undefined
    },
  )
