import { decide, factsOf } from '../../shared/access/decide.ts'
import { approveDisposalOperation } from '../../shared/api/retention.ts'
import { clientChain } from '../../shared/aws/client-table.ts'
import { disposalApproved } from '../../shared/aws/disposal-events.ts'
import { directoryKeyId, registerKeyId } from '../../shared/aws/key-ring.ts'
import type { SealedEntry } from '../../shared/aws/register-table.ts'
import type { Client } from '../../shared/client/client.ts'
import { fullName } from '../../shared/client/demographics.ts'
import type { DirectoryEntry } from '../../shared/client/directory-entry.ts'
import { localDate } from '../../shared/clock.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import { memberCard } from '../../shared/member/member-card.ts'
import { Refused } from '../../shared/refused.ts'
import { approveDisposal as approved } from '../../shared/retention/approve-disposal.ts'
import type { Disposal, DisposalIn } from '../../shared/retention/disposal.ts'
import { firstServiceOn } from '../../shared/retention/first-service.ts'
import { isPending } from '../../shared/retention/propose-disposal.ts'
import type { SessionHeader } from '../../shared/session/session.ts'
import { overtaken, unlessOvertaken } from '../../shared/unless-overtaken.ts'
import type { RecordsContext } from './context.ts'
import { disposalView } from './disposal-view.ts'
import { reachDisposal } from './reach-disposal.ts'
import { standingDisposal } from './standing-disposal.ts'

/**
 * `POST /v1/disposals/{clientId}/approvals`, after a fresh sign-in. The transaction finds the client
 * as they were read: on no hold, with no open draft, not served since. The second approval also seals
 * what the register will say, while there still is somebody to name.
 */
export const approveDisposal = (records: RecordsContext) =>
  endpoint(
    approveDisposalOperation,
    ({ path: { clientId }, caller, ifMatch }) =>
      unlessOvertaken(async () => {
        const { practiceId, member, authTime } = caller
        const { memberId } = member
        const chain = clientChain(practiceId, clientId)
        records.keys.warm(directoryKeyId(practiceId))
        records.keys.warm(registerKeyId(practiceId))
        const { stored, client, read } = await reachDisposal(
          records,
          caller,
          { clientId, action: 'disposal.approve' },
          records.practice.settings(practiceId),
          records.ledger.head(chain),
          records.directory.find(practiceId, clientId),
        )
        const [{ retention, zone }, head, listed] = read
        const { disposal: before } = stored
        if (!client || !listed) throw new Refused('disposal_not_proposed', [clientId])
        const given = await approvalGiven(records, before, client)
        const at = records.now()
        const disposal = approved(given.disposal, client, retention, {
          memberId,
          authTime,
          at,
          version: ifMatch,
          today: localDate(at, zone),
        })
        const entry = await records.directory.open(practiceId, listed)
        const registered =
          disposal.state === 'approved'
            ? await register(records, disposal, entry, {
                headers: given.headers,
                openedAt: client.openedAt,
                zone,
              })
            : undefined
        const event = disposalApproved({ practiceId, actorId: memberId, at }, disposal)
        await records.ledger.commit([{ chain, head, event }], () => [
          records.disposals.change(before, disposal, overtaken, registered?.bytes),
          records.clients.stillToDestroy(client, overtaken),
          ...(registered?.writes ?? []),
        ])
        const view = await disposalView(records, disposal, { client, listed })
        return reply(200, view, { version: disposal.version })
      }),
    ({ path: { clientId }, caller, ifMatch }) =>
      standingDisposal(
        records,
        caller,
        { clientId, version: ifMatch + 1 },
        // Of a record destroyed meanwhile the version is as high, and it is no answer to an approval.
        (standing) =>
          isPending(standing) && standing.approvals.at(-1)?.memberId === caller.member.memberId,
      ),
  )

/**
 * What a second approval rests on. The first one counts as long as whoever gave it may give it: of
 * somebody who left since, lost the role or is barred by now it is no yes, and this one is the first.
 */
async function approvalGiven(
  { practice, sessions }: RecordsContext,
  disposal: Disposal,
  client: Client,
): Promise<{ disposal: Disposal; headers: readonly SessionHeader[] }> {
  const [first] = disposal.state === 'proposed' ? disposal.approvals : []
  if (disposal.state !== 'proposed' || !first) return { disposal, headers: [] }
  const { practiceId, clientId } = client
  const [giver, headers] = await Promise.all([
    practice.member(practiceId, first.memberId),
    sessions.headers(practiceId, clientId),
  ])
  const card = giver && memberCard(practiceId, giver, [])
  const stands = card && decide(card, 'disposal.approve', factsOf(card, client)).allowed
  return { disposal: stands ? disposal : { ...disposal, approvals: [] }, headers }
}

/** What the register will say of the record, sealed under the practice's own key. */
async function register(
  { register }: RecordsContext,
  { practiceId, clientId, rule, facts, approvals: [, second] }: DisposalIn<'approved'>,
  { name, birthDate }: DirectoryEntry,
  {
    headers,
    openedAt,
    zone,
  }: { headers: readonly SessionHeader[]; openedAt: string; zone: string },
): Promise<SealedEntry> {
  return register.seal(practiceId, {
    form: 'noteseal/register-entry/1',
    clientId,
    name: fullName(name),
    birthDate,
    firstServiceOn: firstServiceOn(headers, zone) ?? localDate(openedAt, zone),
    lastServiceOn: facts.lastServiceOn,
    rule,
    approvedAt: second.at,
  })
}
