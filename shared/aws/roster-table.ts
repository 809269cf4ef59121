import { createHash } from 'node:crypto'
import type { Clock } from '../clock.ts'
import type { Id } from '../id.ts'
import { canonical } from '../ledger/canonical.ts'
import { Member } from '../member/member.ts'
import { rosterWith } from '../member/roster.ts'
import { Refused } from '../refused.ts'
import { type Item, type Key, textOf } from './item.ts'
import type { LedgerTable } from './ledger-table.ts'
import { cardWrites } from './member-cards.ts'
import { membersOf } from './member-reader.ts'
import { memberRecorded, practiceChain } from './practice-events.ts'
import { memberKey } from './practice-reader.ts'
import type { Table } from './table.ts'
import type { Write } from './transact.ts'
import { onWholeRoster, readRoster, rosterKey, rosterMoves } from './whole-roster.ts'

/** A member as they shall be; `before` is absent for somebody new. */
export interface MemberStep {
  readonly before?: Member
  readonly after: Member
  /** What was asked for, so that the same `Idempotency-Key` cannot ask for something else. */
  readonly request?: unknown
}

/** The members of a practice, and all that has to change with one of them. */
export class RosterTable {
  readonly #records: Table
  readonly #copies: Table
  readonly #ledger: LedgerTable
  readonly #now: Clock

  /** @param copies what `process-notes-api` reads */
  constructor(records: Table, copies: Table, ledger: LedgerTable, now: Clock) {
    this.#records = records
    this.#copies = copies
    this.#ledger = ledger
    this.#now = now
  }

  members(practiceId: Id): Promise<Member[]> {
    return membersOf(this.#records, practiceId)
  }

  /** As they were written, with the nonces that open the ledger's commitments, and whose tokens count. */
  async stored(practiceId: Id): Promise<{
    issuer: string
    members: readonly { member: Member; nonce: string | undefined }[]
  }> {
    const [roster, items] = await Promise.all([
      this.#records.get(rosterKey(practiceId)),
      this.#records.all(`P#${practiceId}`, 'M#'),
    ])
    if (!roster) throw new Error('a practice without a roster')
    const members = items.map(({ member, nonce }) => ({
      member: member as Member,
      nonce: typeof nonce === 'string' ? nonce : undefined,
    }))
    return { issuer: textOf(roster, 'issuer'), members }
  }

  async member(practiceId: Id, memberId: Id): Promise<Member | undefined> {
    const item = await this.#records.get(memberKey(practiceId, memberId))
    return item && Member.parse(item['member'])
  }

  /**
   * Member, cards, copies and ledger event in one transaction.
   *
   * @param step told the members as they stand; told again when they changed before the write
   * @returns the member as stored, which after a repeated request may have changed since
   * @throws what `step` and `rosterWith` refuse; Refused `stale_revision`, `account_in_use`,
   * `idempotency_key_reused`, `too_busy`
   */
  change(
    practiceId: Id,
    actorId: Id,
    step: (members: readonly Member[]) => MemberStep,
  ): Promise<Member> {
    return onWholeRoster(async (moved) => {
      const [roster, head] = await Promise.all([
        readRoster(this.#records, practiceId),
        this.#ledger.head(practiceChain(practiceId)),
      ])
      const { before, after, request } = step(roster.members)
      const key = memberKey(practiceId, after.memberId)
      const asked = request === undefined ? undefined : digest(request)
      const repeated = () => this.#repeated(key, asked)
      if (!before && roster.members.some(({ memberId }) => memberId === after.memberId))
        return repeated()

      const members = rosterWith(roster.members, after)
      const at = this.#now()
      const { event, nonce } = memberRecorded(
        { practiceId, actorId, at },
        before ? 'member_changed' : 'member_added',
        after,
      )
      const item = { ...key, member: after, version: after.version, nonce, request: asked }
      const writes = [
        before ? this.#replacement(item, before) : this.#addition(item),
        { write: rosterMoves(this.#records, practiceId, roster.version), otherwise: moved },
        ...cardWrites(this.#records, this.#copies, {
          practiceId,
          issuer: roster.issuer,
          before: roster.members,
          after: members,
          custody: { before: roster.accesses, after: roster.accesses, at },
        }),
      ]
      const { outcome } = await this.#ledger.commit(
        [{ chain: practiceChain(practiceId), head, event }],
        () => writes,
      )
      return outcome === 'written' ? after : repeated()
    })
  }

  #replacement(item: Item & Key, before: Member): Write {
    return {
      write: this.#records.replace(item, before.version),
      otherwise: () => {
        throw new Refused('stale_revision', [before.memberId])
      },
    }
  }

  #addition(item: Item & Key): Write {
    return { write: this.#records.putNew(item), otherwise: () => 'done' }
  }

  async #repeated(key: Key, asked: string | undefined): Promise<Member> {
    const item = await this.#records.get(key)
    if (!item || asked === undefined || item['request'] !== asked)
      throw new Refused('idempotency_key_reused')
    return Member.parse(item['member'])
  }
}

const digest = (request: unknown) =>
  createHash('sha256').update(canonical(request)).digest('base64url')
