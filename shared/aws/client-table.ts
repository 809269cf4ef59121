import { Client } from '../client/client.ts'
import type { Demographics } from '../client/demographics.ts'
import { DemographicsRecord } from '../client/demographics-record.ts'
import type { Id } from '../id.ts'
import { Refused } from '../refused.ts'
import type { RetentionFacts, RetentionPolicy } from '../retention/policy.ts'
import type { Context } from '../seal/context.ts'
import { contextOf } from '../seal/record-context.ts'
import { bytesOf, type Item, type Key, numberOf, requestOf, toRaw } from './item.ts'
import { clientKeyId, type KeyRing } from './key-ring.ts'
import { retentionPlace } from './retention-index.ts'
import type { Table } from './table.ts'
import type { Write } from './transact.ts'

export const clientPartition = (practiceId: Id, clientId: Id) => `P#${practiceId}#C#${clientId}`

/** A client's chain of ledger events has the name of their partition. */
export const clientChain = clientPartition

export const clientKey = (practiceId: Id, clientId: Id): Key => ({
  pk: clientPartition(practiceId, clientId),
  sk: 'CLIENT',
})

/** What stays of a client whose keys were destroyed: for everybody who asks, there is none. */
export const isTombstone = (item: Item): boolean => item['state'] === 'destroyed'

/** Seals a record for its place, under whichever key the caller has in hand. */
export type Sealer = (record: unknown, context: Context) => Promise<Uint8Array>

/** Clients' files: what is known of them openly, and sealed beside it, who they are. */
export class ClientTable {
  readonly #table: Table
  readonly #keys: KeyRing

  constructor(table: Table, keys: KeyRing) {
    this.#table = table
    this.#keys = keys
  }

  async find(practiceId: Id, clientId: Id): Promise<Client | undefined> {
    return (await this.findWithRequest(practiceId, clientId))?.client
  }

  /** With the fingerprint of the request that opened the file, if it carried an `Idempotency-Key`. */
  async findWithRequest(
    practiceId: Id,
    clientId: Id,
  ): Promise<{ client: Client; request: string | undefined } | undefined> {
    const item = await this.#table.get(clientKey(practiceId, clientId))
    if (!item || isTombstone(item)) return undefined
    return {
      client: Client.parse(item),
      request: requestOf(item),
    }
  }

  /** Who the client is, opened. @throws KeyGone, NotOpened */
  async demographics(practiceId: Id, clientId: Id): Promise<Demographics | undefined> {
    const item = await this.#table.get(demographicsKey(practiceId, clientId))
    return item && (await this.openDemographics({ practiceId, clientId }, item)).demographics
  }

  /** The item as it was read, opened, nonce and all. @throws KeyGone, NotOpened */
  async openDemographics(
    { practiceId, clientId }: Pick<Client, 'practiceId' | 'clientId'>,
    item: Item,
  ): Promise<DemographicsRecord> {
    const context = demographicsContext(practiceId, clientId, numberOf(item, 'revision'))
    const record = await this.#keys.open(clientKeyId(clientId), bytesOf(item, 'sealed'), context)
    return DemographicsRecord.parse(record)
  }

