import { type ClientThingId, type Id, partsOf } from '../id.ts'
import { Refused } from '../refused.ts'
import {
  GivenRecord,
  Release,
  type ReleaseIn,
  ReleaseRecord,
  type WholeRelease,
  WithdrawalRecord,
} from '../release/release.ts'
import { contextOf, type RecordKind } from '../seal/record-context.ts'
import { clientPartition } from './client-table.ts'
import { bytesOf, type Item, type Key, requestOf } from './item.ts'
import { clientKeyId, type KeyRing } from './key-ring.ts'
import type { Table } from './table.ts'
import type { Write } from './transact.ts'

/** A release, opened. */
export interface OpenedRelease extends WholeRelease {
  /** Fingerprint of the request that asked for it, if it carried an `Idempotency-Key`. */
  readonly request: string | undefined
}

/** What was sealed of a release, nonces and all. */
export interface ReleaseRecords {
  readonly release: Release
  readonly asked: ReleaseRecord
  readonly given?: GivenRecord | undefined
  readonly revocation?: WithdrawalRecord | undefined
}

const PREFIX = 'REL#'

export const releaseKey = (practiceId: Id, releaseId: ClientThingId): Key => {
  const { clientId, own } = partsOf(releaseId)
  return { pk: clientPartition(practiceId, clientId), sk: PREFIX + own }
}

/** What left a client's record, or is to leave. */
export class ReleaseTable {
  readonly #table: Table
  readonly #keys: KeyRing

  constructor(table: Table, keys: KeyRing) {
    this.#table = table
    this.#keys = keys
  }

  /** @throws KeyGone, NotOpened */
  async find(practiceId: Id, releaseId: ClientThingId): Promise<OpenedRelease | undefined> {
    const item = await this.#table.get(releaseKey(practiceId, releaseId))
    return item && this.#open(practiceId, item)
  }

  /** All of a client's, the newest first. @throws KeyGone, NotOpened */
  async all(practiceId: Id, clientId: Id): Promise<OpenedRelease[]> {
    const items = await this.#table.all(clientPartition(practiceId, clientId), PREFIX)
    const opened = await Promise.all(items.map((item) => this.#open(practiceId, item)))
    return opened.sort((a, b) => (a.release.askedAt < b.release.askedAt ? 1 : -1))
  }

  /** A new release; `done` where it was asked for before. */
  async ask(
    practiceId: Id,
    release: Release,
    record: ReleaseRecord,
    request: string | undefined,
  ): Promise<Write> {
    return {
      write: this.#table.putNew({
        ...releaseKey(practiceId, release.releaseId),
        ...release,
        request,
        sealed: await this.#seal(practiceId, release, 'release', record),
      }),
      otherwise: () => 'done',
    }
  }

  /** What was given is sealed beside what was asked. */
  async give(
    practiceId: Id,
    after: ReleaseIn<'given'>,
    record: GivenRecord,
    otherwise: NonNullable<Write['otherwise']>,
  ): Promise<Write> {
    const { state, documents, givenBy, givenAt } = after
    const sealedGiven = await this.#seal(practiceId, after, 'release-given', record)
    return this.#change(
      practiceId,
      after,
      { state, documents, givenBy, givenAt, sealedGiven },
      otherwise,
    )
  }

  async revoke(
    practiceId: Id,
    after: ReleaseIn<'revoked'>,
    record: WithdrawalRecord,
    otherwise: NonNullable<Write['otherwise']>,
  ): Promise<Write> {
    const { state, revokedBy, revokedAt } = after
    const sealedRevocation = await this.#seal(practiceId, after, 'release-revocation', record)
    return this.#change(
      practiceId,
      after,
      { state, revokedBy, revokedAt, sealedRevocation },
      otherwise,
    )
  }

  /** Holds a transaction to a release that is given. @throws Refused `release_revoked` */
  stillGiven(practiceId: Id, releaseId: ClientThingId): Write {
    return {
      write: this.#table.check(
        releaseKey(practiceId, releaseId),
        '#state = :given',
        { '#state': 'state' },
        { ':given': 'given' },
      ),
      otherwise: () => {
        throw new Refused('release_revoked', [releaseId])
      },
    }
  }

  /** As it stood elsewhere. */
  async bringBack(
    practiceId: Id,
    { release, asked, given, revocation }: ReleaseRecords,
  ): Promise<Write> {
    const [sealed, sealedGiven, sealedRevocation] = await Promise.all([
      this.#seal(practiceId, release, 'release', asked),
      given && this.#seal(practiceId, release, 'release-given', given),
      revocation && this.#seal(practiceId, release, 'release-revocation', revocation),
    ])
    const item = {
      ...releaseKey(practiceId, release.releaseId),
      ...release,
      sealed,
      sealedGiven,
      sealedRevocation,
    }
    return { write: this.#table.putNew(item), otherwise: () => 'done' }
  }

  /** The item as it was read, opened. @throws KeyGone, NotOpened */
  async openRecords(practiceId: Id, item: Item): Promise<ReleaseRecords> {
    const release = Release.parse(item)
    const { releaseId, clientId } = release
    const open = async (name: string, kind: RecordKind) =>
      item[name] === undefined
        ? undefined
        : await this.#keys.open(
            clientKeyId(clientId),
            bytesOf(item, name),
            placeOf(practiceId, releaseId, kind),
          )
    const [asked, given, revocation] = await Promise.all([
      open('sealed', 'release'),
      open('sealedGiven', 'release-given'),
      open('sealedRevocation', 'release-revocation'),
    ])
    return {
      release,
      asked: ReleaseRecord.parse(asked),
      ...(given !== undefined && { given: GivenRecord.parse(given) }),
      ...(revocation !== undefined && { revocation: WithdrawalRecord.parse(revocation) }),
    }
  }

  #change(
    practiceId: Id,
    { releaseId, version }: Release,
    set: Item,
    otherwise: NonNullable<Write['otherwise']>,
  ): Write {
    return {
      write: this.#table.updateFrom(releaseKey(practiceId, releaseId), version - 1, {
        ...set,
        version,
      }),
      otherwise,
    }
  }

  #seal(
    practiceId: Id,
    { releaseId, clientId }: Release,
    kind: RecordKind,
    record: ReleaseRecord | GivenRecord | WithdrawalRecord,
  ) {
    return this.#keys.seal(clientKeyId(clientId), record, placeOf(practiceId, releaseId, kind))
  }

  async #open(practiceId: Id, item: Item): Promise<OpenedRelease> {
    const { release, asked, given, revocation } = await this.openRecords(practiceId, item)
    return {
      release,
      words: asked.words,
      given,
      revocation: revocation?.reason,
      request: requestOf(item),
    }
  }
}

/** Each part is written once, so none has a revision. */
const placeOf = (practiceId: Id, releaseId: ClientThingId, kind: RecordKind) => {
  const { clientId } = partsOf(releaseId)
  return contextOf({ practiceId, clientId, kind, id: releaseId })
}
