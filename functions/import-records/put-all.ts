import type { Table } from '../../shared/aws/table.ts'
import type { Write } from '../../shared/aws/transact.ts'

/** Items of one transaction: sealed ones are up to 350 KB each, and it takes 4 MB. */
const AT_ONCE = 10

/**
 * Puts what is not there yet. A try that was stopped may have put some of it: where one item of a
 * transaction is found, each of it is put by itself.
 */
export async function putAll(records: Table, writes: readonly Write[]): Promise<void> {
  for (let from = 0; from < writes.length; from += AT_ONCE) {
    const some = writes.slice(from, from + AT_ONCE)
    if ((await records.commit(some)) === 'written') continue
    for (const write of some) await records.commit([write])
  }
}
