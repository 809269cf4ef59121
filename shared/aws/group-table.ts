import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { z } from 'zod'
import type { Instant } from '../clock.ts'
import { Group, SharedPart } from '../group/group.ts'
import type { Id } from '../id.ts'
import { Refused } from '../refused.ts'
import type { Context } from '../seal/context.ts'
import { contextOf } from '../seal/record-context.ts'
import type { Sealer } from './client-table.ts'
import { bytesOf, type Item, type Key, numberOf, requestOf, textOf } from './item.ts'
import { groupKeyId, type KeyRing } from './key-ring.ts'
import type { Table } from './table.ts'
import { transact, type Write } from './transact.ts'

const GroupRecord = z.strictObject({
  form: z.literal('noteseal/group/1'),
  title: z.string().optional(),
})

/** The shared part as it was last saved; revision 0 before anything was. */
export interface SavedSharedPart {
  readonly sections: SharedPart['sections']
  readonly revision: number
  readonly savedAt?: Instant
  readonly savedBy?: Id
}

/** Group sessions: who takes part, by ids, and what their notes share, under a key of the group's. */
export class GroupTable {
  readonly #db: DynamoDBClient
  readonly #table: Table
  readonly #keys: KeyRing

  constructor(db: DynamoDBClient, table: Table, keys: KeyRing) {
    this.#db = db
    this.#table = table
    this.#keys = keys
  }

  /** @throws KeyGone, NotOpened */
  async find(practiceId: Id, groupId: Id): Promise<Group | undefined> {
    return (await this.findWithRequest(practiceId, groupId))?.group
  }

  async findWithRequest(
    practiceId: Id,
    groupId: Id,
  ): Promise<{ group: Group; request: string | undefined } | undefined> {
    const item = await this.#table.get(groupKey(practiceId, groupId))
    if (!item) return undefined
    const record = await this.#keys.open(
      groupKeyId(groupId),
      bytesOf(item, 'sealed'),
      groupContext(practiceId, groupId, numberOf(item, 'version')),
    )
    return {
      group: Group.parse({ ...item, title: GroupRecord.parse(record).title }),
      request: requestOf(item),
    }
  }

  async sharedPart(practiceId: Id, groupId: Id): Promise<SavedSharedPart> {
    const item = await this.#table.get(sharedKey(practiceId, groupId))
    return item ? this.#openSharedPart(practiceId, groupId, item) : { sections: {}, revision: 0 }
  }

  async #openSharedPart(practiceId: Id, groupId: Id, item: Item): Promise<SavedSharedPart> {
    const revision = numberOf(item, 'revision')
    const part = await this.#keys.open(
      groupKeyId(groupId),
      bytesOf(item, 'sealed'),
      sharedContext(practiceId, groupId, revision),
    )
    return {
      ...SharedPart.parse(part),
      revision,
      savedAt: textOf(item, 'savedAt'),
      savedBy: textOf(item, 'savedBy'),
    }
  }

  async add(
    practiceId: Id,
    group: Group,
    request: string | undefined,
    seal: Sealer,
  ): Promise<Write> {
    const { title, ...open } = group
    const record = { form: 'noteseal/group/1', title }
    return {
      write: this.#table.putNew({
        ...groupKey(practiceId, group.groupId),
        ...open,
        request,
        sealed: await seal(record, groupContext(practiceId, group.groupId, group.version)),
      }),
      otherwise: () => 'done',
    }
  }

  /** For the transaction that hands a client's session of the group over: who holds it leads the group. */
  lead(practiceId: Id, groupId: Id, memberId: Id): Write {
    return {
      write: this.#table.update(groupKey(practiceId, groupId), {
        set: { memberId },
        condition: { expression: 'attribute_exists(pk)' },
      }),
    }
  }

  /**
   * Saves the next revision of the shared part, if nobody saved it meanwhile: one call.
   *
   * @returns undefined when saved; otherwise what stands there
   * @throws Refused `group_not_found` for a group that went with the last of its clients
   */
  async saveSharedPart(
    practiceId: Id,
    groupId: Id,
    { sections, revision, savedAt, savedBy }: Required<SavedSharedPart>,
  ): Promise<SavedSharedPart | undefined> {
    const sealed = await this.#keys.seal(
      groupKeyId(groupId),
      { sections },
      sharedContext(practiceId, groupId, revision),
    )
    const item = { ...sharedKey(practiceId, groupId), revision, savedAt, savedBy, sealed }
    const write =
      revision === 1
        ? this.#table.putNew(item)
        : this.#table.put(item, {
            expression: 'revision = :before',
            values: { ':before': revision - 1 },
          })
    let found: Item | undefined
    const otherwise = (standing: Item | undefined) => {
      found = standing
      return 'done' as const
    }
    const gone = (): never => {
      throw new Refused('group_not_found', [groupId])
    }
    // Before the other, which would only tell that nothing stands there.
    const there = this.#table.check(groupKey(practiceId, groupId), 'attribute_exists(pk)')
    const outcome = await transact(this.#db, [
      { write: there, otherwise: gone },
      { write, otherwise },
    ])
    if (outcome === 'written') return undefined
    return found ? this.#openSharedPart(practiceId, groupId, found) : { sections: {}, revision: 0 }
  }
}

/** What `bringBackGroup` puts: a group, and its shared part as it was last saved. */
export interface WholeGroup {
  readonly group: Group
  readonly sharedPart?: Required<SavedSharedPart>
}

/** As it stood elsewhere, sealed under a key of the group's own. */
export async function bringBackGroup(
  { records, keys }: { records: Table; keys: KeyRing },
  practiceId: Id,
  { group, sharedPart }: WholeGroup,
): Promise<Write[]> {
  const { groupId, version } = group
  const { title, ...open } = group
  const seal = (value: unknown, context: Context) => keys.seal(groupKeyId(groupId), value, context)
  const putNew = (item: Item & Key): Write => ({
    write: records.putNew(item),
    otherwise: () => 'done',
  })
  const record = { form: 'noteseal/group/1', title }
  const whole = {
    ...groupKey(practiceId, groupId),
    ...open,
    sealed: await seal(record, groupContext(practiceId, groupId, version)),
  }
  if (!sharedPart) return [putNew(whole)]
  const { sections, revision, savedAt, savedBy } = sharedPart
  const sealed = await seal({ sections }, sharedContext(practiceId, groupId, revision))
  const shared = { ...sharedKey(practiceId, groupId), revision, savedAt, savedBy, sealed }
  return [putNew(whole), putNew(shared)]
}

const partition = (practiceId: Id, groupId: Id) => `P#${practiceId}#G#${groupId}`

export const groupKey = (practiceId: Id, groupId: Id): Key => ({
  pk: partition(practiceId, groupId),
  sk: 'GROUP',
})

const sharedKey = (practiceId: Id, groupId: Id): Key => ({
  pk: partition(practiceId, groupId),
  sk: 'SHARED',
})

const groupContext = (practiceId: Id, groupId: Id, revision: number) =>
  contextOf({ practiceId, kind: 'group', id: groupId, revision })

const sharedContext = (practiceId: Id, groupId: Id, revision: number) =>
  contextOf({ practiceId, kind: 'shared-part', id: groupId, revision })
