import type { Instant } from '../clock.ts'
import type { CustodialAccess } from '../custody/custodial-access.ts'
import type { HandOver } from '../custody/hand-over.ts'
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

const custodyTypes = {
  requested: 'custodial_access_requested',
  approved: 'custodial_access_approved',
  ended: 'custodial_access_ended',
} as const

/** A step of a custodial access. An approval says until when it is, and so when it ends by time. */
export function custodyRecorded(
  { practiceId, actorId, at }: Deed,
  access: CustodialAccess,
): EventDraft {
  const { accessId, clinicianId, custodianId, reason, hours, state } = access
  return {
    chain: practiceChain(practiceId),
    type: custodyTypes[state],
    actorId,
    at,
    about: {
      accessId,
      clinicianId,
      custodianId,
      reason,
      ...(state === 'requested' && { hours: String(hours) }),
      ...(state === 'approved' && { until: access.until }),
    },
  }
}

/** Told when it is begun: each client's own chain tells when they were handed over. */
export function handOverRecorded(practiceId: Id, handOver: HandOver): EventDraft {
  const { handOverId, from, to, reason, clients, startedBy, startedAt } = handOver
  return {
    chain: practiceChain(practiceId),
    type: 'caseload_handed_over',
    actorId: startedBy,
    at: startedAt,
    about: {
      handOverId,
      from,
      to,
      reason,
      clients: clients === undefined ? 'all' : String(clients.length),
    },
  }
}
