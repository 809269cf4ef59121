import { sortableNumber } from './dynalite.ts'
import type { AttributeValue, Item } from './item.ts'
import type { Table } from './table.ts'

// Every key of the LevelDB is made here. `/` parts them: table and index names cannot hold it, and
// it sorts before every hexadecimal digit, so that a shorter key comes before a longer one.

export const tableKey = (table: string) => `table/${table}`
export const allTables = { gte: 'table/', lt: 'table0' }

export const itemsOf = (table: string) => `item/${table}/`
export const indexOf = (table: string, index: string) => `index/${table}/${index}/`
export const streamOf = (table: string) => `stream/${table}/`
export const expiriesOf = (table: string) => `expiry/${table}/`
export const pastOf = (table: string) => `past/${table}/`
export const exportKey = (token: string) => `export/${token}`
export const allExports = { gte: 'export/', lt: 'export0' }
export const tokenKey = (token: string) => `token/${token}`
export const allTokens = { gte: 'token/', lt: 'token0' }
export const sequenceKey = 'sequence'

/** All keys below a prefix that ends in `/`. */
export const below = (prefix: string) => ({ gte: prefix, lt: `${prefix.slice(0, -1)}0` })

/** @param item an item or its key; both have the key attributes */
export function itemKey(table: Table, item: Item): string {
  return itemsOf(table.TableName) + schemaKey(table, table.KeySchema, item)
}

/** Undefined for an item that lacks an attribute of the index's key: it is not in the index. */
export function indexKey(table: Table, indexName: string, item: Item): string | undefined {
  const index = table.indexes.find(({ IndexName }) => IndexName === indexName)
  if (!index?.KeySchema.every(({ AttributeName }) => item[AttributeName])) return undefined
  const own = schemaKey(table, index.KeySchema, item)
  return indexOf(table.TableName, indexName) + own + schemaKey(table, table.KeySchema, item)
}

export function expiryKey(table: Table, seconds: number, item: Item): string {
  const at = String(Math.floor(seconds)).padStart(12, '0')
  return `${expiriesOf(table.TableName)}${at}/${schemaKey(table, table.KeySchema, item)}`
}

/** @param at milliseconds since 1970; what was done at the same moment stays in order by `sequence` */
export const pastKey = (table: string, at: number, sequence = '') =>
  `${pastOf(table)}${String(at).padStart(15, '0')}/${sequence}`

export const streamKey = (table: string, sequence: string) => streamOf(table) + sequence

function schemaKey(table: Table, schema: Table['KeySchema'], item: Item): string {
  return schema
    .map(({ AttributeName }) => `${keyPart(item[AttributeName], typeOf(table, AttributeName))}/`)
    .join('')
}

/** One key attribute as text that sorts as DynamoDB sorts it: strings and bytes by their bytes. */
export function keyPart(value: AttributeValue | undefined, type: string): string {
  if (type === 'N') return sortableNumber(value?.N ?? '0')
  const bytes = type === 'B' ? Buffer.from(value?.B ?? '', 'base64') : Buffer.from(value?.S ?? '')
  return bytes.toString('hex')
}

export function typeOf({ AttributeDefinitions }: Table, attribute: string): 'S' | 'N' | 'B' {
  const definition = AttributeDefinitions.find(({ AttributeName }) => AttributeName === attribute)
  const type = definition?.AttributeType
  if (type !== 'S' && type !== 'N' && type !== 'B') throw new Error(`No type for key ${attribute}`)
  return type
}
