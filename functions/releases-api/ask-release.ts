import { askReleaseOperation } from '../../shared/api/releases.ts'
import { clientChain } from '../../shared/aws/client-table.ts'
import { clientKeyId } from '../../shared/aws/key-ring.ts'
import { reachClient } from '../../shared/aws/reach-client.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { type Reply, reply } from '../../shared/http/reply.ts'
import { type ClientThingId, type Id, idOfRequest } from '../../shared/id.ts'
import { commit, committedPart, newNonce } from '../../shared/ledger/commitment.ts'
import { Refused } from '../../shared/refused.ts'
import { releaseActionOf } from '../../shared/release/action-of.ts'
import { leavesBy } from '../../shared/release/may-leave.ts'
import type { Release, ReleaseRecord } from '../../shared/release/release.ts'
import { askPacket } from './ask-packet.ts'
import { circumstancesOf, insistItMayLeave, readAround } from './circumstances.ts'
import type { ReleasesContext } from './context.ts'
import { releaseView } from './release-view.ts'

/**
 * `POST /v1/clients/{clientId}/releases`. Documents that exist have not to be made: it is ready at once.
 * A packet is made volume by volume: the table's stream starts render-document.
 */
export const askRelease = (context: ReleasesContext) =>
  endpoint(
    askReleaseOperation,
    async ({ path: { clientId }, body: words, caller, idempotencyKey }) => {
      const { practiceId, member } = caller
      const own = idOfRequest(idempotencyKey, 'release', practiceId, clientId, member.memberId)
      const releaseId = `${clientId}.${own}`
      const chain = clientChain(practiceId, clientId)
      const [, head, before, read] = await reachClient(
        context,
        caller,
        { clientId, action: releaseActionOf(words.basis.ground) },
        context.ledger.head(chain),
        idempotencyKey ? context.releases.find(practiceId, releaseId) : Promise.resolve(undefined),
        readAround(context, practiceId, clientId),
      )
      const asked = await context.keys.fingerprint(clientKeyId(clientId), words)
      if (before) return repeated(context, practiceId, releaseId, asked)

      const at = context.now()
      const { contents } = words
      const chosen = contents.of === 'documents' ? contents.documents : []
      const circumstances = circumstancesOf(chosen, { now: at, ...read })
      insistItMayLeave(words, circumstances, '/body')
      const begun = {
        releaseId,
        clientId,
        askedBy: member.memberId,
        askedAt: at,
        consents: leavesBy(words, circumstances),
        version: 1,
      }
      const packet =
        contents.of === 'documents'
          ? undefined
          : await askPacket(context, caller, { ...begun, words, ...read })
      const release: Release = packet
        ? { ...begun, state: 'asked', progress: packet.progress }
        : { ...begun, state: 'ready', documents: chosen }
      const record: ReleaseRecord = {
        form: 'noteseal/release/1',
        releaseId,
        words,
        nonce: newNonce(),
      }
      const write = await context.releases.ask(practiceId, release, record, idempotencyKey && asked)
      const event = {
        chain,
        type: 'release_asked' as const,
        actorId: member.memberId,
        at,
        about: { releaseId, version: '1' },
        commitment: commit(record.nonce, committedPart(record)),
      }
      const { outcome } = await context.ledger.commit([{ chain, head, event }], () => [
        write,
        ...(packet ? [packet.write] : []),
      ])
      if (outcome === 'done') return repeated(context, practiceId, releaseId, asked)
      return asking({ release, words })
    },
  )

/** The release of the same request as it stands now; another request under its key is refused. */
async function repeated(
  { releases }: ReleasesContext,
  practiceId: Id,
  releaseId: ClientThingId,
  asked: string,
): Promise<Reply> {
  const standing = await releases.find(practiceId, releaseId)
  if (standing?.request !== asked) throw new Refused('idempotency_key_reused')
  return asking(releaseView(standing))
}

const asking = (view: ReturnType<typeof releaseView>): Reply =>
  reply(201, view, {
    version: view.release.version,
    location: `/v1/releases/${view.release.releaseId}`,
  })
