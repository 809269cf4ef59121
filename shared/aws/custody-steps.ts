import type { Clock, Instant } from '../clock.ts'
import type { CustodialAccess } from '../custody/custodial-access.ts'
import type { Id } from '../id.ts'
import type { Member } from '../member/member.ts'
import { Refused } from '../refused.ts'
import { accessKey } from './custody-items.ts'
import type { LedgerTable } from './ledger-table.ts'
import { cardWrites } from './member-cards.ts'
import { custodyRecorded, practiceChain } from './practice-events.ts'
import type { Table } from './table.ts'
import { onWholeRoster, readRoster, rosterMoves } from './whole-roster.ts'

/** Told how an access stands, and who works here; undefined: there is nothing to do. */
type Step = (
  access: CustodialAccess,
  members: readonly Member[],
  now: Instant,
) => CustodialAccess | undefined

/**
 * Approving and ending custodial accesses. Both change what somebody may do, so both change that
 * member's card, and are decided on the whole roster as every change of a card is.
 */
export class CustodySteps {
  readonly #records: Table
  readonly #copies: Table
  readonly #ledger: LedgerTable
  readonly #now: Clock

  constructor(records: Table, copies: Table, ledger: LedgerTable, now: Clock) {
    this.#records = records
    this.#copies = copies
    this.#ledger = ledger
    this.#now = now
  }

  /**
   * Access, card and ledger event in one transaction.
   *
   * @returns the access as it stands afterwards
   * @throws what `step` refuses; Refused `custodial_access_not_found`, `too_busy`
   */
  change(practiceId: Id, actorId: Id, accessId: Id, step: Step): Promise<CustodialAccess> {
    return onWholeRoster(async (moved) => {
      const [roster, head] = await Promise.all([
        readRoster(this.#records, practiceId),
        this.#ledger.head(practiceChain(practiceId)),
      ])
      const before = roster.accesses.find((each) => each.accessId === accessId)
      if (!before) throw new Refused('custodial_access_not_found', [accessId])
      const at = this.#now()
      const after = step(before, roster.members, at)
      if (!after) return before

      const event = custodyRecorded({ practiceId, actorId, at }, after)
      await this.#ledger.commit([{ chain: practiceChain(practiceId), head, event }], () => [
        {
          // What was said in asking stays as it was sealed.
          write: this.#records.updateFrom(accessKey(practiceId, accessId), before.version, after),
          otherwise: moved,
        },
        { write: rosterMoves(this.#records, practiceId, roster.version), otherwise: moved },
        ...cardWrites(this.#records, this.#copies, {
          practiceId,
          issuer: roster.issuer,
          before: roster.members,
          after: roster.members,
          custody: {
            before: roster.accesses,
            after: roster.accesses.map((each) => (each === before ? after : each)),
            at,
          },
        }),
      ])
      return after
    })
  }
}
