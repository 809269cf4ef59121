import { z } from 'zod'
import { Consent, ConsentWords, RevocationReason } from '../consent/consent.ts'
import { ClientThingId, Id } from '../id.ts'
import { operation } from './operation.ts'

const tag = 'Consents'
const ofClient = z.object({ clientId: Id })
const path = z.object({ consentId: ClientThingId })

/** A consent with what it says, and once it was revoked, why. */
export const ConsentView = z.object({
  consent: Consent,
  words: ConsentWords,
  revocation: z.string().optional(),
})
export type ConsentView = z.infer<typeof ConsentView>

export const listConsentsOperation = operation({
  route: 'GET /v1/clients/{clientId}/consents',
  summary: 'List what a client agreed to',
  description: 'The newest first, the revoked too. Leaves an entry in the client’s access trail.',
  tag,
  path: ofClient,
  status: 200,
  answer: z.object({ consents: z.array(ConsentView) }),
  refusals: ['not_allowed', 'client_not_found'],
})

export const recordConsentOperation = operation({
  route: 'POST /v1/clients/{clientId}/consents',
  summary: 'Record a consent that somebody signed',
  description:
    'As the signed form says: what is missing there stays away here, and whether it is enough is asked when something is to leave by it. It cannot be changed: a new consent is a new one.',
  tag,
  path: ofClient,
  body: ConsentWords,
  status: 201,
  answer: ConsentView,
  idempotent: true,
  example: {
    body: {
      kind: 'disclosure',
      discloser: 'Northside Therapy Group',
      recipient: { name: 'Dr. Mercy Osei, family practice' },
      purpose: 'To coordinate care',
      scope: { sections: ['diagnoses', 'treatment-plans'] },
      signedOn: '2026-03-02',
      signedBy: { by: 'client' },
      expiresOn: '2027-03-01',
    },
  },
  refusals: ['invalid_request', 'not_allowed', 'client_not_found', 'idempotency_key_reused'],
})

export const readConsentOperation = operation({
  route: 'GET /v1/consents/{consentId}',
  summary: 'Read one consent',
  tag,
  path,
  status: 200,
  answer: ConsentView,
  refusals: ['not_allowed', 'consent_not_found'],
})

export const revokeConsentOperation = operation({
  route: 'POST /v1/consents/{consentId}/revocation',
  summary: 'Note that a consent was revoked',
  description:
    'From this moment nothing leaves by it: no release is given, and links that were given out before open nothing.',
  tag,
  path,
  body: z.strictObject({ reason: RevocationReason }),
  status: 200,
  answer: ConsentView,
  ifMatch: true,
  example: { body: { reason: 'The client wrote that she no longer wants it.' } },
  refusals: [
    'invalid_request',
    'not_allowed',
    'consent_not_found',
    'consent_already_revoked',
    'stale_revision',
  ],
})
