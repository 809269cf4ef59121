// The one place that touches dynalite, which has no types and whose inner modules are not an
// interface: it is pinned exactly. From it come the parsers of expressions, the checks of requests
// and the semantics of updates and conditions; storage, transactions and indexes are ours.
import { createRequire } from 'node:module'
import { ServiceFailure } from '../http/service-failure.ts'
import { type AttributeValue, type Item, largestItemBytes } from './item.ts'

export type Path = readonly [string, ...(string | number)[]]

interface ParsedCondition {
  readonly expression: unknown
  readonly pathHeads: Readonly<Record<string, true>>
  readonly nestedPaths: Readonly<Record<string, true>>
}

/** A request whose form was checked; what its expressions say stands under the `_` names. */
export interface Parsed {
  readonly TableName: string
  readonly Item?: Item
  readonly Key?: Item
  readonly IndexName?: string
  readonly ConsistentRead?: boolean
  readonly Limit?: number
  readonly ScanIndexForward?: boolean
  readonly Select?: string
  readonly ReturnValues?: string
  readonly ReturnConsumedCapacity?: string
  readonly ExclusiveStartKey?: Item
  readonly KeyConditions?: Readonly<Record<string, KeyCondition>>
  readonly _condition?: ParsedCondition
  readonly _filter?: ParsedCondition
  readonly _updates?: { readonly paths: readonly Path[] }
  readonly _projection?: {
    readonly paths: readonly Path[]
    readonly nestedPaths: Readonly<Record<string, true>>
  }
}

export interface KeyCondition {
  readonly ComparisonOperator: 'EQ' | 'LT' | 'LE' | 'GT' | 'GE' | 'BEGINS_WITH' | 'BETWEEN'
  readonly AttributeValueList: readonly AttributeValue[]
}

/** What dynalite must know of a table. */
export interface TableShape {
  readonly TableName: string
  readonly KeySchema: readonly { AttributeName: string; KeyType: string }[]
  readonly AttributeDefinitions: readonly { AttributeName: string; AttributeType: string }[]
}

export type ParsedOperation = 'putItem' | 'updateItem' | 'deleteItem' | 'getItem' | 'query' | 'scan'

type Callback = (error: unknown, value?: unknown) => void
type DynaliteError = { statusCode?: number; body?: { __type: string; message?: string } } | null

interface Validations {
  checkTypes(data: object, types: unknown): object
  checkValidations(data: object, types: unknown, custom: unknown, store: unknown): void
}

interface DynaliteDb {
  checkConditional(data: Parsed, item: Item | undefined): DynaliteError | undefined
  matchesExprFilter(item: Item, expression: unknown): boolean
  mapPaths(paths: readonly Path[], item: Item): Item
  validateItem(item: Item, table: TableShape): DynaliteError | undefined
  validateKey(key: Item, table: TableShape): DynaliteError | undefined
  validateKeyPaths(
    paths: Readonly<Record<string, true>> | undefined,
    table: TableShape,
  ): DynaliteError | undefined
  toLexiStr(value: string, type: string): string
}

const require = createRequire(import.meta.url)
const db = require('dynalite/db') as DynaliteDb
const validations = require('dynalite/validations') as Validations
const updateAction = require('dynalite/actions/updateItem') as (
  store: unknown,
  data: Parsed,
  callback: Callback,
) => void

const forms = Object.fromEntries(
  ['putItem', 'updateItem', 'deleteItem', 'getItem', 'query', 'scan'].map((operation) => [
    operation,
    require(`dynalite/validations/${operation}`) as { types: unknown; custom: unknown },
  ]),
)

const limits = { options: { maxItemSize: largestItemBytes } }

/** @throws ServiceFailure `ValidationException`, `SerializationException` */
export function parse(operation: ParsedOperation, raw: unknown): Parsed {
  if (typeof raw !== 'object' || raw === null) {
    throw new ServiceFailure('SerializationException', 'The request is not an object')
  }
  const { types, custom } = forms[operation] ?? {}
  try {
    const data = validations.checkTypes(structuredClone(raw), types)
    validations.checkValidations(data, types, custom, limits)
    return data as Parsed
  } catch (error) {
    throw failureOf(error)
  }
}

/** @throws ServiceFailure `ConditionalCheckFailedException` */
export function checkCondition(parsed: Parsed, item: Item | undefined): void {
  orThrow(db.checkConditional(parsed, item))
}

