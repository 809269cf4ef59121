import { createHmac } from 'node:crypto'
import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb'
import { canonical } from '../ledger/canonical.ts'
import type { BranchKey } from '../seal/branch-key.ts'
import type { Context } from '../seal/context.ts'
import { type BranchKeyItem, KeyStore, type WrappingKms } from '../seal/key-store.ts'
import { parse, sealedUnder } from '../seal/message.ts'
import { openRecord, sealRecord } from '../seal/sealed-record.ts'
import { fromRaw, toRaw } from './item.ts'
import type { Write } from './transact.ts'

/** What a branch key seals for. */
export type KeyKind = 'client' | 'group' | 'directory' | 'process' | 'register'

/**
 * A key's id names the client, not the practice (ids are unique everywhere; the practice stands in
 * the KMS context), so that a function can fetch it while it still looks up who is calling.
 */
export const clientKeyId = (clientId: string) => `C#${clientId}`
export const groupKeyId = (groupId: string) => `G#${groupId}`
export const directoryKeyId = (practiceId: string) => `DIR#${practiceId}`
export const registerKeyId = (practiceId: string) => `REG#${practiceId}`

/** Keys stay in a function's memory no longer than this, so that a destroyed key soon opens nothing. */
const LIFETIME_MS = 5 * 60_000

/** There is no key: the client's record was destroyed, or never was. */
export class KeyGone extends Error {
  override readonly name = 'KeyGone'
}

interface Versions {
  readonly all: ReadonlyMap<string, BranchKey>
  readonly current: BranchKey
}

interface Remembered {
  readonly versions: Promise<Versions>
  readonly until: number
}

/**
 * The branch keys that a function may use: found in the Keys table, unwrapped by KMS, remembered
 * for five minutes. Sealing and opening are two calls cold, none warm.
 */
export class KeyRing {
  readonly #db: DynamoDBClient
  readonly #table: string
  readonly #store: KeyStore
  readonly #now: () => number
  readonly #known = new Map<string, Remembered>()

  /** @param name the key store's logical name, part of every KMS context; the table's may differ */
  constructor(db: DynamoDBClient, table: string, name: string, kms: WrappingKms, now = Date.now) {
    this.#db = db
    this.#table = table
    this.#store = new KeyStore(name, kms)
    this.#now = now
  }

  /** A new branch key: one call to KMS, and the write that keeps it, for the caller's transaction. */
  async create(
    id: string,
    kind: KeyKind,
    practice: string,
  ): Promise<{ key: BranchKey; write: Write }> {
    const { item, branchKey } = await this.#store.create(id, { kind, practice })
    return {
      key: branchKey,
      write: {
        write: {
          Put: {
            TableName: this.#table,
            Item: toRaw({ ...item }),
            ConditionExpression: 'attribute_not_exists(#id)',
            ExpressionAttributeNames: { '#id': 'branch-key-id' },
          },
        },
      },
    }
  }

  /** Call after the transaction that kept a new key: the next use needs no read. */
  remember(key: BranchKey): void {
    this.#keep(key.id, Promise.resolve({ current: key, all: new Map([[key.version, key]]) }))
  }

  /** Whether there is such a key, in any version. */
  async has(id: string): Promise<boolean> {
    return this.#keys(id).then(
      () => true,
      (error: unknown) => {
        if (error instanceof KeyGone) return false
        throw error
      },
    )
  }

  /** Begins to fetch a key that will be wanted. Whether that went well shows when it is used. */
  warm(id: string): void {
    this.#keys(id).catch(() => undefined)
  }

  /** @throws KeyGone */
  async seal(
    id: string,
    value: unknown,
    context: Context,
    limitBytes?: number,
  ): Promise<Uint8Array> {
    return sealRecord(value, context, (await this.#keys(id)).current, limitBytes)
  }

  /** @throws KeyGone; NotOpened when it was changed, moved from elsewhere or sealed by another key */
  async open(id: string, bytes: Uint8Array, context: Context): Promise<unknown> {
    const message = parse(bytes)
    const { version } = sealedUnder(message)
    const keys = await this.#keys(id)
    const key = keys.all.get(version) ?? (await this.#again(id)).all.get(version)
    if (!key) throw new KeyGone('no version of the key that sealed this')
    return openRecord(message, context, key)
  }

  /**
   * Tells whether two requests said the same, without keeping what they said: a keyed hash that
   * nobody without the client's key can test a guess against.
   */
  async fingerprint(id: string, value: unknown): Promise<string> {
    return fingerprintUnder((await this.#keys(id)).current, value)
  }

  async #keys(id: string): Promise<Versions> {
    const known = this.#known.get(id)
    return known && known.until > this.#now() ? known.versions : this.#again(id)
  }

  /** Concurrent callers of one key share one read. */
  #again(id: string): Promise<Versions> {
    const reading = this.#read(id)
    this.#keep(id, reading)
    reading.catch(() => {
      if (this.#known.get(id)?.versions === reading) this.#known.delete(id)
    })
    return reading
  }

  /** From the moment it was asked for. Lets go of every key whose time is over, used again or not. */
  #keep(id: string, versions: Promise<Versions>): void {
    const now = this.#now()
    for (const [other, { until }] of this.#known) if (until <= now) this.#known.delete(other)
    this.#known.set(id, { versions, until: now + LIFETIME_MS })
  }

  async #read(id: string): Promise<Versions> {
    const { Items = [] } = await this.#db.send(
      new QueryCommand({
        TableName: this.#table,
        KeyConditionExpression: '#id = :id AND begins_with(#type, :version)',
        ExpressionAttributeNames: { '#id': 'branch-key-id', '#type': 'type' },
        ExpressionAttributeValues: toRaw({ ':id': id, ':version': 'branch:version:' }),
        ConsistentRead: true,
      }),
    )
    // Their form is checked where they are read; KMS refuses what anybody changed.
    const items = Items.map((raw) => fromRaw(raw) as unknown as BranchKeyItem)
    items.sort((a, b) => (a['create-time'] < b['create-time'] ? -1 : 1))
    const keys = await Promise.all(items.map((item) => this.#store.read(item)))
    const current = keys.at(-1)
    if (!current) throw new KeyGone('no key')
    return { current, all: new Map(keys.map((key) => [key.version, key])) }
  }
}

/** The same under a key that is not kept yet. */
export const fingerprintUnder = ({ key }: BranchKey, value: unknown): string =>
  createHmac('sha256', key)
    .update(`noteseal/request/1\n${canonical(value)}`)
    .digest('base64url')
