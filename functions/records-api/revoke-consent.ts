import { revokeConsentOperation } from '../../shared/api/consents.ts'
import { clientChain } from '../../shared/aws/client-table.ts'
import { reachClient } from '../../shared/aws/reach-client.ts'
import type { RevocationRecord } from '../../shared/consent/consent.ts'
import { revokeConsent as revoked } from '../../shared/consent/revoke-consent.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import { partsOf } from '../../shared/id.ts'
import { commit, committedPart, newNonce } from '../../shared/ledger/commitment.ts'
import { Refused } from '../../shared/refused.ts'
import { consentView } from './consent-view.ts'
import type { RecordsContext } from './context.ts'

/**
 * `POST /v1/consents/{consentId}/revocation`. Whatever leaves by a consent is held to its state in
 * the transaction in which it leaves: nothing besides has to be changed here.
 */
export const revokeConsent = (records: RecordsContext) =>
  endpoint(
    revokeConsentOperation,
    async ({ path: { consentId }, body, caller, ifMatch }) => {
      const { practiceId, member } = caller
      const { clientId } = partsOf(consentId)
      const chain = clientChain(practiceId, clientId)
      const [, found, head] = await reachClient(
        records,
        caller,
        { clientId, action: 'consent.revoke', about: consentId, missing: 'consent_not_found' },
        records.consents.find(practiceId, consentId),
        records.ledger.head(chain),
      )
      if (!found) throw new Refused('consent_not_found', [consentId])
      const at = records.now()
      const consent = revoked(found.consent, { memberId: member.memberId, at, version: ifMatch })
      const record: RevocationRecord = {
        form: 'noteseal/consent-revocation/1',
        consentId,
        revokedAt: at,
        reason: body.reason,
        nonce: newNonce(),
      }
      const write = await records.consents.revoke(practiceId, consent, record, () => {
        throw new Refused('stale_revision', [consentId])
      })
      const event = {
        chain,
        type: 'consent_revoked' as const,
        actorId: member.memberId,
        at,
        about: { consentId, version: String(consent.version) },
        commitment: commit(record.nonce, committedPart(record)),
      }
      await records.ledger.commit([{ chain, head, event }], () => [write])
      const view = { consent, words: found.words, revocation: body.reason }
      return reply(200, view, { version: consent.version })
    },
    async ({ path: { consentId }, body, caller: { practiceId, member }, ifMatch }) => {
      const found = await records.consents.find(practiceId, consentId)
      const { consent } = found ?? {}
      const theirs =
        consent?.state === 'revoked' &&
        consent.version === ifMatch + 1 &&
        consent.revokedBy === member.memberId
      return found && theirs && found.revocation === body.reason
        ? reply(200, consentView(found), { version: consent.version })
        : undefined
    },
  )
