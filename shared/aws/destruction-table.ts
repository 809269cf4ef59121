import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb'
import type { Client } from '../client/client.ts'
import type { Instant, LocalDate } from '../clock.ts'
import type { Id } from '../id.ts'
import { type EventDraft, type Head, nextEvent } from '../ledger/event.ts'
import { Refused } from '../refused.ts'
import { beginDestruction, surelyBefore } from '../retention/destroy-disposal.ts'
import type { DisposalIn } from '../retention/disposal.ts'
import { careTeamCopyKey } from './care-team-copy.ts'
import { clientChain } from './client-table.ts'
import { tombstoneItem } from './client-tombstone.ts'
import { disposalItem } from './disposal-table.ts'
import { fromRaw, type RawItem, textOf, toRaw } from './item.ts'
import type { LedgerTable } from './ledger-table.ts'
import { practiceChain } from './practice-events.ts'
import {
  ChangeMark,
  changeMarkKey,
  ListedShelf,
  SHELF,
  shelfName,
  shelvesPartition,
} from './process-shelf.ts'
import { registerKey } from './register-place.ts'
import type { Table } from './table.ts'
import { transact, type Write } from './transact.ts'

/** Who is named in the ledger where no person did it but the clock. */
export const ENFORCER = 'enforce-retention'

/** One item of a key store, by its names alone. */
export interface KeyItem {
  readonly id: string
  readonly type: string
}

/** What the destruction of a client's keys takes, as it was read at once. */
export interface Destruction {
  readonly client: Client
  readonly disposal: DisposalIn<'approved'>
  readonly registerEntry: Uint8Array
  readonly keys: readonly KeyItem[]
  readonly shelves: readonly ListedShelf[]
  readonly clientHead: Head
  readonly practiceHead: Head | undefined
  readonly now: Instant
  /** By the practice's calendar. */
  readonly today: LocalDate
}

/** Where keys are deleted, by the names of their tables. */
export interface KeyTables {
  readonly keys: string
  readonly processKeys: string
}

/**
 * A dozen other writes leave room for more keys than anybody has: one of the client, one for each
 * author of process notes. What would not fit goes right after, before anything else.
 */
const MOST_KEYS = 84

/** The point of no return: what opens a record ceases to be, in one transaction. */
export class DestructionTable {
  readonly #db: DynamoDBClient
  readonly #tables: { readonly [T in 'records' | 'directory' | 'copies' | 'process']: Table }
  readonly #stores: KeyTables
  readonly #ledger: LedgerTable

  constructor(
    db: DynamoDBClient,
    tables: { readonly [T in 'records' | 'directory' | 'copies' | 'process']: Table },
    stores: KeyTables,
    ledger: LedgerTable,
  ) {
    this.#db = db
    this.#tables = tables
    this.#stores = stores
    this.#ledger = ledger
  }

