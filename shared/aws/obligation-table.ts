import { createHash } from 'node:crypto'
import type { Id } from '../id.ts'
import { Obligation } from '../obligation/obligation.ts'
import type { Item, Key } from './item.ts'
import type { Condition, Table } from './table.ts'
import type { Write } from './transact.ts'

/** Partitions of the index `due`: a sweep asks all of them at once. */
export const dueShards = ['DUE#0', 'DUE#1', 'DUE#2', 'DUE#3'] as const

export const workOwner = (practiceId: Id, memberId: Id) => `P#${practiceId}#M#${memberId}`

export const obligationKey = (practiceId: Id, clientId: Id, obligationId: Id): Key => ({
  pk: `P#${practiceId}#C#${clientId}`,
  sk: `O#${obligationId}`,
})

/** What is owed. Open obligations stand in the worklist, and in the sweep's index until the last level. */
export class ObligationTable {
  readonly #table: Table

  constructor(table: Table) {
    this.#table = table
  }

  async find(practiceId: Id, clientId: Id, obligationId: Id): Promise<Obligation | undefined> {
    const item = await this.#table.get(obligationKey(practiceId, clientId, obligationId))
    return item && Obligation.parse(item)
  }

  /** All that is or was owed about a client. */
  async ofClient(practiceId: Id, clientId: Id): Promise<Obligation[]> {
    const items = await this.#table.all(`P#${practiceId}#C#${clientId}`, 'O#')
    return items.map((item) => Obligation.parse(item))
  }

  /** Fails as a fault where there is one already: a thing owes the same writing once. */
  add(practiceId: Id, obligation: Obligation): Write {
    return { write: this.#table.putNew(itemOf(practiceId, obligation)) }
  }

  /**
   * Moves, hands over, closes or reopens an obligation that was read, unless it was flagged or
   * changed meanwhile: then `otherwise` says what that means.
   */
  change(
    practiceId: Id,
    before: Obligation,
    after: Obligation,
    otherwise: NonNullable<Write['otherwise']>,
  ): Write {
    return {
      write: this.#table.put(itemOf(practiceId, after), stillAs(before)),
      otherwise,
    }
  }
}

/** What a sweep, a note that is opened or closed, or a session that moves may have changed. */
const moving = ['state', 'level', 'flagAt', 'dueAt', 'memberId', 'noteId'] as const

function stillAs(before: Obligation): Condition {
  const known = moving.filter((name) => before[name] !== undefined)
  return {
    expression: moving
      .map((name) =>
        known.includes(name) ? `#${name} = :${name}` : `attribute_not_exists(#${name})`,
      )
      .join(' AND '),
    names: Object.fromEntries(moving.map((name) => [`#${name}`, name])),
    values: Object.fromEntries(known.map((name) => [`:${name}`, before[name]])),
  }
}

/** @returns the item with the attributes that put it into the indexes as long as it is open */
export function itemOf(practiceId: Id, obligation: Obligation): Item & Key {
  const { state, flagAt, memberId, dueAt } = obligation
  const open = state === 'open'
  return {
    ...obligationKey(practiceId, obligation.clientId, obligation.obligationId),
    ...obligation,
    practiceId,
    flagAt: open ? flagAt : undefined,
    ...(open && { workOwner: workOwner(practiceId, memberId), workAt: dueAt }),
    ...(open && flagAt !== undefined && { dueShard: shardOf(obligation.obligationId) }),
  }
}

const shardOf = (obligationId: Id) =>
  dueShards[createHash('sha256').update(obligationId).digest().readUInt8() % dueShards.length]
