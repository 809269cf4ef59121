import type { KeyKind } from '../../shared/aws/key-ring.ts'
import type { Id } from '../../shared/id.ts'
import type { ImportContext } from './context.ts'

/** Makes a key that is new here, unless a try that was stopped made it. */
export async function haveKey(
  { keys, records }: ImportContext,
  id: string,
  kind: KeyKind,
  practiceId: Id,
): Promise<void> {
  if (await keys.has(id)) return
  const { key, write } = await keys.create(id, kind, practiceId)
  await records.commit([write])
  keys.remember(key)
}
