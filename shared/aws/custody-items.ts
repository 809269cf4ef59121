import { CustodialAccess } from '../custody/custodial-access.ts'
import type { Id } from '../id.ts'
import type { Key } from './item.ts'
import type { Table } from './table.ts'

/** Custodial accesses and hand-overs: a partition that both functions with a part in them may use. */
export const custodyPartition = (practiceId: Id) => `P#${practiceId}#CUSTODY`

/** Of custodial accesses among all that lies there. */
export const accessPrefix = 'A#'

export const accessKey = (practiceId: Id, accessId: Id): Key => ({
  pk: custodyPartition(practiceId),
  sk: accessPrefix + accessId,
})

/** All custodial accesses that were ever asked for in a practice: few. What was said stays sealed. */
export async function accessesOf(records: Table, practiceId: Id): Promise<CustodialAccess[]> {
  const items = await records.all(custodyPartition(practiceId), accessPrefix)
  return items.map((item) => CustodialAccess.parse(item))
}
