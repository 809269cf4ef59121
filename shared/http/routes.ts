/** The functions that answer HTTP, by the permission they need. */
export type HttpFunction =
  | 'records-api'
  | 'process-notes-api'
  | 'documents-api'
  | 'releases-api'
  | 'open-link'
  | 'practice-api'

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: `/v1/${string}`
  readonly function: HttpFunction
  /** Answered without a token. */
  readonly public?: true
}

type Line = readonly [Route['method'], Route['path']]

const answeredBy = (name: HttpFunction, lines: readonly Line[]): Route[] =>
  lines.map(([method, path]) => ({ method, path, function: name }))

/** Every route of the API, once: the CDK app makes the gateway from it, the functions dispatch on it. */
export const routes: readonly Route[] = [
  { method: 'GET', path: '/v1/openapi.json', function: 'practice-api', public: true },
  // Whoever was given a link has no account.
  { method: 'GET', path: '/v1/open/{token}', function: 'open-link', public: true },
  { method: 'POST', path: '/v1/open/{token}', function: 'open-link', public: true },
  ...answeredBy('practice-api', [
    ['GET', '/v1/me'],
    ['GET', '/v1/settings'],
    ['PUT', '/v1/settings'],
    ['GET', '/v1/members'],
    ['POST', '/v1/members'],
    ['GET', '/v1/members/{memberId}'],
    ['PUT', '/v1/members/{memberId}'],
    ['POST', '/v1/custodial-accesses/{accessId}/approval'],
    ['POST', '/v1/custodial-accesses/{accessId}/end'],
    ['GET', '/v1/worklist'],
    ['GET', '/v1/clients/{clientId}/access'],
    ['GET', '/v1/ledger'],
    ['POST', '/v1/exports'],
    ['GET', '/v1/exports/{exportId}/practice'],
    ['GET', '/v1/exports/{exportId}/access/{clientId}'],
  ]),
  ...answeredBy('records-api', [
    ['GET', '/v1/templates'],
    ['GET', '/v1/custodial-accesses'],
    ['POST', '/v1/custodial-accesses'],
    ['GET', '/v1/custodial-accesses/{accessId}'],
    ['GET', '/v1/members/{memberId}/hand-over'],
    ['POST', '/v1/members/{memberId}/hand-over'],
    ['GET', '/v1/clients'],
    ['POST', '/v1/clients'],
    ['GET', '/v1/clients/{clientId}'],
    ['PUT', '/v1/clients/{clientId}'],
    ['PUT', '/v1/clients/{clientId}/care-team'],
    ['GET', '/v1/clients/{clientId}/ledger'],
    ['GET', '/v1/clients/{clientId}/sessions'],
    ['POST', '/v1/clients/{clientId}/sessions'],
    ['GET', '/v1/sessions/{sessionId}'],
    ['PUT', '/v1/sessions/{sessionId}'],
    ['POST', '/v1/sessions/{sessionId}/outcome'],
    ['POST', '/v1/groups'],
    ['GET', '/v1/groups/{groupId}'],
    ['PUT', '/v1/groups/{groupId}/shared-part'],
    ['GET', '/v1/clients/{clientId}/diagnoses'],
    ['POST', '/v1/clients/{clientId}/diagnoses'],
    ['PUT', '/v1/diagnoses/{diagnosisId}'],
    ['GET', '/v1/clients/{clientId}/measures'],
    ['POST', '/v1/clients/{clientId}/measures'],
    ['POST', '/v1/measures/{measureId}/correction'],
    ['GET', '/v1/clients/{clientId}/plans'],
    ['POST', '/v1/clients/{clientId}/plans'],
    ['GET', '/v1/plans/{planId}'],
    ['PUT', '/v1/plans/{planId}/draft'],
    ['POST', '/v1/plans/{planId}/signature'],
    ['POST', '/v1/plans/{planId}/end'],
    ['GET', '/v1/clients/{clientId}/notes'],
    ['POST', '/v1/clients/{clientId}/notes'],
    ['GET', '/v1/notes/{noteId}'],
    ['GET', '/v1/notes/{noteId}/audit'],
    ['POST', '/v1/clients/{clientId}/preflight'],
    ['PUT', '/v1/notes/{noteId}/draft'],
    ['GET', '/v1/notes/{noteId}/revisions'],
    ['GET', '/v1/notes/{noteId}/revisions/{revision}'],
    ['POST', '/v1/notes/{noteId}/revisions/{revision}/restoration'],
    ['POST', '/v1/notes/{noteId}/signature'],
    ['POST', '/v1/notes/{noteId}/co-signature'],
    ['POST', '/v1/notes/{noteId}/addenda'],
    ['POST', '/v1/notes/{noteId}/attestations'],
    ['POST', '/v1/notes/{noteId}/entered-in-error'],
    ['POST', '/v1/clients/{clientId}/superbills'],
    ['POST', '/v1/clients/{clientId}/letters'],
    ['GET', '/v1/clients/{clientId}/consents'],
    ['POST', '/v1/clients/{clientId}/consents'],
    ['GET', '/v1/consents/{consentId}'],
    ['POST', '/v1/consents/{consentId}/revocation'],
    ['GET', '/v1/clients/{clientId}/accounting'],
    ['POST', '/v1/clients/{clientId}/accounting'],
    ['GET', '/v1/clients/{clientId}/holds'],
    ['POST', '/v1/clients/{clientId}/holds'],
    ['POST', '/v1/holds/{holdId}/lifting'],
    ['GET', '/v1/disposals'],
    ['GET', '/v1/disposals/{clientId}'],
    ['POST', '/v1/disposals/{clientId}/approvals'],
    ['POST', '/v1/disposals/{clientId}/withdrawal'],
    ['GET', '/v1/disposal-register'],
    ['GET', '/v1/keys'],
    ['GET', '/v1/exports/{exportId}/clients'],
    ['GET', '/v1/exports/{exportId}/custody'],
    ['GET', '/v1/exports/{exportId}/destroyed/{clientId}'],
    ['GET', '/v1/clients/{clientId}/export'],
    ['GET', '/v1/groups/{groupId}/export'],
  ]),
  ...answeredBy('process-notes-api', [
    ['GET', '/v1/clients/{clientId}/process-notes'],
    ['POST', '/v1/clients/{clientId}/process-notes'],
    ['GET', '/v1/process-notes/{processNoteId}'],
    ['PUT', '/v1/process-notes/{processNoteId}'],
    ['DELETE', '/v1/process-notes/{processNoteId}'],
  ]),
  ...answeredBy('releases-api', [
    ['GET', '/v1/clients/{clientId}/releases'],
    ['POST', '/v1/clients/{clientId}/releases'],
    ['GET', '/v1/releases/{releaseId}'],
    ['POST', '/v1/releases/{releaseId}/giving'],
    ['POST', '/v1/releases/{releaseId}/revocation'],
    ['GET', '/v1/releases/{releaseId}/links'],
    ['POST', '/v1/releases/{releaseId}/links'],
    ['POST', '/v1/links/{linkId}/revocation'],
  ]),
  ...answeredBy('documents-api', [
    ['GET', '/v1/clients/{clientId}/documents'],
    ['GET', '/v1/documents/{documentId}'],
    ['POST', '/v1/documents/{documentId}/link'],
    ['GET', '/v1/disposals/{clientId}/certificates'],
    ['POST', '/v1/disposals/{clientId}/certificates/{part}/link'],
  ]),
]