  /** `otherwise` as in a repeated request: `done`. */
  add(client: Client, policy: RetentionPolicy, request: string | undefined): Write {
    const { practiceId, clientId, retention } = client
    return {
      write: this.#table.putNew({
        ...clientKey(practiceId, clientId),
        ...client,
        ...retentionPlace(clientId, policy, retention),
        request,
      }),
      otherwise: () => 'done',
    }
  }

  /**
   * State and care team, at the version that was read; drafts opened meanwhile stay counted.
   *
   * @throws Refused `stale_revision`, `client_not_found`, when its turn comes
   */
  change({ version: read }: Client, after: Client): Write {
    const { practiceId, clientId, state, careTeam, barred, version } = after
    return {
      write: this.#table.updateFrom(clientKey(practiceId, clientId), read, {
        state,
        careTeam,
        barred,
        version,
      }),
      otherwise: (standing) => {
        throw gone(standing, clientId) ?? new Refused('stale_revision', [clientId])
      },
    }
  }

  /**
   * State, and facts with their place in the index: another birth date may move the earliest disposal,
   * and a policy that changed takes effect.
   *
   * @param overtaken throws where the client was served since
   * @throws as `change`
   */
  changeFacts(
    { version: read, retention: known }: Client,
    after: Client,
    policy: RetentionPolicy,
    overtaken: () => never,
  ): Write {
    const { practiceId, clientId, state, retention, version } = after
    return {
      write: this.#table.update(clientKey(practiceId, clientId), {
        set: { state, version, retention, ...retentionPlace(clientId, policy, retention) },
        condition: {
          expression: '#version = :before AND #retention.lastServiceOn = :served',
          values: { ':before': read, ':served': known.lastServiceOn },
        },
      }),
      otherwise: (standing) => {
        const refusal = gone(standing, clientId)
        if (refusal) throw refusal
        if (standing?.['version'] === read) return overtaken()
        throw new Refused('stale_revision', [clientId])
      },
    }
  }

  /**
   * A service on a later day than any that was read. Two at once end at the later of both: whoever
   * comes second finds it moved. Holds to an open record too, unless it was closed already.
   *
   * @param overtaken throws where the record was closed, the client served on a later day, or their
   * birth year changed since
   * @throws Refused `client_not_found`, when its turn comes
   */
  serve(
    { practiceId, clientId, retention: before, state }: Client,
    retention: RetentionFacts,
    policy: RetentionPolicy,
    overtaken: () => never,
  ): Write {
    const open = state === 'active'
    return {
      write: this.#table.update(clientKey(practiceId, clientId), {
        set: { retention, ...retentionPlace(clientId, policy, retention) },
        condition: {
          expression: [
            '#retention.lastServiceOn < :day AND #retention.birthYear = :born',
            ...(open ? ['#state = :active'] : []),
          ].join(' AND '),
          ...(open && { names: { '#state': 'state' } }),
          values: {
            ':day': retention.lastServiceOn,
            ':born': before.birthYear,
            ...(open && { ':active': 'active' }),
          },
        },
      }),
      otherwise: (standing) => {
        const refusal = gone(standing, clientId)
        if (refusal) throw refusal
        return overtaken()
      },
    }
  }

  /**
   * One hold more, or one less, than were read. Whatever is to be destroyed of a record is destroyed in
   * a transaction that finds none.
   *
   * @param overtaken throws: there are others by now
   * @throws Refused `client_not_found`, when its turn comes
   */
  countHolds(
    { practiceId, clientId, holds }: Pick<Client, 'practiceId' | 'clientId' | 'holds'>,
    change: 1 | -1,
    overtaken: () => never,
  ): Write {
    return {
      write: {
        Update: {
          TableName: this.#table.name,
          Key: toRaw({ ...clientKey(practiceId, clientId) }),
          UpdateExpression: 'SET holds = holds + :change',
          ConditionExpression: 'holds = :read',
          ExpressionAttributeValues: toRaw({ ':change': change, ':read': holds }),
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        },
      },
      otherwise: (standing) => {
        const refusal = gone(standing, clientId)
        if (refusal) throw refusal
        return overtaken()
      },
    }
  }

  /**
   * Holds an approval to the client that was read: nothing on hold, no draft open, nobody served or
   * changed since.
   *
   * @param overtaken throws where that is no longer so
   */
  stillToDestroy(client: Client, overtaken: () => never): Write {
    const { practiceId, clientId, version, retention } = client
    return {
      write: this.#table.check(
        clientKey(practiceId, clientId),
        [
          '#version = :version AND #holds = :none AND #openDrafts = :none',
          '#retention.lastServiceOn = :day AND #retention.birthYear = :born',
        ].join(' AND '),
        {
          '#version': 'version',
          '#holds': 'holds',
          '#openDrafts': 'openDrafts',
          '#retention': 'retention',
        },
        {
          ':version': version,
          ':none': 0,
          ':day': retention.lastServiceOn,
          ':born': retention.birthYear,
        },
      ),
      otherwise: overtaken,
    }
  }

  /** Holds a transaction to a client whose record is open: `client_closed`, `client_not_found`. */
  stillActive(practiceId: Id, clientId: Id): Write {
    return {
      write: this.#table.check(
        clientKey(practiceId, clientId),
        '#state = :active',
        { '#state': 'state' },
        { ':active': 'active' },
      ),
      otherwise: (standing) => {
        throw gone(standing, clientId) ?? new Refused('client_closed', [clientId])
      },
    }
  }

  /** Sealed for the client's version that it belongs to. */
  async putDemographics(
    client: Pick<Client, 'practiceId' | 'clientId' | 'version'>,
    record: DemographicsRecord,
    seal: Sealer,
  ): Promise<Write> {
    const { practiceId, clientId, version } = client
    const sealed = await seal(record, demographicsContext(practiceId, clientId, version))
    return {
      write: this.#table.put({
        ...demographicsKey(practiceId, clientId),
        revision: version,
        sealed,
      }),
    }
  }
}

/** Destroyed between a deed's read and its write. */
const gone = (standing: Item | undefined, clientId: Id): Refused | undefined =>
  !standing || isTombstone(standing) ? new Refused('client_not_found', [clientId]) : undefined

const demographicsKey = (practiceId: Id, clientId: Id): Key => ({
  pk: clientPartition(practiceId, clientId),
  sk: 'DEMO',
})

const demographicsContext = (practiceId: Id, clientId: Id, revision: number) =>
  contextOf({ practiceId, clientId, kind: 'demographics', id: clientId, revision })
