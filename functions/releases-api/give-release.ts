import { giveReleaseOperation } from '../../shared/api/releases.ts'
import { clientChain } from '../../shared/aws/client-table.ts'
import type { FoundDocument } from '../../shared/aws/document-reader.ts'
import { restartRetention } from '../../shared/aws/restart-retention.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import { type ClientThingId, type Id, partsOf } from '../../shared/id.ts'
import { commit, committedPart, newNonce } from '../../shared/ledger/commitment.ts'
import { insistOnFreshSignIn } from '../../shared/note/fresh-sign-in.ts'
import { Refused } from '../../shared/refused.ts'
import { releaseActionOf } from '../../shared/release/action-of.ts'
import { giveRelease as given } from '../../shared/release/give-release.ts'
import { leavingRules } from '../../shared/release/leaving-rules.ts'
import { leavesBy } from '../../shared/release/may-leave.ts'
import type { GivenRecord } from '../../shared/release/release.ts'
import { reminderOf } from '../../shared/release/reminder.ts'
import { overtaken, unlessOvertaken } from '../../shared/unless-overtaken.ts'
import { circumstancesOf, foundDocuments, insistItMayLeave, readAround } from './circumstances.ts'
import type { ReleasesContext } from './context.ts'
import { reachRelease } from './reach-release.ts'
import { releaseView } from './release-view.ts'

/**
 * `POST /v1/releases/{releaseId}/giving`. What it leaves by is held to in the write in which it
 * leaves: a consent that is revoked at the same moment is revoked before, or after.
 */
export const giveRelease = (context: ReleasesContext) =>
  endpoint(
    giveReleaseOperation,
    ({ path: { releaseId }, caller, ifMatch }) =>
      unlessOvertaken(async () => {
        const { practiceId, member } = caller
        const { clientId } = partsOf(releaseId)
        const chain = clientChain(practiceId, clientId)
        const [found, client, head, stored, read] = await reachRelease(
          context,
          caller,
          releaseId,
          releaseActionOf,
          () => context.ledger.head(chain),
          () => context.disposals.find(practiceId, clientId),
          () => readAround(context, practiceId, clientId),
        )
        const at = context.now()
        insistOnFreshSignIn(caller.authTime, at)
        const { words } = found
        const before = given(found.release, { memberId: member.memberId, at, version: ifMatch })
        const isMade = words.contents.of !== 'documents'
        if (isMade) await insistNotesStand(context, practiceId, releaseId)
        const chosen = isMade ? [] : before.documents
        const circumstances = circumstancesOf(chosen, { now: at, ...read })
        insistItMayLeave(words, circumstances, '')
        const release = { ...before, consents: leavesBy(words, circumstances) }
        const record: GivenRecord = {
          form: 'noteseal/release-given/1',
          releaseId,
          documents: foundDocuments(before.documents, read.documents).map(hashOf),
          reminder: reminderOf(words, circumstances.part2Program),
          nonce: newNonce(),
        }
        const restarted = restartRetention(
          context,
          {
            by: { practiceId, actorId: member.memberId, at },
            client,
            stored,
            policy: read.settings.retention,
            day: circumstances.today,
          },
          overtaken,
        )
        const writes = [
          await context.releases.give(practiceId, release, record, () => {
            throw new Refused('stale_revision', [releaseId])
          }),
          ...release.consents.map((each) => context.consents.stillRecorded(practiceId, each)),
          ...restarted.writes,
        ]
        const event = {
          chain,
          type: 'release_given' as const,
          actorId: member.memberId,
          at,
          about: { releaseId, version: String(release.version) },
          commitment: commit(record.nonce, committedPart(record)),
        }
        await context.ledger.commit(
          [event, ...restarted.events].map((each) => ({ chain, head, event: each })),
          () => writes,
        )
        const view = releaseView({ release, words, given: record, revocation: undefined })
        return reply(200, view, { version: release.version })
      }),
    async ({ path: { releaseId }, caller: { practiceId, member }, ifMatch }) => {
      const found = await context.releases.find(practiceId, releaseId)
      const { release } = found ?? {}
      const theirs =
        release?.state === 'given' &&
        release.version === ifMatch + 1 &&
        release.givenBy === member.memberId
      return found && theirs
        ? reply(200, releaseView(found), { version: release.version })
        : undefined
    },
  )

/**
 * What was made of a note that was entered in error since is not given.
 *
 * @throws Refused `may_not_leave`
 */
async function insistNotesStand(
  { packets, notes }: ReleasesContext,
  practiceId: Id,
  releaseId: ClientThingId,
): Promise<void> {
  const { clientId } = partsOf(releaseId)
  const [found, headers] = await Promise.all([
    packets.find(practiceId, releaseId),
    notes.allHeaders(practiceId, clientId),
  ])
  const shown = found ? (await packets.words(found.packet)).notes : []
  const standing = new Set(
    headers.filter(({ state }) => state === 'signed').map(({ noteId }) => noteId),
  )
  if (shown.every(({ noteId }) => standing.has(noteId))) return
  const rule = 'document-current'
  const { citation, says } = leavingRules[rule]
  throw new Refused(
    'may_not_leave',
    [rule],
    [{ field: '/contents', rule: `${says} (${citation})` }],
  )
}

const hashOf = ({ document: { documentId, sha256 } }: FoundDocument) => ({ documentId, sha256 })
