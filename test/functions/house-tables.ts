import type { TableProperties } from '../../infra/local/services/service.ts'

const text = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' })

const keys = (partition: string, sort: string) => [
  { AttributeName: partition, KeyType: 'HASH' },
  { AttributeName: sort, KeyType: 'RANGE' },
]

/** A table as the CDK app makes it, as far as functions can tell: keys, and indexes by their keys. */
function table(
  [partition, sort]: readonly [string, string],
  indexes: Readonly<Record<string, readonly [string, string]>> = {},
  expires?: string,
): TableProperties {
  const names = new Set([partition, sort, ...Object.values(indexes).flat()])
  return {
    AttributeDefinitions: [...names].map(text),
    KeySchema: keys(partition, sort),
    BillingMode: 'PAY_PER_REQUEST',
    ...(Object.keys(indexes).length > 0 && {
      GlobalSecondaryIndexes: Object.entries(indexes).map(([IndexName, [hash, range]]) => ({
        IndexName,
        KeySchema: keys(hash, range),
        Projection: { ProjectionType: 'ALL' },
      })),
    }),
    ...(expires && { TimeToLiveSpecification: { AttributeName: expires, Enabled: true } }),
  }
}

const item = ['pk', 'sk'] as const
const branchKey = ['branch-key-id', 'type'] as const

/** By the name under which the environment knows each. */
export const houseTables = {
  RECORDS_TABLE: table(
    item,
    {
      due: ['dueShard', 'flagAt'],
      work: ['workOwner', 'workAt'],
      outbox: ['pdfShard', 'pdfSince'],
      disposal: ['retentionShard', 'retentionDate'],
    },
    'expires',
  ),
  LEDGER_TABLE: table(item, { unchecked: ['uncheckedShard', 'uncheckedAt'] }),
  KEYS_TABLE: table(branchKey),
  DIRECTORY_TABLE: table(item),
  ACCESS_TABLE: table(item, { member: ['memberKey', 'at'] }, 'expires'),
  PROCESS_TABLE: table(item),
  PROCESS_KEYS_TABLE: table(branchKey),
  PROCESS_ACCESS_TABLE: table(item),
} as const

export type HouseTable = keyof typeof houseTables
