import { notImplemented, ServiceFailure } from '../http/service-failure.ts'
import { consumed, readUsage } from './capacity.ts'
import {
  checkKeyPaths,
  type KeyCondition,
  type KeyRange,
  type Level,
  type Parsed,
  passesFilter,
  project,
} from './dynalite.ts'
import { type AttributeValue, type Item, itemBytes } from './item.ts'
import { below, indexKey, indexOf, itemKey, itemsOf, keyPart, typeOf } from './storage-key.ts'
import { type Index, indexNamed, projectedAttributes, type Table } from './table.ts'

/** One answer reads at most this much, before the filter. */
const pageBytes = 1024 * 1024

/** `Query` on a table or an index. Sees only what was committed when it began. */
export function query(level: Level, table: Table, parsed: Parsed): Promise<unknown> {
  const index = checkedIndex(table, parsed)
  const schema = index?.KeySchema ?? table.KeySchema
  const conditions = parsed.KeyConditions ?? {}
  const [hash, range] = schema.map(({ AttributeName }) => AttributeName)
  const hashCondition = hash ? conditions[hash] : undefined
  if (!hash || !hashCondition) {
    throw invalid(`Query condition missed key schema element: ${hash}`)
  }
  if (hashCondition.ComparisonOperator !== 'EQ') throw invalid('Query key condition not supported')
  const other = Object.keys(conditions).find((name) => name !== hash && name !== range)
  if (other) throw invalid(`Query condition missed key schema element: ${range ?? hash}`)
  refuseKeyFilter(parsed, schema)

  const start = index ? indexOf(table.TableName, index.IndexName) : itemsOf(table.TableName)
  const partition = `${start}${conditionPart(table, hash, hashCondition)}/`
  const rangeCondition = range ? conditions[range] : undefined
  const bounds =
    range && rangeCondition
      ? rangeBounds(table, partition, range, rangeCondition)
      : below(partition)
  return page(level, table, index, parsed, bounds)
}

/** `Scan` on a table or an index. */
export function scan(level: Level, table: Table, parsed: Parsed): Promise<unknown> {
  const index = checkedIndex(table, parsed)
  const start = index ? indexOf(table.TableName, index.IndexName) : itemsOf(table.TableName)
  return page(level, table, index, parsed, below(start))
}

async function page(
  level: Level,
  table: Table,
  index: Index | undefined,
  parsed: Parsed,
  bounds: KeyRange,
): Promise<unknown> {
  checkKeyPaths(parsed, table)
  refuseUnprojected(table, index, parsed)
  const reverse = parsed.ScanIndexForward === false
  const range = continued(table, index, parsed, bounds, reverse)
  const limit = parsed.Limit ?? Number.POSITIVE_INFINITY
  const items: Item[] = []
  let scanned = 0
  let bytes = 0
  let last: Item | undefined
  for await (const [, value] of level.iterator({ ...range, reverse })) {
    const item = value as Item
    scanned += 1
    bytes += itemBytes(item)
    if (passesFilter(parsed, item)) items.push(project(parsed, item))
    if (scanned >= limit || bytes >= pageBytes) {
      last = item
      break
    }
  }
  const { ConsistentRead: consistent, ReturnConsumedCapacity: asked } = parsed
  const usage = readUsage(table, bytes, { consistent, indexName: index?.IndexName })
  return {
    Count: items.length,
    ScannedCount: scanned,
    ...(parsed.Select !== 'COUNT' && { Items: items }),
    ...(last && { LastEvaluatedKey: pick(last, startKeyNames(table, index)) }),
    ConsumedCapacity: consumed(asked, usage),
  }
}

function checkedIndex(table: Table, parsed: Parsed): Index | undefined {
  if (!parsed.IndexName) return undefined
  const index = indexNamed(table, parsed.IndexName)
  if (parsed.ConsistentRead) {
    throw invalid('Consistent reads are not supported on global secondary indexes')
  }
  if (parsed.Select === 'ALL_ATTRIBUTES' && index.projection !== 'ALL') {
    throw invalid(
      'One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for' +
        ` global secondary index ${index.IndexName} because its projection type is not ALL`,
    )
  }
  return index
}

