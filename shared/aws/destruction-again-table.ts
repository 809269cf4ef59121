import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { Instant, LocalDate } from '../clock.ts'
import type { Id } from '../id.ts'
import { type EventDraft, type Head, nextEvent } from '../ledger/event.ts'
import { beginDestruction, keysLapseAt } from '../retention/destroy-disposal.ts'
import type { DisposalIn } from '../retention/disposal.ts'
import type { Tombstone } from '../retention/tombstone.ts'
import { clientChain, clientKey } from './client-table.ts'
import { tombstoneItem } from './client-tombstone.ts'
import { type DestructionTable, ENFORCER, type KeyItem } from './destruction-table.ts'
import { disposalItem, disposalKey, type StoredDisposal } from './disposal-table.ts'
import type { Entry, LedgerTable } from './ledger-table.ts'
import { practiceChain } from './practice-events.ts'
import type { ListedShelf } from './process-shelf.ts'
import { registerKey } from './register-place.ts'
import type { Table } from './table.ts'
import { transact, type Write } from './transact.ts'

/** What destroying somebody again takes, who was destroyed after the tables' second. */
export interface Again {
  readonly tombstone: Tombstone
  /** As the tables know it, if the client is there again. */
  readonly stored: StoredDisposal | undefined
  readonly clientGone: boolean
  /** What the tables lack of what the register says, and of the key that opens it. */
  readonly register: readonly Write[]
  readonly keys: readonly KeyItem[]
  readonly shelves: readonly ListedShelf[]
  /** Undefined where there is no chain, or it has ended. */
  readonly clientHead: Head | undefined
  readonly practiceHead: Head | undefined
  /** Whether the practice's chain tells of it. */
  readonly noted: boolean
  readonly now: Instant
  readonly today: LocalDate
}

/** The point of no return once more, after a restore, by what a tombstone says. */
export class DestructionAgainTable {
  readonly #db: DynamoDBClient
  readonly #records: Table
  readonly #destruction: Pick<DestructionTable, 'namesAway' | 'keysAway'>
  readonly #ledger: LedgerTable

  constructor(
    db: DynamoDBClient,
    records: Table,
    destruction: Pick<DestructionTable, 'namesAway' | 'keysAway'>,
    ledger: LedgerTable,
  ) {
    this.#db = db
    this.#records = records
    this.#destruction = destruction
    this.#ledger = ledger
  }

  /**
   * Keys and names go whatever the tables that were put back know of it.
   * The last event is the very one that had been there, if the chain is as it was before it.
   *
   * @throws Refused `too_busy`
   */
  async commit(again: Again): Promise<void> {
    const { tombstone, clientHead, practiceHead, noted } = again
    const { practiceId, clientId } = tombstone
    const last = clientHead && lastEventAgain(again, clientHead)
    const head = last ? nextEvent(clientHead, last).head : tombstone.chainHead
    const note: EventDraft = {
      chain: practiceChain(practiceId),
      type: 'record_destroyed',
      actorId: ENFORCER,
      at: tombstone.destroyedAt,
      about: { clientId, lastSeq: String(head.seq), lastHash: head.hash },
    }
    const entries: Entry[] = [
      ...(last ? [{ chain: last.chain, head: clientHead, event: last, ends: true as const }] : []),
      ...(noted ? [] : [{ chain: note.chain, head: practiceHead, event: note }]),
    ]
    await this.#ledger.commit(entries, () => this.#writes(again, head))
  }

  /** A tombstone of whose disposal nothing is known: nobody has to look after it. */
  async rest({ practiceId, clientId }: { practiceId: Id; clientId: Id }): Promise<void> {
    const write = this.#records.update(clientKey(practiceId, clientId), {
      remove: ['retentionShard', 'retentionDate'],
      condition: {
        expression: '#state = :destroyed',
        names: { '#state': 'state' },
        values: { ':destroyed': 'destroyed' },
      },
    })
    // No client at all, as where the tables are from before they came.
    await transact(this.#db, [{ write, otherwise: () => 'done' }])
  }

  #writes(
    { tombstone, stored, clientGone, register, keys, shelves, now, today }: Again,
    head: Head,
  ): Write[] {
    const { practiceId, clientId, destroyedAt } = tombstone
    const records = this.#records
    const name = { practiceId, clientId }
    const begun = begunAgain(tombstone, stored, head)
    // Their keys were back for a while: the last backup of those lapses that much later.
    const destroying = begun && { ...begun, keysLapseAt: keysLapseAt(now) }
    const known = stored?.disposal.state === 'approved' ? stored.registerEntry : undefined
    const disposal = destroying
      ? records.put(disposalItem(destroying))
      : records.delete(disposalKey(practiceId, clientId))
    const itself: Write[] = clientGone
      ? []
      : [
          {
            write: records.put(tombstoneItem({ ...name, destroyedAt }, today), {
              expression: '#state <> :destroyed',
              names: { '#state': 'state' },
              values: { ':destroyed': 'destroyed' },
            }),
            // By another run, at the same time.
            otherwise: () => 'done',
          },
          { write: disposal },
        ]
    return [
      ...itself,
      ...(register.length === 0 && known
        ? [
            {
              write: records.put({
                ...registerKey(practiceId, clientId),
                clientId,
                registerEntry: known,
              }),
            },
          ]
        : register),
      ...this.#destruction.namesAway(name).map((write) => ({ write })),
      ...this.#destruction.keysAway(name, keys, shelves),
    ]
  }
}

/** As it had begun, by the tombstone, or by the approval where the tables still have that. */
function begunAgain(
  tombstone: Tombstone,
  stored: StoredDisposal | undefined,
  head: Head,
): DisposalIn<'destroying'> | undefined {
  const { practiceId, clientId, destroyedAt } = tombstone
  if (tombstone.form === 'noteseal/tombstone/2')
    return {
      ...tombstone.disposal,
      state: 'destroying',
      practiceId,
      clientId,
      destroyedAt,
      chainHead: head,
      keysLapseAt: keysLapseAt(destroyedAt),
    }
  return stored?.disposal.state === 'approved'
    ? beginDestruction(stored.disposal, head, destroyedAt)
    : undefined
}

/**
 * Who had approved is said again where the tables know it, and then it may be the very event: the
 * tombstone has its hash. Otherwise another one tells when, and where the chain had ended.
 */
function lastEventAgain({ tombstone, stored, now }: Again, before: Head): EventDraft {
  const { practiceId, clientId, destroyedAt, chainHead } = tombstone
  const last = {
    chain: clientChain(practiceId, clientId),
    type: 'client_destroyed',
    actorId: ENFORCER,
  } as const
  const approved = stored?.disposal.state === 'approved' ? stored.disposal : undefined
  const known = tombstone.form === 'noteseal/tombstone/2' ? tombstone.disposal : approved
  if (known) {
    const [first, second] = known.approvals
    const about = { approvedBy1: first.memberId, approvedBy2: second.memberId }
    const same: EventDraft = { ...last, at: destroyedAt, about }
    if (nextEvent(before, same).head.hash === chainHead.hash) return same
  }
  const about = { destroyedAt, lastSeq: String(chainHead.seq), lastHash: chainHead.hash }
  return { ...last, at: now, about }
}
