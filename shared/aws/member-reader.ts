import type { Id } from '../id.ts'
import { Member } from '../member/member.ts'
import type { Table } from './table.ts'

/** All members of a practice, those too who left, by id. */
export async function membersOf(records: Table, practiceId: Id): Promise<Member[]> {
  const items = await records.all(`P#${practiceId}`, 'M#')
  return items.map((item) => Member.parse(item['member']))
}
