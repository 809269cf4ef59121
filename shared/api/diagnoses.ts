import { z } from 'zod'
import { DiagnosisWords, RecordedDiagnosis } from '../diagnosis/recorded-diagnosis.ts'
import { ClientThingId, Id } from '../id.ts'
import { operation } from './operation.ts'

const tag = 'Diagnoses'
const path = z.object({ clientId: Id })

export const DiagnosisView = z.object({ diagnosis: RecordedDiagnosis, words: DiagnosisWords })
export type DiagnosisView = z.infer<typeof DiagnosisView>

export const listDiagnosesOperation = operation({
  route: 'GET /v1/clients/{clientId}/diagnoses',
  summary: 'List a client’s diagnoses',
  description:
    'Those that are not resolved, what is principal first; then those that are. They change together: the ETag is that of the list. Leaves an entry in the client’s access trail.',
  tag,
  path,
  status: 200,
  answer: z.object({ version: z.int().nonnegative(), diagnoses: z.array(DiagnosisView) }),
  refusals: ['not_allowed', 'client_not_found'],
})

export const addDiagnosisOperation = operation({
  route: 'POST /v1/clients/{clientId}/diagnoses',
  summary: 'Add a diagnosis',
  description:
    'One diagnosis is principal: where this one is, the one before it no longer is, in the same write. Answers with the list’s new ETag.',
  tag,
  path,
  body: DiagnosisWords,
  status: 201,
  answer: DiagnosisView,
  idempotent: true,
  example: {
    body: {
      code: 'F41.1',
      label: 'Generalized anxiety disorder',
      since: '2026-01-05',
      principal: true,
    },
  },
  refusals: [
    'invalid_request',
    'not_allowed',
    'client_not_found',
    'client_closed',
    'diagnosis_listed',
    'idempotency_key_reused',
    'too_busy',
  ],
})

export const changeDiagnosisOperation = operation({
  route: 'PUT /v1/diagnoses/{diagnosisId}',
  summary: 'Say something else of a diagnosis, or resolve it',
  description:
    'Resolving is saying since when: `resolvedOn`. `If-Match` names the list that it was changed in: the ETag of the client’s diagnoses.',
  tag,
  path: z.object({ diagnosisId: ClientThingId }),
  body: DiagnosisWords,
  status: 200,
  answer: DiagnosisView,
  ifMatch: true,
  example: {
    body: {
      code: 'F41.1',
      label: 'Generalized anxiety disorder',
      since: '2026-01-05',
      resolvedOn: '2026-09-14',
    },
  },
  refusals: [
    'invalid_request',
    'not_allowed',
    'diagnosis_not_found',
    'diagnosis_listed',
    'stale_revision',
    'too_busy',
  ],
})
