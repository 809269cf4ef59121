import type { Instant } from '../clock.ts'
import { type CustodialAccess, heldBy } from '../custody/custodial-access.ts'
import type { Id } from '../id.ts'
import type { Member, MemberCard } from '../member/member.ts'
import { memberCard } from '../member/member-card.ts'
import { Refused } from '../refused.ts'
import type { Item, Key } from './item.ts'
import { cardKey } from './member-directory.ts'
import type { Table } from './table.ts'
import type { Write } from './transact.ts'

/** A practice's members as they were, as they shall be, and the issuer of their accounts. */
export interface RosterStep {
  readonly practiceId: Id
  readonly issuer: string
  readonly before: readonly Member[]
  readonly after: readonly Member[]
  /** Custodial accesses, of which cards name those in force. */
  readonly custody?: {
    readonly before: readonly CustodialAccess[]
    readonly after: readonly CustodialAccess[]
    readonly at: Instant
  }
}

/**
 * The writes that make the cards fit the members: of the one who changed, of supervisors who gained
 * or lost somebody, of an account that was given up. Each card has a copy in a table of its own,
 * which is all that `process-notes-api` may read of members; it never hears of custodial accesses.
 *
 * @throws Refused `account_in_use`, from the transaction, where the account is somebody else's
 */
export function cardWrites(records: Table, copies: Table, step: RosterStep): Write[] {
  const before = cardsOf(step, 'before')
  const after = cardsOf(step, 'after')
  const taken = (): never => {
    throw new Refused('account_in_use', ['subject'])
  }
  return [
    ...[...after]
      .filter(([pk, item]) => JSON.stringify(before.get(pk)) !== JSON.stringify(item))
      .flatMap(([pk, item]): Write[] => [
        before.has(pk)
          ? { write: records.put(item) }
          : { write: records.putNew(item), otherwise: taken },
        { write: copies.put(withoutCustody(item)) },
      ]),
    ...[...before]
      .filter(([pk]) => !after.has(pk))
      .flatMap(([, item]): Write[] => [
        { write: records.delete(item) },
        { write: copies.delete(item) },
      ]),
  ]
}

type CardItem = Item & Key & { readonly card: MemberCard }

function withoutCustody(item: CardItem): CardItem {
  const { custody: _custody, ...card } = item.card
  return { ...item, card }
}

/** By partition key. Who has no account has no card. */
function cardsOf(
  { practiceId, issuer, custody, ...step }: RosterStep,
  when: 'before' | 'after',
): Map<string, CardItem> {
  const members = step[when]
  return new Map(
    members.flatMap((member): [string, CardItem][] => {
      if (member.subject === undefined) return []
      const key = cardKey(issuer, member.subject)
      const held = custody ? heldBy(custody[when], member.memberId, custody.at) : []
      return [[key.pk, { ...key, card: memberCard(practiceId, member, members, held) }]]
    }),
  )
}
