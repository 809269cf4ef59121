import { createHash } from 'node:crypto'
import type { Claims } from '../access/caller.ts'
import type { Instant } from '../clock.ts'
import { isInForce } from '../custody/custodial-access.ts'
import { MemberCard } from '../member/member.ts'
import { Refused } from '../refused.ts'
import type { Item } from './item.ts'
import type { Table } from './table.ts'

/** A member who leaves is refused within this time: as long as a card may be remembered. */
const CARD_LIFETIME_MS = 60_000

/** Where the card of a token's subject lies. The subject itself is not kept. */
export const cardKey = (issuer: string, subject: string) => ({
  pk: `SUB#${createHash('sha256')
    .update(JSON.stringify([issuer, subject]))
    .digest('hex')}`,
  sk: 'MEMBER',
})

/**
 * Finds the member a token belongs to: one read, remembered for a minute at most.
 *
 * @throws Refused `not_a_member`, `member_inactive`
 */
export function memberFinder(table: Table, now: () => number = Date.now) {
  const known = new Map<string, { card: MemberCard; until: number }>()
  return async (claims: Claims) => {
    const key = cardKey(claims.iss, claims.sub)
    const remembered = known.get(key.pk)
    // From before the read: a card that changed while it was read is not remembered for longer.
    const asked = now()
    const card =
      remembered && remembered.until > asked ? remembered.card : cardOf(await table.get(key))
    if (card !== remembered?.card) known.set(key.pk, { card, until: asked + CARD_LIFETIME_MS })
    if (card.state !== 'active') throw new Refused('member_inactive', [card.memberId])
    return {
      member: standingAt(card, new Date(asked).toISOString()),
      practiceId: card.practiceId,
      authTime: Number(claims.auth_time ?? 0),
    }
  }
}

/** The clock ends a custodial access, whenever the card was read: no deed sees one that is over. */
function standingAt(card: MemberCard, now: Instant): MemberCard {
  if (!card.custody) return card
  return { ...card, custody: card.custody.filter((held) => isInForce(held, now)) }
}

function cardOf(item: Item | undefined): MemberCard {
  if (!item) throw new Refused('not_a_member')
  return MemberCard.parse(item['card'])
}
