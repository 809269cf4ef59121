import { recordConsentOperation } from '../../shared/api/consents.ts'
import { clientChain } from '../../shared/aws/client-table.ts'
import { clientKeyId } from '../../shared/aws/key-ring.ts'
import { reachClient } from '../../shared/aws/reach-client.ts'
import type { Consent, ConsentRecord } from '../../shared/consent/consent.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { type Reply, reply } from '../../shared/http/reply.ts'
import { type ClientThingId, type Id, idOfRequest } from '../../shared/id.ts'
import { commit, committedPart, newNonce } from '../../shared/ledger/commitment.ts'
import { Refused } from '../../shared/refused.ts'
import { consentView } from './consent-view.ts'
import type { RecordsContext } from './context.ts'

/** `POST /v1/clients/{clientId}/consents`. Also of a client whose record is closed: things are asked for later. */
export const recordConsent = (records: RecordsContext) =>
  endpoint(recordConsentOperation, async ({ path: { clientId }, body, caller, idempotencyKey }) => {
    const { practiceId, member } = caller
    const own = idOfRequest(idempotencyKey, 'consent', practiceId, clientId, member.memberId)
    const consentId = `${clientId}.${own}`
    const chain = clientChain(practiceId, clientId)
    const [, head, before] = await reachClient(
      records,
      caller,
      { clientId, action: 'consent.record' },
      records.ledger.head(chain),
      idempotencyKey ? records.consents.find(practiceId, consentId) : Promise.resolve(undefined),
    )
    const asked = await records.keys.fingerprint(clientKeyId(clientId), body)
    if (before) return repeated(records, practiceId, consentId, asked)

    const at = records.now()
    const consent: Consent = {
      state: 'recorded',
      consentId,
      clientId,
      recordedBy: member.memberId,
      recordedAt: at,
      version: 1,
    }
    const record: ConsentRecord = {
      form: 'noteseal/consent/1',
      consentId,
      words: body,
      nonce: newNonce(),
    }
    const write = await records.consents.record(
      practiceId,
      consent,
      record,
      idempotencyKey && asked,
    )
    const event = {
      chain,
      type: 'consent_recorded' as const,
      actorId: member.memberId,
      at,
      about: { consentId, version: '1' },
      commitment: commit(record.nonce, committedPart(record)),
    }
    const { outcome } = await records.ledger.commit([{ chain, head, event }], () => [write])
    if (outcome === 'done') return repeated(records, practiceId, consentId, asked)
    return reply(
      201,
      { consent, words: body },
      { version: consent.version, location: `/v1/consents/${consentId}` },
    )
  })

/** The consent of the same request as it stands now; another request under its key is refused. */
async function repeated(
  { consents }: RecordsContext,
  practiceId: Id,
  consentId: ClientThingId,
  asked: string,
): Promise<Reply> {
  const standing = await consents.find(practiceId, consentId)
  if (standing?.request !== asked) throw new Refused('idempotency_key_reused')
  return reply(201, consentView(standing), {
    version: standing.consent.version,
    location: `/v1/consents/${consentId}`,
  })
}
