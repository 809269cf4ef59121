import { readConsentOperation } from '../../shared/api/consents.ts'
import { reachClient } from '../../shared/aws/reach-client.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import { partsOf } from '../../shared/id.ts'
import { Refused } from '../../shared/refused.ts'
import { consentView } from './consent-view.ts'
import type { RecordsContext } from './context.ts'

/** `GET /v1/consents/{consentId}`. */
export const readConsent = (records: RecordsContext) =>
  endpoint(readConsentOperation, async ({ path: { consentId }, caller }) => {
    const { clientId } = partsOf(consentId)
    const [, found] = await reachClient(
      records,
      caller,
      { clientId, action: 'consent.read', about: consentId, missing: 'consent_not_found' },
      records.consents.find(caller.practiceId, consentId),
    )
    if (!found) throw new Refused('consent_not_found', [consentId])
    return reply(200, consentView(found), { version: found.consent.version })
  })
