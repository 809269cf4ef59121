import { listDiagnosesOperation } from '../../shared/api/diagnoses.ts'
import { reachClient } from '../../shared/aws/reach-client.ts'
import { activeDiagnoses } from '../../shared/diagnosis/diagnosis-list.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import type { RecordsContext } from './context.ts'

/** `GET /v1/clients/{clientId}/diagnoses`. */
export const listDiagnoses = (records: RecordsContext) =>
  endpoint(listDiagnosesOperation, async ({ path: { clientId }, caller }) => {
    const [, { version, diagnoses }] = await reachClient(
      records,
      caller,
      { clientId, action: 'diagnosis.read' },
      records.diagnoses.list(caller.practiceId, clientId),
    )
    const resolved = diagnoses
      .filter(({ words }) => words.resolvedOn !== undefined)
      .toSorted((a, b) => ((a.words.resolvedOn ?? '') < (b.words.resolvedOn ?? '') ? 1 : -1))
    return reply(
      200,
      { version, diagnoses: [...activeDiagnoses(diagnoses), ...resolved] },
      { version },
    )
  })
