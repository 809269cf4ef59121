import type { Instant } from '../clock.ts'
import type { Id } from '../id.ts'
import { commit, newNonce } from '../ledger/commitment.ts'
import type { EventDraft } from '../ledger/event.ts'
import type { Member } from '../member/member.ts'
import type { Settings } from '../practice/settings.ts'

/** The chain of what happens to the practice itself: its settings and its members. */
export const practiceChain = (practiceId: Id) => `P#${practiceId}`

export interface Deed {
  readonly practiceId: Id
  readonly actorId: Id
  readonly at: Instant
}

/** An event, and the nonce that opens its commitment: kept beside what the event commits to. */
export interface Recorded {
  readonly event: EventDraft
  readonly nonce: string
}

/** The commitment is to the whole member: name, credentials and licence as they stood from then on. */
export function memberRecorded(
  { practiceId, actorId, at }: Deed,
  type: 'member_added' | 'member_changed',
  member: Member,
): Recorded {
  const nonce = newNonce()
  const { memberId, state, version } = member
  return {
    nonce,
    event: {
      chain: practiceChain(practiceId),
      type,
      actorId,
      at,
      about: {
        memberId,
        state,
        roles: [...member.roles].sort().join('+'),
        version: String(version),
      },
      commitment: commit(nonce, member),
    },
  }
}

export function settingsRecorded({ practiceId, actorId, at }: Deed, settings: Settings): Recorded {
  const nonce = newNonce()
  return {
    nonce,
    event: {
      chain: practiceChain(practiceId),
      type: 'settings_changed',
      actorId,
      at,
      about: { version: String(settings.version) },
      commitment: commit(nonce, settings),
    },
  }
}

/** A chain's first event commits to both that the practice begins with. */
export function foundingRecorded(
  { practiceId, actorId, at }: Deed,
  settings: Settings,
  admin: Member,
): Recorded {
  const nonce = newNonce()
  return {
    nonce,
    event: {
      chain: practiceChain(practiceId),
      type: 'practice_founded',
      actorId,
      at,
      about: { memberId: admin.memberId },
      commitment: commit(nonce, { settings, admin }),
    },
  }
}
