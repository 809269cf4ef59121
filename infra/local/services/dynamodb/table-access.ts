import type { Principal, RequestContext } from '../service.ts'
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