/** @throws ServiceFailure where the item's key or index attributes are missing or of another type */
export function checkItem(item: Item, table: TableShape): void {
  orThrow(db.validateItem(item, table))
}

/** @throws ServiceFailure where these are not exactly the table's key attributes */
export function checkKey(key: Item, table: TableShape): void {
  orThrow(db.validateKey(key, table))
}

/** @throws ServiceFailure where a path goes into a key attribute */
export function checkKeyPaths({ _projection, _filter }: Parsed, table: TableShape): void {
  orThrow(db.validateKeyPaths(_projection?.nestedPaths, table))
  orThrow(db.validateKeyPaths(_filter?.nestedPaths, table))
}

export function passesFilter({ _filter }: Parsed, item: Item): boolean {
  return !_filter || db.matchesExprFilter(item, _filter.expression)
}

export function project({ _projection }: Parsed, item: Item): Item {
  return _projection ? db.mapPaths(_projection.paths, item) : item
}

/** A number as text that sorts as the number does. */
export const sortableNumber = (text: string) => db.toLexiStr(text, 'N')

/**
 * The item after an update, and what `ReturnValues` asked for. Runs dynalite's action on a store
 * that holds this one item, and keeps what it would have written.
 *
 * @throws ServiceFailure where the condition fails or the update does not fit the item
 */
export function applyUpdate(
  parsed: Parsed,
  table: TableShape,
  old: Item | undefined,
): { item: Item; attributes: Item | undefined } {
  let outcome: { error?: unknown; reply?: unknown } | undefined
  let written: Item | undefined
  const items = {
    lock: (_key: string, run: (release: (callback: Callback) => Callback) => void) =>
      run((callback) => callback),
    get: (_key: string, callback: Callback) => callback(null, old && structuredClone(old)),
    put: (_key: string, item: Item, callback: Callback) => {
      written = item
      callback(null)
    },
  }
  const { TableName, KeySchema, AttributeDefinitions } = table
  // Without its indexes: those are ours to keep, and to check once the item is known.
  const bare = { TableName, KeySchema, AttributeDefinitions }
  const store = {
    ...limits,
    getTable: (_name: string, callback: Callback) => callback(null, bare),
    getItemDb: () => items,
  }
  updateAction(store, parsed, (error, reply) => {
    outcome = { error, reply }
  })
  if (!outcome) throw new Error('dynalite did not answer at once')
  if (outcome.error) throw failureOf(outcome.error)
  if (!written) throw new Error('dynalite wrote nothing')
  const { Attributes } = outcome.reply as { Attributes?: Item }
  return { item: written, attributes: Attributes }
}

function orThrow(error: DynaliteError | undefined): void {
  if (error) throw failureOf(error)
}

function failureOf(error: unknown): unknown {
  const { statusCode, body } = error as NonNullable<DynaliteError>
  if (!statusCode || !body) return error
  const { __type, message = '' } = body
  return new ServiceFailure(__type.replace(/^.*#/, ''), message, { status: statusCode })
}

/** LevelDB as dynalite brings it: on disk at a path, in memory without. Values are JSON. */
export async function openLevel(path: string | undefined): Promise<Level> {
  const fromDynalite = createRequire(require.resolve('dynalite/package.json'))
  const options = { valueEncoding: 'json' }
  const { Level } = fromDynalite('level') as {
    Level: new (path: string, options: object) => Level
  }
  const { MemoryLevel } = fromDynalite('memory-level') as {
    MemoryLevel: new (options: object) => Level
  }
  const level = path ? new Level(path, options) : new MemoryLevel(options)
  await level.open()
  return level
}

export interface Level {
  open(): Promise<void>
  close(): Promise<void>
  getSync(key: string, options?: { snapshot?: Snapshot }): unknown
  batch(changes: readonly LevelChange[], options: { sync: boolean }): Promise<void>
  iterator(range: KeyRange & { reverse?: boolean; limit?: number }): LevelIterator
  snapshot(): Snapshot
}

export type LevelChange =
  | { readonly type: 'put'; readonly key: string; readonly value: unknown }
  | { readonly type: 'del'; readonly key: string }

export interface KeyRange {
  readonly gt?: string
  readonly gte?: string
  readonly lt?: string
  readonly lte?: string
}

export interface Snapshot {
  close(): Promise<void>
}

export interface LevelIterator extends AsyncIterable<[key: string, value: unknown]> {
  nextv(size: number): Promise<[key: string, value: unknown][]>
  close(): Promise<void>
}
