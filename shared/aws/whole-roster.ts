import type { TransactWriteItem } from '@aws-sdk/client-dynamodb'
import type { CustodialAccess } from '../custody/custodial-access.ts'
import type { Id } from '../id.ts'
import type { Member } from '../member/member.ts'
import { Refused } from '../refused.ts'
import { accessesOf } from './custody-items.ts'
import { numberOf, textOf } from './item.ts'
import { membersOf } from './member-reader.ts'
import type { Table } from './table.ts'

/**
 * What holds a practice's members together. Every change of a card moves its version, so that what
 * concerns several members (the last admin, circles of supervision, who supervises whom, who stands
 * in for whom) is decided on a state that is still true when the change is written.
 */
export const rosterKey = (practiceId: Id) => ({ pk: `P#${practiceId}`, sk: 'ROSTER' })

export interface Roster {
  readonly version: number
  /** Whose tokens the members' subjects are of. */
  readonly issuer: string
  readonly members: readonly Member[]
  readonly accesses: readonly CustodialAccess[]
}

/** The version comes first: members and accesses read after it are at least as new as it says. */
export async function readRoster(records: Table, practiceId: Id): Promise<Roster> {
  const item = await records.get(rosterKey(practiceId))
  if (!item) throw new Error('a practice without a roster')
  const [members, accesses] = await Promise.all([
    membersOf(records, practiceId),
    accessesOf(records, practiceId),
  ])
  return { version: numberOf(item, 'version'), issuer: textOf(item, 'issuer'), members, accesses }
}

/** Moves the roster on from the version that was read, if nobody did meanwhile. */
export const rosterMoves = (records: Table, practiceId: Id, version: number): TransactWriteItem =>
  records.updateFrom(rosterKey(practiceId), version, { version: version + 1 })

/** A card was changed meanwhile: everything is read and decided again. */
class RosterMoved extends Error {
  override readonly name = 'RosterMoved'
}

const ATTEMPTS = 6

/**
 * Does something that is decided on the whole roster, and does it again where the roster moved.
 *
 * @param deed told what to throw then, as a write's `otherwise`
 * @throws Refused `too_busy` where it moved every time
 */
export async function onWholeRoster<T>(deed: (moved: () => never) => Promise<T>): Promise<T> {
  const moved = (): never => {
    throw new RosterMoved()
  }
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    try {
      return await deed(moved)
    } catch (error) {
      if (!(error instanceof RosterMoved)) throw error
    }
  }
  throw new Refused('too_busy')
}
