import { clientKeyId } from '../../shared/aws/key-ring.ts'
import { shelfName } from '../../shared/aws/process-shelf.ts'
import type { Write } from '../../shared/aws/transact.ts'
import type { ClientName } from './attend-client.ts'
import type { RetentionContext } from './context.ts'

/** Where a client's rendered documents and their sealed forms lie, all versions of them. */
const folderOf = ({ clientId }: ClientName) => `documents/${clientId}/`

/** Deletions under way at once. */
const AT_ONCE = 20

/**
 * Deletes whatever is left of a client whose keys are gone: the record's items, the process notes,
 * the documents. What is deleted is not found again, so it may be stopped and begun anew anywhere.
 *
 * @returns whether nothing is left: false where time ran out
 */
export async function deleteTraces(
  context: RetentionContext,
  name: ClientName,
  timeLeft: () => boolean,
): Promise<boolean> {
  const { traces, documents } = context
  const { practiceId, clientId } = name
  const records = async () => {
    for await (const page of traces.ofRecord(practiceId, clientId)) {
      // Order matters: an item that names a group goes after the client left the group.
      const groups = new Set(page.flatMap(({ groupId }) => groupId ?? []))
      for (const groupId of groups) await traces.leaveGroup(practiceId, clientId, groupId)
      if (!(await each(page, traces.deleteOfRecord, timeLeft))) return false
    }
    return true
  }
  const objects = async () => {
    for await (const page of documents.pages(folderOf(name)))
      if (!(await each(page, (version) => documents.destroy(version), timeLeft))) return false
    return true
  }
  const done = await Promise.all([records(), objects(), processNotes(context, name, timeLeft)])
  return done.every((all) => all)
}

/** The list of shelves goes last: it alone tells where the others are. */
async function processNotes(
  { traces, destruction }: RetentionContext,
  { practiceId, clientId }: ClientName,
  timeLeft: () => boolean,
): Promise<boolean> {
  for (const { authorId } of await destruction.shelves(practiceId, clientId))
    for await (const page of traces.ofShelf(practiceId, clientId, authorId))
      if (!(await each(page, traces.deleteOfProcess, timeLeft))) return false
  for await (const page of traces.ofShelves(practiceId, clientId))
    if (!(await each(page, traces.deleteOfProcess, timeLeft))) return false
  return true
}

/** @returns false where time ran out before all were done */
async function each<T>(
  items: readonly T[],
  doing: (item: T) => Promise<void>,
  timeLeft: () => boolean,
): Promise<boolean> {
  const waiting = [...items]
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (timeLeft()) {
        const next = waiting.shift()
        if (next === undefined) return
        await doing(next)
      }
    }),
  )
  return waiting.length === 0
}

/** What there is to delete, counted before anything is: afterwards nobody could. */
export async function countTraces(context: RetentionContext, name: ClientName) {
  const { traces, documents, destruction } = context
  const { practiceId, clientId } = name
  const records = async () => {
    let [items, notes] = [0, 0]
    for await (const page of traces.ofRecord(practiceId, clientId)) {
      items += page.length
      notes += page.filter(({ sk }) => /^N#[^#]+#0$/.test(sk)).length
    }
    return { items, notes }
  }
  const objects = async () => {
    let count = 0
    for await (const page of documents.pages(folderOf(name))) count += page.length
    return count
  }
  const [record, objectVersions, shelves] = await Promise.all([
    records(),
    objects(),
    destruction.shelves(practiceId, clientId),
  ])
  return {
    records: record.items,
    notes: record.notes,
    objects: objectVersions,
    processKeys: shelves.length,
  }
}

/** Keys that did not fit into the transaction, or came between its reading and its writing. */
export async function deleteLeftKeys(context: RetentionContext, name: ClientName): Promise<void> {
  for (const write of await leftKeys(context, name)) await context.records.commit([write])
}

/** The deletions of whatever keys of a client there are. */
export async function leftKeys(
  { destruction }: RetentionContext,
  { practiceId, clientId }: ClientName,
): Promise<Write[]> {
  const shelves = await destruction.shelves(practiceId, clientId)
  const left = await Promise.all([
    destruction.keyItems('keys', clientKeyId(clientId)),
    ...shelves.map(({ authorId }) =>
      destruction.keyItems('processKeys', shelfName({ practiceId, clientId, authorId })),
    ),
  ])
  return left.flatMap((keys, i) =>
    keys.map((key) => destruction.deleteKey(i === 0 ? 'keys' : 'processKeys', key)),
  )
}
