import type { RecordsContext } from './context.ts'
import { listConsents } from './list-consents.ts'
import { readConsent } from './read-consent.ts'
import { recordConsent } from './record-consent.ts'
import { revokeConsent } from './revoke-consent.ts'

export const consentEndpoints = (records: RecordsContext) => [
  listConsents(records),
  recordConsent(records),
  readConsent(records),
  revokeConsent(records),
]