function rangeBounds(
  table: Table,
  partition: string,
  range: string,
  condition: KeyCondition,
): KeyRange {
  const at = partition + conditionPart(table, range, condition)
  switch (condition.ComparisonOperator) {
    case 'EQ':
      return below(`${at}/`)
    case 'LT':
      return { gte: partition, lt: `${at}/` }
    case 'LE':
      return { gte: partition, lt: `${at}0` }
    case 'GT':
      return { gte: `${at}0`, lt: below(partition).lt }
    case 'GE':
      return { gte: `${at}/`, lt: below(partition).lt }
    case 'BEGINS_WITH':
      if (typeOf(table, range) === 'N') throw invalid('Query key condition not supported')
      return { gte: at, lt: `${at}~` }
    case 'BETWEEN': {
      const [, to] = condition.AttributeValueList
      return { gte: `${at}/`, lt: `${partition}${valuePart(table, range, to)}0` }
    }
    default:
      throw invalid('Attempted conditional constraint is not an indexable operation')
  }
}

const conditionPart = (table: Table, attribute: string, condition: KeyCondition) =>
  valuePart(table, attribute, condition.AttributeValueList[0])

function valuePart(table: Table, attribute: string, value: AttributeValue | undefined): string {
  const type = typeOf(table, attribute)
  if (value?.[type] === undefined) {
    throw invalid(
      'One or more parameter values were invalid: Condition parameter type does not match schema type',
    )
  }
  return keyPart(value, type)
}

/** Where `ExclusiveStartKey` says the last page ended. */
function continued(
  table: Table,
  index: Index | undefined,
  { ExclusiveStartKey: start }: Parsed,
  bounds: KeyRange,
  reverse: boolean,
): KeyRange {
  if (!start) return bounds
  const names = startKeyNames(table, index)
  const complete =
    Object.keys(start).length === names.length &&
    names.every((name) => start[name]?.[typeOf(table, name)] !== undefined)
  const key = complete && (index ? indexKey(table, index.IndexName, start) : itemKey(table, start))
  const { gte = '', lt = '' } = bounds
  if (!key || key < gte || key >= lt) throw invalid('The provided starting key is invalid')
  return reverse ? { gte, lt: key } : { gt: key, lt }
}

function startKeyNames(table: Table, index: Index | undefined): string[] {
  const schemas = [...table.KeySchema, ...(index?.KeySchema ?? [])]
  return [...new Set(schemas.map(({ AttributeName }) => AttributeName))]
}

function refuseKeyFilter(parsed: Parsed, schema: Table['KeySchema']): void {
  const key = schema.find(({ AttributeName }) => parsed._filter?.pathHeads[AttributeName])
  if (!key) return
  throw invalid(
    'Filter Expression can only contain non-primary key attributes: ' +
      `Primary key attribute: ${key.AttributeName}`,
  )
}

function refuseUnprojected(table: Table, index: Index | undefined, { _projection }: Parsed): void {
  const projected = index && projectedAttributes(table, index)
  const missing = _projection?.paths.find(([head]) => projected && !projected.includes(head))
  if (!missing) return
  throw invalid(
    'One or more parameter values were invalid: Global secondary index ' +
      `${index?.IndexName} does not project [${missing[0]}]`,
  )
}

/** Parameters of the time before expressions: refused, not ignored. */
export function refuseLegacy(operation: string, raw: unknown): void {
  const legacy = ['AttributesToGet', 'QueryFilter', 'ScanFilter', 'TotalSegments']
  const found = legacy.find((name) => typeof raw === 'object' && raw !== null && name in raw)
  if (found) throw notImplemented('dynamodb', `${operation} with ${found}`)
}

function pick(item: Item, names: readonly string[]): Item {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = item[name]
      return value ? [[name, value]] : []
    }),
  )
}

const invalid = (message: string) => new ServiceFailure('ValidationException', message)
