import { createHash } from 'node:crypto'
import type { DynamoDBRecord } from 'aws-lambda'
import { indexChanges } from './index-entries.ts'
import type { Item } from './item.ts'
import { expiryKey, pastKey, sequenceKey, streamKey } from './storage-key.ts'
import type { Table } from './table.ts'
import { changesItem, type ItemChange } from './write.ts'

export interface StreamClock {
  /** The next sequence number: 24 digits, never one that was given before. */
  next(): string
  readonly region: string
  now(): number
}

/**
 * What stood where before a change, for point-in-time recovery. Kept beside the data, in the batch of
 * the change itself: going back costs what happened since, and a new item's past is its key alone.
 */
export interface Past {
  readonly key: string
  readonly old?: Item | undefined
}

/** Who deleted an expired item, as the stream tells it. */
export const expiryService = { type: 'Service', principalId: 'dynamodb.amazonaws.com' } as const

/** Everything that must be stored with an item for a change to be whole: one batch. */
export function storedChanges(
  change: ItemChange,
  clock: StreamClock,
  userIdentity?: typeof expiryService,
): Map<string, unknown> {
  const stored = new Map<string, unknown>()
  if (!changesItem(change)) return stored
  const { table, key, old, item } = change
  stored.set(key, item)
  for (const { before, after } of indexChanges(table, old, item)) {
    if (before) stored.set(before.key, undefined)
    if (after) stored.set(after.key, after.item)
  }
  const [expiredBefore, expiresAfter] = [expiryOf(table, old), expiryOf(table, item)]
  if (expiredBefore) stored.set(expiredBefore, undefined)
  if (expiresAfter) stored.set(expiresAfter, key)
  if (!table.streamView && !table.recoveryDays) return stored
  const sequence = clock.next()
  if (table.recoveryDays) {
    stored.set(pastKey(table.TableName, clock.now(), sequence), { key, old } satisfies Past)
  }
  if (table.streamView) {
    stored.set(streamKey(table.TableName, sequence), {
      ...streamRecord(change, sequence, clock),
      ...(userIdentity && { userIdentity }),
    })
  }
  stored.set(sequenceKey, sequence)
  return stored
}

/** Where an item waits for its end. Like DynamoDB, only a whole number of seconds counts. */
export function expiryOf(table: Table, item: Item | undefined): string | undefined {
  if (!item || !table.timeToLive) return undefined
  const seconds = Number(item[table.timeToLive]?.N ?? Number.NaN)
  return seconds > 0 && seconds < 1e12 ? expiryKey(table, seconds, item) : undefined
}

function streamRecord(change: ItemChange, sequence: string, clock: StreamClock): DynamoDBRecord {
  const { table, old, item } = change
  const view = table.streamView
  const whole = item ?? old ?? {}
  const keys = table.KeySchema.map(({ AttributeName }) => [AttributeName, whole[AttributeName]])
  const withNew = item && (view === 'NEW_IMAGE' || view === 'NEW_AND_OLD_IMAGES')
  const withOld = old && (view === 'OLD_IMAGE' || view === 'NEW_AND_OLD_IMAGES')
  return {
    eventID: createHash('md5').update(`${table.TableName}/${sequence}`).digest('hex'),
    eventName: !old ? 'INSERT' : item ? 'MODIFY' : 'REMOVE',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: clock.region,
    ...(table.streamArn && { eventSourceARN: table.streamArn }),
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(clock.now() / 1000),
      Keys: Object.fromEntries(keys),
      ...(withNew && { NewImage: item }),
      ...(withOld && { OldImage: old }),
      SequenceNumber: sequence,
      SizeBytes: Buffer.byteLength(JSON.stringify(whole)),
      ...(view && { StreamViewType: view }),
    },
  }
}
