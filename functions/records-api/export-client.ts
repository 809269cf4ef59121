import { exportClient as operation } from '../../shared/api/exports.ts'
import { clientChain } from '../../shared/aws/client-table.ts'
import type { Item } from '../../shared/aws/item.ts'
import { reachClient } from '../../shared/aws/reach-client.ts'
import type { Client } from '../../shared/client/client.ts'
import type { ExportedRecord } from '../../shared/export/exported-record.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import type { Event } from '../../shared/ledger/event.ts'
import { Refused } from '../../shared/refused.ts'
import { exportedRecord } from './exported-record.ts'
import { insistOnExport } from './insist-on-export.ts'
import type { NotesContext } from './notes-context.ts'

/** Lambda answers at most 6 MB; one record alone may have more than one of them. */
const PAGE_BYTES = 4 * 1024 * 1024

/** As Lambda carries it: JSON within JSON, so that each quotation mark may count fourfold. */
const bytesOf = (record: ExportedRecord) =>
  Buffer.byteLength(JSON.stringify(JSON.stringify(record)))

/** Where a page begins: after an item of the record, or after an event of its chain. */
type Place =
  | { readonly part: 'records'; readonly after?: string }
  | { readonly part: 'events'; readonly after: number }

/** `GET /v1/clients/{clientId}/export`: the items in their order, opened; then the chain's events. */
export const exportClient = (context: NotesContext) =>
  endpoint(operation, async ({ path: { clientId }, query, caller }) => {
    const { practiceId } = caller
    const { export: exportId, cursor } = query
    const chain = clientChain(practiceId, clientId)
    const place = placeIn(cursor)
    const [client, run, head, items, events] = await reachClient(
      context,
      caller,
      { clientId, action: 'record.export' },
      context.exportRuns.find(practiceId, exportId),
      context.ledger.head(chain),
      place.part === 'records'
        ? context.records.page(chain, '', place.after === undefined ? {} : { after: place.after })
        : Promise.resolve({ items: [], next: undefined }),
      place.part === 'events' ? context.ledger.events(chain, place.after) : Promise.resolve([]),
    )
    insistOnExport(context, caller, run, { exportId, clientId })
    if (!head) throw new Error('a client without a chain')
    const page =
      place.part === 'events'
        ? { records: [], events, next: nextEvents(events, head.seq) }
        : { ...(await openedPage(context, client, items)), events: [] }
    const { next, ...rest } = page
    return reply(200, { head, ...rest, ...(next && { next: cursorOf(next) }) })
  })

/** As many records as an answer has room for, and where the next page begins. */
async function openedPage(
  context: NotesContext,
  client: Client,
  { items, next }: { items: readonly Item[]; next: string | undefined },
): Promise<{ records: ExportedRecord[]; next: Place }> {
  const records: ExportedRecord[] = []
  let bytes = 0
  for (const item of items) {
    const record = await exportedRecord(context, client, item)
    if (!record) continue
    bytes += bytesOf(record)
    records.push(record)
    if (bytes > PAGE_BYTES) return { records, next: { part: 'records', after: String(item['sk']) } }
  }
  return {
    records,
    next: next === undefined ? { part: 'events', after: 0 } : { part: 'records', after: next },
  }
}

function nextEvents(events: readonly Event[], end: number): Place | undefined {
  const last = events.at(-1)?.seq
  return last === undefined || last >= end ? undefined : { part: 'events', after: last }
}

const cursorOf = ({ part, after = '' }: Place) =>
  Buffer.from(`${part === 'records' ? 'R' : 'E'}${after}`).toString('base64url')

/** @param cursor attacker-controlled: whatever it names, it is in this client's partition */
function placeIn(cursor: string | undefined): Place {
  if (cursor === undefined) return { part: 'records' }
  const [, part, after = ''] =
    /^(R|E)([\w#.:-]{1,100})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1')) ?? []
  if (part === 'R') return { part: 'records', after }
  if (part === 'E' && /^\d{1,10}$/.test(after)) return { part: 'events', after: Number(after) }
  const rule = 'is not a cursor that was given out'
  throw new Refused('invalid_request', [], [{ field: '/query/cursor', rule }])
}
