import { revokeReleaseOperation } from '../../shared/api/releases.ts'
import { clientChain } from '../../shared/aws/client-table.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import { partsOf } from '../../shared/id.ts'
import { commit, committedPart, newNonce } from '../../shared/ledger/commitment.ts'
import { Refused } from '../../shared/refused.ts'
import { releaseActionOf } from '../../shared/release/action-of.ts'
import { revokeRelease as revoked } from '../../shared/release/give-release.ts'
import type { WithdrawalRecord } from '../../shared/release/release.ts'
import type { ReleasesContext } from './context.ts'
import { reachRelease } from './reach-release.ts'
import { releaseView } from './release-view.ts'

/** `POST /v1/releases/{releaseId}/revocation`. Links are held to its state when they are opened. */
export const revokeRelease = (context: ReleasesContext) =>
  endpoint(
    revokeReleaseOperation,
    async ({ path: { releaseId }, body, caller, ifMatch }) => {
      const { practiceId, member } = caller
      const { clientId } = partsOf(releaseId)
      const chain = clientChain(practiceId, clientId)
      const [found, , head] = await reachRelease(context, caller, releaseId, releaseActionOf, () =>
        context.ledger.head(chain),
      )
      const at = context.now()
      const release = revoked(found.release, { memberId: member.memberId, at, version: ifMatch })
      const record: WithdrawalRecord = {
        form: 'noteseal/release-revocation/1',
        releaseId,
        reason: body.reason,
        nonce: newNonce(),
      }
      const write = await context.releases.revoke(practiceId, release, record, () => {
        throw new Refused('stale_revision', [releaseId])
      })
      const event = {
        chain,
        type: 'release_revoked' as const,
        actorId: member.memberId,
        at,
        about: { releaseId, version: String(release.version) },
        commitment: commit(record.nonce, committedPart(record)),
      }
      await context.ledger.commit([{ chain, head, event }], () => [write])
      const view = releaseView({ ...found, release, revocation: body.reason })
      return reply(200, view, { version: release.version })
    },
    async ({ path: { releaseId }, body, caller: { practiceId, member }, ifMatch }) => {
      const found = await context.releases.find(practiceId, releaseId)
      const { release } = found ?? {}
      const theirs =
        release?.state === 'revoked' &&
        release.version === ifMatch + 1 &&
        release.revokedBy === member.memberId
      return found && theirs && found.revocation === body.reason
        ? reply(200, releaseView(found), { version: release.version })
        : undefined
    },
  )
