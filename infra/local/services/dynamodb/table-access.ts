import type { Principal, RequestContext } from '../service.ts'
import type { Parsed } from './dynalite.ts'
import { requestContext } from './rights.ts'
import type { Table } from './table.ts'

/** What the operations share: the tables, the right to use them, and when a request is done. */
export interface TableAccess {
  /**
   * The table a request may use.
   *
   * @throws AccessDenied, ServiceFailure `ResourceNotFoundException`
   */
  permitted(caller: Principal, name: string, actions: readonly TableAction[]): Table
  find(name: string): Table | undefined
}

export interface TableAction {
  readonly action: string
  readonly context: RequestContext
  readonly indexName?: string | undefined
}

/**
 * The tables of a transaction, once every one of its parts is permitted by itself.
 *
 * @throws AccessDenied, ServiceFailure `ResourceNotFoundException`
 */
export function permittedTables(
  access: TableAccess,
  caller: Principal,
  parts: readonly { parsed: Parsed; action: string }[],
  enclosingOperation: string,
): (parsed: Parsed) => Table {
  const tables = new Map<string, Table>()
  for (const [name, group] of Map.groupBy(parts, ({ parsed }) => parsed.TableName)) {
    const actions = group.map(({ parsed, action }) => ({
      action,
      context: requestContext(access.find(name), [parsed], enclosingOperation),
    }))
    tables.set(name, access.permitted(caller, name, actions))
  }
  return ({ TableName }) => {
    const table = tables.get(TableName)
    if (!table) throw new Error('A table that no part of the transaction names')
    return table
  }
}
