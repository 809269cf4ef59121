import type { Instant } from '../clock.ts'
import { type ClientThingId, type Id, partsOf } from '../id.ts'
import { LinkDoor, ReleaseLink } from '../release/link.ts'
import { clientPartition } from './client-table.ts'
import { type Item, textOf } from './item.ts'
import { doorKey, LINK_PREFIX, linkKey } from './link-keys.ts'
import type { Table } from './table.ts'
import type { Write } from './transact.ts'

/** A link, and how often it was opened; unknown once its door is gone. */
export interface KeptLink {
  readonly link: ReleaseLink
  readonly opened: number | undefined
}

/** Links to what was given, as the practice sees them. Ids and times alone: nothing here is sealed. */
export class LinkTable {
  readonly #table: Table

  constructor(table: Table) {
    this.#table = table
  }

  async find(practiceId: Id, linkId: ClientThingId): Promise<KeptLink | undefined> {
    const item = await this.#table.get(linkKey(practiceId, linkId))
    return item && this.#kept(item)
  }

  /** Of one release, the newest first. */
  async of(practiceId: Id, releaseId: ClientThingId): Promise<KeptLink[]> {
    const { clientId } = partsOf(releaseId)
    const items = await this.#table.all(clientPartition(practiceId, clientId), LINK_PREFIX)
    const kept = await Promise.all(
      items.filter((item) => item['releaseId'] === releaseId).map((item) => this.#kept(item)),
    )
    return kept.sort((a, b) => (a.link.madeAt < b.link.madeAt ? 1 : -1))
  }

  /** The link, and the door that its token is found by: it goes by itself when its time is over. */
  make(practiceId: Id, link: ReleaseLink, door: LinkDoor, hash: string): Write[] {
    return [
      { write: this.#table.putNew({ ...linkKey(practiceId, link.linkId), ...link, hash }) },
      {
        write: this.#table.putNew({
          ...doorKey(hash),
          ...door,
          expires: secondsOf(door.expiresAt),
        }),
      },
    ]
  }

  /** Its door is held to this whenever somebody comes. */
  revoke(
    practiceId: Id,
    after: Extract<ReleaseLink, { state: 'revoked' }>,
    otherwise: NonNullable<Write['otherwise']>,
  ): Write {
    const { linkId, state, revokedBy, revokedAt, version } = after
    return {
      write: this.#table.updateFrom(linkKey(practiceId, linkId), version - 1, {
        state,
        revokedBy,
        revokedAt,
        version,
      }),
      otherwise,
    }
  }

  async #kept(item: Item): Promise<KeptLink> {
    const door = await this.#table.get(doorKey(textOf(item, 'hash')))
    return { link: ReleaseLink.parse(item), opened: door && LinkDoor.parse(door).opened }
  }
}

const secondsOf = (at: Instant) => Math.ceil(Date.parse(at) / 1000)
