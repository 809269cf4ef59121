import { decide, factsOf } from '../../shared/access/decide.ts'
import {
  type ClientsFilter,
  type DirectoryPage,
  listClientsOperation,
} from '../../shared/api/clients.ts'
import type { Listed } from '../../shared/aws/directory-table.ts'
import { directoryKeyId } from '../../shared/aws/key-ring.ts'
import { type DirectoryEntry, isNamed, sortName } from '../../shared/client/directory-entry.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import type { Id } from '../../shared/id.ts'
import { Refused } from '../../shared/refused.ts'
import type { RecordsContext } from './context.ts'

/**
 * `GET /v1/clients`: the whole directory is asked for at once; only entries that the caller may see
 * are opened. The cursor is a client's id, as a name must not stand in an address.
 */
export const listClients = (records: RecordsContext) =>
  endpoint(listClientsOperation, async ({ query, caller }) => {
    const { practiceId, member, requestId } = caller
    // On its way beside the directory itself.
    records.keys.warm(directoryKeyId(practiceId))
    const entry = {
      practiceId,
      // No one client: the list as such.
      clientId: 'directory',
      memberId: member.memberId,
      action: 'client.see',
      at: records.now(),
      requestId,
    }
    const [everybody] = await Promise.all([
      records.directory.all(practiceId),
      records.access.add(entry),
    ])
    const found = everybody
      .filter(({ state }) => query.state === undefined || state === query.state)
      .map((client) => ({ client, ...decide(member, 'client.see', factsOf(member, client)) }))
      .filter(({ allowed }) => allowed)
    const visible = found.map(({ client }) => client)
    const used = new Set(found.flatMap(({ custodialAccessId }) => custodialAccessId ?? []))
    await Promise.all(
      [...used].map((custodialAccessId) => records.access.add({ ...entry, custodialAccessId })),
    )
    const open = (listed: Listed) => records.directory.open(practiceId, listed)
    return reply(200, await page(visible, query, open))
  })

type Open = (listed: Listed) => Promise<DirectoryEntry>

async function page(
  visible: readonly Listed[],
  query: ClientsFilter,
  open: Open,
): Promise<DirectoryPage> {
  const { name, order } = query
  if (name === undefined && order === 'newest') {
    const { shown, next } = cut(newestFirst(visible), query)
    const entries = await Promise.all(shown.map(open))
    return { clients: shown.map((listed, i) => line(listed, entries[i])), ...next }
  }
  const opened = await Promise.all(
    visible.map(async (listed) => ({ listed, entry: await open(listed) })),
  )
  const named = opened.filter(({ entry }) => name === undefined || isNamed(entry, name))
  const entries = new Map(named.map(({ listed, entry }) => [listed.clientId, entry]))
  const found = named.map(({ listed }) => listed)
  const sorted = order === 'newest' ? newestFirst(found) : byName(found, entries)
  const { shown, next } = cut(sorted, query)
  return { clients: shown.map((listed) => line(listed, entries.get(listed.clientId))), ...next }
}

/** @throws Refused `invalid_request` where the cursor's client is not in the list */
function cut(sorted: readonly Listed[], { limit, cursor }: ClientsFilter) {
  const at = cursor === undefined ? -1 : sorted.findIndex(({ clientId }) => clientId === cursor)
  if (cursor !== undefined && at < 0)
    throw new Refused(
      'invalid_request',
      [],
      [{ field: '/query/cursor', rule: 'is not in this list any more: begin again' }],
    )
  const shown = sorted.slice(at + 1, at + 1 + limit)
  const last = shown.at(-1)
  const more = last !== undefined && at + 1 + limit < sorted.length
  return { shown, next: more ? { next: last.clientId } : {} }
}

const newestFirst = (clients: readonly Listed[]) =>
  [...clients].sort((a, b) => compare(b.openedAt, a.openedAt) || compare(a.clientId, b.clientId))

function byName(clients: readonly Listed[], entries: ReadonlyMap<Id, DirectoryEntry>): Listed[] {
  return clients
    .map((listed) => {
      const entry = entries.get(listed.clientId)
      return { listed, key: entry ? sortName(entry) : '' }
    })
    .sort((a, b) => compare(a.key, b.key) || compare(a.listed.clientId, b.listed.clientId))
    .map(({ listed }) => listed)
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

function line({ clientId, state, careTeam, openedAt }: Listed, entry: DirectoryEntry | undefined) {
  if (!entry) throw new Error('a listed client was not opened')
  return { ...entry, clientId, state, careTeam: [...careTeam], openedAt }
}
