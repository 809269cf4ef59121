import { Consent, ConsentRecord, RevocationRecord, type WholeConsent } from '../consent/consent.ts'
import { type ClientThingId, type Id, partsOf } from '../id.ts'
import { Refused } from '../refused.ts'
import { contextOf } from '../seal/record-context.ts'
import { clientPartition } from './client-table.ts'
import { bytesOf, type Item, type Key, requestOf } from './item.ts'
import { clientKeyId, type KeyRing } from './key-ring.ts'
import type { Table } from './table.ts'
import type { Write } from './transact.ts'

/** A consent, opened. */
export interface OpenedConsent extends WholeConsent {
  /** Why it was revoked, once it was. */
  readonly revocation: string | undefined
  /** Fingerprint of the request that recorded it, if it carried an `Idempotency-Key`. */
  readonly request: string | undefined
}

const PREFIX = 'CONS#'

export const consentKey = (practiceId: Id, consentId: ClientThingId): Key => {
  const { clientId, own } = partsOf(consentId)
  return { pk: clientPartition(practiceId, clientId), sk: PREFIX + own }
}

/** What clients agreed to. */
export class ConsentTable {
  readonly #table: Table
  readonly #keys: KeyRing

  constructor(table: Table, keys: KeyRing) {
    this.#table = table
    this.#keys = keys
  }

  /** @throws KeyGone, NotOpened */
  async find(practiceId: Id, consentId: ClientThingId): Promise<OpenedConsent | undefined> {
    const item = await this.#table.get(consentKey(practiceId, consentId))
    return item && this.#open(practiceId, item)
  }

  /** All of a client's, the revoked too, the newest first. @throws KeyGone, NotOpened */
  async all(practiceId: Id, clientId: Id): Promise<OpenedConsent[]> {
    const items = await this.#table.all(clientPartition(practiceId, clientId), PREFIX)
    const opened = await Promise.all(items.map((item) => this.#open(practiceId, item)))
    return opened.sort((a, b) => (a.consent.recordedAt < b.consent.recordedAt ? 1 : -1))
  }

  /** A new consent; `done` where it was recorded before. */
  async record(
    practiceId: Id,
    consent: Consent,
    record: ConsentRecord,
    request: string | undefined,
  ): Promise<Write> {
    return {
      write: this.#table.putNew({
        ...consentKey(practiceId, consent.consentId),
        ...consent,
        request,
        sealed: await this.#seal(practiceId, consent, record),
      }),
      otherwise: () => 'done',
    }
  }

  /** As it stood elsewhere. */
  async bringBack(
    practiceId: Id,
    {
      consent,
      recorded,
      revocation,
    }: { consent: Consent; recorded: ConsentRecord; revocation?: RevocationRecord | undefined },
  ): Promise<Write> {
    const [sealed, sealedRevocation] = await Promise.all([
      this.#seal(practiceId, { ...consent, version: 1 }, recorded),
      revocation && this.#seal(practiceId, consent, revocation),
    ])
    const key = consentKey(practiceId, consent.consentId)
    const item = { ...key, ...consent, sealed, sealedRevocation }
    return { write: this.#table.putNew(item), otherwise: () => 'done' }
  }

  /** The reason is sealed beside what was agreed to. */
  async revoke(
    practiceId: Id,
    after: Extract<Consent, { state: 'revoked' }>,
    record: RevocationRecord,
    otherwise: NonNullable<Write['otherwise']>,
  ): Promise<Write> {
    const { consentId, state, revokedAt, revokedBy, version } = after
    return {
      write: this.#table.updateFrom(consentKey(practiceId, consentId), version - 1, {
        state,
        revokedAt,
        revokedBy,
        version,
        sealedRevocation: await this.#seal(practiceId, after, record),
      }),
      otherwise,
    }
  }

  /** Holds a transaction to a consent by which something leaves in it. @throws Refused `may_not_leave` */
  stillRecorded(practiceId: Id, consentId: ClientThingId): Write {
    return {
      write: this.#table.check(
        consentKey(practiceId, consentId),
        '#state = :recorded',
        { '#state': 'state' },
        { ':recorded': 'recorded' },
      ),
      otherwise: () => {
        throw new Refused('may_not_leave', ['consent-not-revoked'])
      },
    }
  }

  /** The item as it was read, opened, nonces and all. @throws KeyGone, NotOpened */
  async openRecords(
    practiceId: Id,
    item: Item,
  ): Promise<{ consent: Consent; recorded: ConsentRecord; revocation?: RevocationRecord }> {
    const consent = Consent.parse(item)
    const { consentId, clientId, version } = consent
    const open = (sealed: Uint8Array, of: number) =>
      this.#keys.open(clientKeyId(clientId), sealed, placeOf(practiceId, consentId, of))
    const [recorded, revocation] = await Promise.all([
      open(bytesOf(item, 'sealed'), 1).then((value) => ConsentRecord.parse(value)),
      consent.state === 'revoked'
        ? open(bytesOf(item, 'sealedRevocation'), version).then((value) =>
            RevocationRecord.parse(value),
          )
        : undefined,
    ])
    return { consent, recorded, ...(revocation && { revocation }) }
  }

  #seal(
    practiceId: Id,
    { consentId, clientId, version }: Pick<Consent, 'consentId' | 'clientId' | 'version'>,
    record: ConsentRecord | RevocationRecord,
  ) {
    return this.#keys.seal(clientKeyId(clientId), record, placeOf(practiceId, consentId, version))
  }

  async #open(practiceId: Id, item: Item): Promise<OpenedConsent> {
    const { consent, recorded, revocation } = await this.openRecords(practiceId, item)
    return {
      consent,
      words: recorded.words,
      revocation: revocation?.reason,
      request: requestOf(item),
    }
  }
}

const placeOf = (practiceId: Id, consentId: ClientThingId, revision: number) => {
  const { clientId } = partsOf(consentId)
  return contextOf({ practiceId, clientId, kind: 'consent', id: consentId, revision })
}
