import type { Id } from '../id.ts'
import type { Key } from './item.ts'

/** What became of whom, long after: entries sealed under the practice's register key. */
export const registerPartition = (practiceId: Id): string => `P#${practiceId}#REGISTER`

export const registerKey = (practiceId: Id, clientId: Id): Key => ({
  pk: registerPartition(practiceId),
  sk: clientId,
})
