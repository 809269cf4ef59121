import { ServiceFailure } from '../http/service-failure.ts'
import type { KeySchemaElement, TableProperties } from '../service.ts'

export interface Index {
  readonly IndexName: string
  readonly KeySchema: readonly KeySchemaElement[]
  readonly projection: 'ALL' | 'KEYS_ONLY' | 'INCLUDE'
  /** Attributes beside the keys; empty unless `INCLUDE`. */
  readonly included: readonly string[]
}

/** A table as it is stored. */
export interface Table {
  readonly TableName: string
  readonly tableArn: string
  readonly streamArn: string | undefined
  readonly KeySchema: readonly KeySchemaElement[]
  readonly AttributeDefinitions: readonly { AttributeName: string; AttributeType: string }[]
  readonly indexes: readonly Index[]
  /** For dynalite, which reads the indexes under DynamoDB's own name. */
  readonly GlobalSecondaryIndexes: readonly Pick<Index, 'IndexName' | 'KeySchema'>[]
  readonly streamView: StreamView | undefined
  readonly timeToLive: string | undefined
  /** ARN of a customer's KMS key. */
  readonly storageKey: string | undefined
  readonly recoveryDays: number | undefined
  /** Since when what was there before each change is kept; milliseconds since 1970. */
  readonly recoverableSince?: number
  readonly deletionProtection: boolean
  /** Milliseconds since 1970. */
  readonly createdAt: number
}

const streamViews = ['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES'] as const

export type StreamView = (typeof streamViews)[number]

export function tableFrom(
  name: string,
  properties: TableProperties,
  place: { region: string; account: string; createdAt: number },
): Table {
  if (!/^[a-zA-Z0-9_.-]{3,255}$/.test(name)) throw new Error(`Table name ${name} is not allowed`)
  const tableArn = `arn:aws:dynamodb:${place.region}:${place.account}:table/${name}`
  const view = streamViewOf(properties)
  const indexes = (properties.GlobalSecondaryIndexes ?? []).map(indexFrom)
  const { TimeToLiveSpecification: ttl, PointInTimeRecoverySpecification: recovery } = properties
  return {
    TableName: name,
    tableArn,
    // A label that never changes, so that a restart finds the stream it read before.
    streamArn: view ? `${tableArn}/stream/2026-01-01T00:00:00.000` : undefined,
    KeySchema: properties.KeySchema,
    AttributeDefinitions: properties.AttributeDefinitions,
    indexes,
    GlobalSecondaryIndexes: indexes,
    streamView: view,
    timeToLive: ttl?.Enabled ? ttl.AttributeName : undefined,
    storageKey: properties.SSESpecification?.SSEEnabled
      ? properties.SSESpecification.KMSMasterKeyId
      : undefined,
    recoveryDays: recovery?.PointInTimeRecoveryEnabled
      ? (recovery.RecoveryPeriodInDays ?? 35)
      : undefined,
    deletionProtection: properties.DeletionProtectionEnabled ?? false,
    createdAt: place.createdAt,
  }
}

function streamViewOf({ StreamSpecification }: TableProperties): StreamView | undefined {
  const asked = StreamSpecification?.StreamViewType
  const view = streamViews.find((known) => known === asked)
  if (asked && !view) throw new Error(`Stream view ${asked} is not known`)
  return view
}

function indexFrom({
  IndexName,
  KeySchema,
  Projection,
}: NonNullable<TableProperties['GlobalSecondaryIndexes']>[number]): Index {
  const projection = Projection.ProjectionType ?? 'ALL'
  if (projection !== 'ALL' && projection !== 'KEYS_ONLY' && projection !== 'INCLUDE') {
    throw new Error(`Projection ${projection} of index ${IndexName} is not known`)
  }
  return { IndexName, KeySchema, projection, included: Projection.NonKeyAttributes ?? [] }
}

/** Undefined: every attribute. */
export function projectedAttributes(table: Table, index: Index): readonly string[] | undefined {
  if (index.projection === 'ALL') return undefined
  const keys = [...index.KeySchema, ...table.KeySchema].map(({ AttributeName }) => AttributeName)
  return [...new Set([...keys, ...index.included])]
}

export function indexNamed(table: Table, name: string): Index {
  const index = table.indexes.find(({ IndexName }) => IndexName === name)
  if (index) return index
  throw new ServiceFailure(
    'ValidationException',
    `The table does not have the specified index: ${name}`,
  )
}

/** `DescribeTable`'s answer. */
export function description(table: Table): Record<string, unknown> {
  const { TableName, KeySchema, AttributeDefinitions, tableArn, streamArn, streamView } = table
  return {
    TableName,
    KeySchema,
    AttributeDefinitions,
    TableArn: tableArn,
    TableStatus: 'ACTIVE',
    CreationDateTime: table.createdAt / 1000,
    BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
    DeletionProtectionEnabled: table.deletionProtection,
    ...(streamArn && {
      LatestStreamArn: streamArn,
      StreamSpecification: { StreamEnabled: true, StreamViewType: streamView },
    }),
    ...(table.storageKey && {
      SSEDescription: { Status: 'ENABLED', SSEType: 'KMS', KMSMasterKeyArn: table.storageKey },
    }),
    ...(table.indexes.length > 0 && {
      GlobalSecondaryIndexes: table.indexes.map(({ IndexName, KeySchema, ...index }) => ({
        IndexName,
        KeySchema,
        IndexStatus: 'ACTIVE',
        IndexArn: `${tableArn}/index/${IndexName}`,
        Projection: {
          ProjectionType: index.projection,
          ...(index.projection === 'INCLUDE' && { NonKeyAttributes: index.included }),
        },
      })),
    }),
  }
}
