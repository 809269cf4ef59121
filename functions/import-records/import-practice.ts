import { bringBackGroup } from '../../shared/aws/group-table.ts'
import { directoryKeyId, groupKeyId } from '../../shared/aws/key-ring.ts'
import { practiceChain } from '../../shared/aws/practice-events.ts'
import { memberKey, settingsKey } from '../../shared/aws/practice-reader.ts'
import type { Write } from '../../shared/aws/transact.ts'
import { eventsIn } from '../../shared/export/client-records.ts'
import type { PracticeRecords } from '../../shared/export/practice-records.ts'
import type { Id } from '../../shared/id.ts'
import type { ImportContext } from './context.ts'
import { haveKey } from './have-key.ts'
import { putAll } from './put-all.ts'

/** Puts settings, members, groups, custody and the practice's own chain. Nobody can sign in by it yet. */
export async function importPractice(
  context: ImportContext,
  practiceId: Id,
  { settings: exported, members, groups, custody, chain }: PracticeRecords,
): Promise<void> {
  const { keys, ledger, records } = context
  if (!exported || !chain) throw new Error('a practice without settings or chain')
  const putNew = (item: Parameters<typeof records.putNew>[0]): Write => ({
    write: records.putNew(item),
    otherwise: () => 'done',
  })
  const { settings, nonce } = exported
  await haveKey(context, directoryKeyId(practiceId), 'directory', practiceId)
  await putAll(records, [
    putNew({ ...settingsKey(practiceId), settings, version: settings.version, nonce }),
    ...members.map(({ value: { member, nonce: own } }) => {
      const key = memberKey(practiceId, member.memberId)
      return putNew({ ...key, member, version: member.version, nonce: own })
    }),
  ])
  for (const { value } of groups) {
    const { group, sharedPart } = value
    await haveKey(context, groupKeyId(group.groupId), 'group', practiceId)
    const whole = { group, ...(sharedPart && { sharedPart }) }
    await putAll(records, await bringBackGroup({ records, keys }, practiceId, whole))
  }
  for (const { value } of custody)
    await putAll(
      records,
      value.form === 'noteseal/exported-hand-over/1'
        ? context.handOvers.bringBack(practiceId, value)
        : [await context.custody.bringBack(practiceId, value)],
    )
  await putAll(records, ledger.bringBack([...eventsIn(chain).values()]))
  await putAll(records, [ledger.bringBackHead(practiceChain(practiceId), chain.head, false)])
}
