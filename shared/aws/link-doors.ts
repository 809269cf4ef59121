import type { Instant } from '../clock.ts'
import { LinkDoor } from '../release/link.ts'
import { consentKey } from './consent-table.ts'
import { type Key, toRaw } from './item.ts'
import { doorKey, linkKey } from './link-keys.ts'
import { releaseKey } from './release-table.ts'
import type { Table } from './table.ts'
import type { Write } from './transact.ts'

/** Something that an opening rests on is no longer so. */
class Shut extends Error {
  override readonly name = 'Shut'
}

const shut = (): never => {
  throw new Shut()
}

/** Links as they are opened: by their tokens, counted, and held to what they lead to. */
export class LinkDoors {
  readonly #table: Table

  constructor(table: Table) {
    this.#table = table
  }

  async find(hash: string): Promise<LinkDoor | undefined> {
    const item = await this.#table.get(doorKey(hash))
    return item && LinkDoor.parse(item)
  }

  /** Whether it could be opened now. */
  async isOpen(door: LinkDoor, now: Instant): Promise<boolean> {
    if (door.expiresAt <= now || door.opened >= door.openings) return false
    return this.#unlessShut(this.#holds(door))
  }

  /**
   * Opens it once: counted, and noted down, in the write that holds it to its time, to its number of
   * openings, and to link, release and consents as they stand. Two at once count two.
   */
  open(hash: string, door: LinkDoor, now: Instant, noted: Write): Promise<boolean> {
    const count: Write = {
      write: {
        Update: {
          TableName: this.#table.name,
          Key: toRaw({ ...doorKey(hash) }),
          UpdateExpression: 'SET opened = opened + :one',
          ConditionExpression: 'opened < openings AND expiresAt > :now',
          ExpressionAttributeValues: toRaw({ ':one': 1, ':now': now }),
        },
      },
      otherwise: shut,
    }
    return this.#unlessShut([count, ...this.#holds(door), noted])
  }

  #holds({ practiceId, linkId, releaseId, consents }: LinkDoor): Write[] {
    const is = (key: Key, state: string): Write => ({
      write: this.#table.check(key, '#state = :state', { '#state': 'state' }, { ':state': state }),
      otherwise: shut,
    })
    return [
      is(linkKey(practiceId, linkId), 'live'),
      is(releaseKey(practiceId, releaseId), 'given'),
      ...consents.map((each) => is(consentKey(practiceId, each), 'recorded')),
    ]
  }

  async #unlessShut(writes: readonly Write[]): Promise<boolean> {
    try {
      await this.#table.commit(writes)
      return true
    } catch (error) {
      if (error instanceof Shut) return false
      throw error
    }
  }
}
