import { CustodialAccess } from '../custody/custodial-access.ts'
import type { Id } from '../id.ts'
import type { Key } from './item.ts'
import type { Table } from './table.ts'

/** Custodial accesses and hand-overs: a partition that both functions with a part in them may use. */
export const custodyPartition = (practiceId: Id) => `P#${practiceId}#CUSTODY`

const PREFIX = 'A#'

export const accessKey = (practiceId: Id, accessId: Id): Key => ({
  pk: custodyPartition(practiceId),
  sk: PREFIX + accessId,
})

/** All custodial accesses that were ever asked for in a practice: few. What was said stays sealed. */
export async function accessesOf(records: Table, practiceId: Id): Promise<CustodialAccess[]> {
  const items = await records.all(custodyPartition(practiceId), PREFIX)
  return items.map((item) => CustodialAccess.parse(item))
}