  /** The names of a branch key's items, in one of the two stores. */
  async keyItems(store: keyof KeyTables, id: string): Promise<KeyItem[]> {
    const found: KeyItem[] = []
    let start: RawItem | undefined
    do {
      const { Items = [], LastEvaluatedKey } = await this.#db.send(
        new QueryCommand({
          TableName: this.#stores[store],
          KeyConditionExpression: '#id = :id',
          ProjectionExpression: '#id, #type',
          ExpressionAttributeNames: { '#id': 'branch-key-id', '#type': 'type' },
          ExpressionAttributeValues: toRaw({ ':id': id }),
          ConsistentRead: true,
          ...(start && { ExclusiveStartKey: start }),
        }),
      )
      found.push(...Items.map((raw) => ({ id, type: textOf(fromRaw(raw), 'type') })))
      start = LastEvaluatedKey
    } while (start)
    return found
  }

  deleteKey(store: keyof KeyTables, { id, type }: KeyItem): Write {
    return {
      write: {
        Delete: {
          TableName: this.#stores[store],
          Key: toRaw({ 'branch-key-id': id, type }),
        },
      },
    }
  }

  /** Authors who have, or had, process notes about a client. */
  async shelves(practiceId: Id, clientId: Id): Promise<ListedShelf[]> {
    return (await this.processNotes(practiceId, clientId)).shelves
  }

  /** The shelves, and when anything on one of them was last written or changed. */
  async processNotes(
    practiceId: Id,
    clientId: Id,
  ): Promise<{ shelves: ListedShelf[]; changedAt: Instant | undefined }> {
    const items = await this.#tables.process.all(shelvesPartition(practiceId, clientId), '')
    const mark = items.find(({ sk }) => sk === changeMarkKey(practiceId, clientId).sk)
    return {
      shelves: items
        .filter(({ sk }) => String(sk).startsWith(SHELF))
        .map((item) => ListedShelf.parse(item)),
      changedAt: mark && ChangeMark.parse(mark).changedAt,
    }
  }

  /**
   * Keys, directory entry and care team's copy go; the tombstone, the register's entry and the last
   * event come; on the condition that client, disposal and chain are what was approved.
   *
   * @throws Refused `stale_revision` where they are not, `client_not_found` where it was done before
   */
  async commit(destruction: Destruction): Promise<DisposalIn<'destroying'>> {
    const { client, disposal, clientHead, practiceHead, now } = destruction
    const { practiceId, clientId } = client
    const chain = clientChain(practiceId, clientId)
    const [first, second] = disposal.approvals
    const last: EventDraft = {
      chain,
      type: 'client_destroyed',
      actorId: ENFORCER,
      at: now,
      about: { approvedBy1: first.memberId, approvedBy2: second.memberId },
    }
    const { head } = nextEvent(clientHead, last)
    const after = beginDestruction(disposal, head, now)
    const noted: EventDraft = {
      chain: practiceChain(practiceId),
      type: 'record_destroyed',
      actorId: ENFORCER,
      at: now,
      about: { clientId, lastSeq: String(head.seq), lastHash: head.hash },
    }
    const writes = this.#writes(destruction, after)
    await this.#ledger.commit(
      [
        { chain, head: clientHead, event: last, ends: true },
        { chain: noted.chain, head: practiceHead, event: noted },
      ],
      ([place]) => {
        // What came before the last event was part of what was decided: nothing may slip in.
        if (place?.seq !== head.seq) throw new Refused('stale_revision', [clientId])
        return writes
      },
    )
    return after
  }

  /** Nothing shows who a client was, or who may write about them. */
  async takeNamesAway(name: { practiceId: Id; clientId: Id }): Promise<void> {
    await transact(
      this.#db,
      this.namesAway(name).map((write) => ({ write })),
    )
  }

  /** The deletions of what names a client. */
  namesAway({ practiceId, clientId }: { practiceId: Id; clientId: Id }) {
    const { directory, copies } = this.#tables
    return [
      directory.delete({ pk: `P#${practiceId}#DIR`, sk: clientId }),
      copies.delete(careTeamCopyKey(practiceId, clientId)),
    ]
  }

  /** The deletions of keys, as many as one transaction has room for. */
  keysAway(
    name: { practiceId: Id; clientId: Id },
    keys: readonly KeyItem[],
    shelves: readonly ListedShelf[],
  ): Write[] {
    const processKeys = shelves.map(({ authorId, keyType }) => ({
      id: shelfName({ ...name, authorId }),
      type: keyType,
    }))
    return [
      ...keys.map((key) => this.deleteKey('keys', key)),
      ...processKeys.map((key) => this.deleteKey('processKeys', key)),
    ].slice(0, MOST_KEYS)
  }

  #writes(
    { client, disposal, registerEntry, keys, shelves, now, today }: Destruction,
    after: DisposalIn<'destroying'>,
  ): Write[] {
    const { practiceId, clientId, version, retention } = client
    const { records, directory, copies, process } = this.#tables
    const stale = (): never => {
      throw new Refused('stale_revision', [clientId])
    }
    return [
      {
        write: records.put(tombstoneItem({ practiceId, clientId, destroyedAt: now }, today), {
          expression: [
            'version = :version AND openDrafts = :none AND holds = :none',
            'retention.lastServiceOn = :day AND retention.birthYear = :year',
          ].join(' AND '),
          values: {
            ':version': version,
            ':none': 0,
            ':day': retention.lastServiceOn,
            ':year': retention.birthYear,
          },
        }),
        otherwise: stale,
      },
      {
        write: records.put(disposalItem(after), {
          expression: '#state = :approved AND version = :version',
          names: { '#state': 'state' },
          values: { ':approved': 'approved', ':version': disposal.version },
        }),
        otherwise: stale,
      },
      { write: records.put({ ...registerKey(practiceId, clientId), clientId, registerEntry }) },
      { write: directory.delete({ pk: `P#${practiceId}#DIR`, sk: clientId }) },
      { write: copies.delete(careTeamCopyKey(practiceId, clientId)) },
      {
        write: process.check(
          changeMarkKey(practiceId, clientId),
          'attribute_not_exists(pk) OR changedAt < :approved',
          undefined,
          { ':approved': surelyBefore(disposal) },
        ),
        otherwise: stale,
      },
      ...this.keysAway({ practiceId, clientId }, keys, shelves),
    ]
  }
}
