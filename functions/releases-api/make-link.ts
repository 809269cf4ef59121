import { makeLinkOperation } from '../../shared/api/links.ts'
import { clientChain } from '../../shared/aws/client-table.ts'
import type { OpenedConsent } from '../../shared/aws/consent-table.ts'
import { dayAfter, type Instant, instantAt, plusHours, type Zone } from '../../shared/clock.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import { newId, partsOf } from '../../shared/id.ts'
import { insistOnFreshSignIn } from '../../shared/note/fresh-sign-in.ts'
import { Refused } from '../../shared/refused.ts'
import { releaseActionOf } from '../../shared/release/action-of.ts'
import { type LinkDoor, newToken, type ReleaseLink, tokenHash } from '../../shared/release/link.ts'
import type { Release } from '../../shared/release/release.ts'
import { circumstancesOf, foundDocuments, insistItMayLeave, readAround } from './circumstances.ts'
import type { ReleasesContext } from './context.ts'
import { reachRelease } from './reach-release.ts'

/**
 * `POST /v1/releases/{releaseId}/links`. The token is in this answer and nowhere else, so it cannot be
 * answered twice: whoever lost it makes another, and revokes the first.
 */
export const makeLink = (context: ReleasesContext) =>
  endpoint(makeLinkOperation, async ({ path: { releaseId }, body, caller }) => {
    const { practiceId, member } = caller
    const { clientId } = partsOf(releaseId)
    const chain = clientChain(practiceId, clientId)
    const [found, , head, read] = await reachRelease(
      context,
      caller,
      releaseId,
      releaseActionOf,
      () => context.ledger.head(chain),
      () => readAround(context, practiceId, clientId),
    )
    const at = context.now()
    insistOnFreshSignIn(caller.authTime, at)
    const release = insistItIsGiven(found.release)
    const { settings, consents, documents } = read
    insistItMayLeave(found.words, circumstancesOf(release.documents, { now: at, ...read }), '')

    const token = newToken()
    const link: ReleaseLink = {
      state: 'live',
      linkId: `${clientId}.${newId()}`,
      releaseId,
      clientId,
      madeBy: member.memberId,
      madeAt: at,
      expiresAt: endOf(at, body.days, consents.filter(isOf(release)), settings.zone),
      openings: body.openings,
      version: 1,
    }
    const door: LinkDoor = {
      linkId: link.linkId,
      releaseId,
      practiceId,
      clientId,
      consents: release.consents,
      madeBy: member.memberId,
      practiceName: settings.name,
      zone: settings.zone,
      documents: foundDocuments(release.documents, documents).map(({ document }) => ({
        key: document.key,
        name: partsOf(document.documentId).own,
        bytes: document.bytes,
      })),
      expiresAt: link.expiresAt,
      openings: link.openings,
      opened: 0,
    }
    const writes = [
      context.releases.stillGiven(practiceId, releaseId),
      ...release.consents.map((each) => context.consents.stillRecorded(practiceId, each)),
      ...context.links.make(practiceId, link, door, tokenHash(token)),
    ]
    const event = {
      chain,
      type: 'link_made' as const,
      actorId: member.memberId,
      at,
      about: { releaseId, linkId: link.linkId, version: '1' },
    }
    await context.ledger.commit([{ chain, head, event }], () => writes)
    const path = `/v1/open/${token}`
    return reply(201, { link, opened: 0, path }, { version: link.version, location: path })
  })

/** @throws Refused `release_not_given`, `release_revoked` */
function insistItIsGiven(release: Release): Extract<Release, { state: 'given' }> {
  if (release.state === 'revoked') throw new Refused('release_revoked', [release.releaseId])
  if (release.state !== 'given') throw new Refused('release_not_given', [release.releaseId])
  return release
}

const isOf =
  ({ consents }: Release) =>
  ({ consent }: OpenedConsent) =>
    consents.includes(consent.consentId)

/** A link never outlasts the consent that it rests on: that counts until the end of its last day. */
function endOf(at: Instant, days: number, consents: readonly OpenedConsent[], zone: Zone): Instant {
  const ends = consents.flatMap(({ words: { expiresOn } }) =>
    expiresOn === undefined ? [] : [instantAt(dayAfter(expiresOn), '00:00', zone)],
  )
  return [plusHours(at, days * 24), ...ends].toSorted()[0] ?? at
}
