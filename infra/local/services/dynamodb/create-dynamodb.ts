import { mkdirSync } from 'node:fs'
import type { DynamoDBRecord } from 'aws-lambda'
import { jsonService } from '../http/json-protocol.ts'
import { ServiceFailure } from '../http/service-failure.ts'
import type { WireService } from '../http/wire-server.ts'
import type { Authority } from '../iam/authority.ts'
import type { UseStorageKey } from '../kms/storage-key-use.ts'
import type { Principal, Tables } from '../service.ts'
import { openLevel } from './dynalite.ts'
import { sweep } from './expiry.ts'
import type { Item } from './item.ts'
import { createJournal } from './journal.ts'
import { momentOf, restored } from './point-in-time.ts'
import { readOperations } from './read-operations.ts'
import { recoveryOperations } from './recovery-operations.ts'
import { tableRight } from './rights.ts'
import { below, itemsOf, sequenceKey, streamKey, streamOf } from './storage-key.ts'
import { storedChanges } from './stored-changes.ts'
import { type Table, tableFrom } from './table.ts'
import type { TableAccess } from './table-access.ts'
import { loadTables, storeTable } from './table-admin.ts'
import type { PutExported } from './table-export.ts'
import { writeOperations } from './write-operations.ts'

export interface DynamoOptions {
  /** Folder of the LevelDB; in memory when absent. */
  readonly path: string | undefined
  readonly region: string
  readonly account: string
  readonly now: () => number
  readonly authority: Authority
  readonly useStorageKey: UseStorageKey
  readonly putExported: PutExported
}

export async function createDynamoDb(
  options: DynamoOptions,
): Promise<Tables & { wire: WireService; close(): Promise<void> }> {
  const { region, account, now, authority } = options
  if (options.path) mkdirSync(options.path, { recursive: true })
  const level = await openLevel(options.path)
  const journal = createJournal(level)
  const tables = await loadTables(level)
  const listeners = new Set<(table: string) => void>()
  let sequence = BigInt(String(level.getSync(sequenceKey) ?? '0'))
  const clock = {
    region,
    now,
    next: () => {
      sequence += 1n
      return sequence.toString().padStart(24, '0')
    },
  }

  const arnOf = (name: string) => `arn:aws:dynamodb:${region}:${account}:table/${name}`
  const access: TableAccess = {
    find: (name) => tables.get(name),
    permitted(caller, name, actions) {
      const table = tables.get(name)
      const arn = table?.tableArn ?? arnOf(name)
      // Order matters: whoever lacks the right does not learn whether the table exists.
      for (const { action, context, indexName } of actions) {
        authority.authorize(caller, tableRight(action, arn, context, indexName))
      }
      if (!table) {
        throw new ServiceFailure('ResourceNotFoundException', 'Requested resource not found')
      }
      // What a table is, is not in it: describing it opens nothing.
      if (actions.some(({ action }) => action !== 'DescribeTable')) useTableKey(caller, table)
      return table
    },
  }

  function useTableKey(caller: Principal, { storageKey, TableName }: Table): void {
    if (!storageKey) return
    options.useStorageKey(caller, storageKey, {
      service: 'dynamodb',
      actions: ['kms:Decrypt'],
      encryptionContext: {
        'aws:dynamodb:tableName': TableName,
        'aws:dynamodb:subscriberId': account,
      },
    })
  }

  async function settle<T>(written: readonly Table[], write: () => T): Promise<T> {
    let answer: T
    try {
      answer = write()
    } catch (error) {
      await journal.committed()
      throw error
    }
    await journal.committed()
    for (const table of written) if (table.streamView) tell(table.TableName)
    return answer
  }

  const tell = (table: string) => {
    for (const listener of listeners) listener(table)
  }

  async function sweepExpired(): Promise<number> {
    const swept = await sweep(level, journal, [...tables.values()], clock)
    for (const table of swept.keys()) tell(table)
    return [...swept.values()].reduce((sum, count) => sum + count, 0)
  }

  const engine = { level, journal, clock, access, settle }
  return {
    wire: jsonService('dynamodb', '1.0', {
      ...writeOperations(engine),
      ...readOperations(engine),
      ...recoveryOperations({
        engine,
        permitNew: (caller, name, actions) => {
          for (const action of actions) {
            authority.authorize(caller, tableRight(action, arnOf(name), {}))
          }
        },
        keep: (table) => tables.set(table.TableName, table),
        putExported: options.putExported,
      }),
    }),

    async createTable(name, properties) {
      const wanted = tableFrom(name, properties, { region, account, createdAt: now() })
      const table = await storeTable(level, journal, tables.get(name), wanted)
      tables.set(name, table)
      return { tableArn: table.tableArn, streamArn: table.streamArn }
    },

    async streamRecords(name, after, limit, reader) {
      const table = tables.get(name)
      if (!table?.streamArn) throw new Error(`Table ${name} has no stream`)
      if (reader) {
        for (const action of ['DescribeStream', 'GetShardIterator', 'GetRecords']) {
          const right = { action: `dynamodb:${action}`, resource: table.streamArn }
          authority.authorize(reader, right)
        }
        useTableKey(reader, table)
      }
      const all = below(streamOf(name))
      const range = after === undefined ? all : { gt: streamKey(name, after), lt: all.lt }
      const records: DynamoDBRecord[] = []
      for await (const [, value] of level.iterator({ ...range, limit })) {
        records.push(value as DynamoDBRecord)
      }
      return records
    },

    async trimStream(name, upTo) {
      const range = { gte: below(streamOf(name)).gte, lte: streamKey(name, upTo) }
      const gone = new Map<string, undefined>()
      for await (const [key] of level.iterator(range)) gone.set(key, undefined)
      journal.stage(gone)
      await journal.committed()
    },

    onStreamRecords(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },

    sweepExpired,

    async restoreTable(source, target, at) {
      const table = tables.get(source)
      if (!table) throw new Error(`There is no table ${source}`)
      if (tables.has(target)) return
      const moment = momentOf(table, at / 1000, now(), 'InvalidRestoreTimeException')
      const made = await restored(level, journal, table, target, { at: moment, now: now() })
      tables.set(target, made)
    },

    async emptyTable(name) {
      const table = tables.get(name)
      if (!table) throw new Error(`There is no table ${name}`)
      for await (const [key, value] of level.iterator(below(itemsOf(name)))) {
        const change = { table, key, old: value as Item, item: undefined, attributes: undefined }
        journal.stage(storedChanges(change, clock))
      }
      await journal.committed()
    },

    async items(name) {
      const items: Record<string, unknown>[] = []
      const iterator = level.iterator(below(itemsOf(name)))
      for (;;) {
        const page = await iterator.nextv(1000)
        if (page.length === 0) break
        for (const [, value] of page) items.push(value as Record<string, unknown>)
      }
      await iterator.close()
      return items
    },

    async close() {
      await journal.committed()
      await level.close()
    },
  }
}
