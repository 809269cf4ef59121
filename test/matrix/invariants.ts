import { isDeepStrictEqual } from 'node:util'
import { fromRaw, type Item, type RawItem } from '../../shared/aws/item.ts'
import { Client } from '../../shared/client/client.ts'
import { Event } from '../../shared/ledger/event.ts'
import { verifyChain } from '../../shared/ledger/verify-chain.ts'
import { firstNoteOf, Note } from '../../shared/note/note.ts'
import { noteHeader } from '../../shared/note/note-header.ts'
import { noteObligationId } from '../../shared/obligation/note-owed.ts'
import type { HouseTable } from '../functions/house-tables.ts'
import { destroyedBroken } from './destroyed.ts'
import { shapeOf } from './shape.ts'
import type { Stored } from './world.ts'

/**
 * What must be true of everything stored, whatever was going on when something stopped. Each line
 * that comes back is something that is not.
 */
export function invariantsBroken(stored: Stored): string[] {
  const itemsOf = (name: HouseTable) => stored.tables[name].map((raw) => fromRaw(raw as RawItem))
  const arrival = itemsOf('RECORDS_TABLE').find(({ pk }) => pk === 'IMPORT')
  if (arrival?.['state'] === 'under-way') return arrivingBroken(itemsOf('RECORDS_TABLE'))
  const chains = Map.groupBy(itemsOf('LEDGER_TABLE'), ({ pk }) => String(pk))
  const broken = [...chains].flatMap(([chain, items]) => chainBroken(chain, items))
  // What chains hide behind hashes was looked at; of the rest the shape tells all.
  const shape = shapeOf(stored)
  if (wholeShapes.has(shape)) return broken

  const partitions = Map.groupBy(itemsOf('RECORDS_TABLE'), ({ pk }) => String(pk))
  const tables = {
    keys: itemsOf('KEYS_TABLE'),
    directory: itemsOf('DIRECTORY_TABLE'),
    process: itemsOf('PROCESS_TABLE'),
    processKeys: itemsOf('PROCESS_KEYS_TABLE'),
    records: [...partitions.values()].flat(),
    copies: itemsOf('PROCESS_ACCESS_TABLE'),
    objects: new Set(stored.objects),
    arrived: arrival !== undefined,
  }
  const others = [...partitions].flatMap(([pk, items]) => {
    const item = items.find(({ sk }) => sk === 'CLIENT')
    if (!item) return pk.includes('#C#') ? ['a client’s things without the client'] : []
    const chain = chains.get(pk) ?? []
    const events = eventsOf(chain)
    if (item['state'] === 'destroyed') {
      const practice = eventsOf(chains.get(`P#${item['practiceId']}`) ?? [])
      const head = chain.find(({ sk }) => sk === 'HEAD')
      return destroyedBroken(item, items, { client: events, practice, head }, tables)
    }
    return clientBroken(item, items, { ...tables, events })
  })
  if (others.length === 0) wholeShapes.add(shape)
  return [...broken, ...others]
}

/** While an export is being taken in nobody is let in: nobody sees what is not whole yet. */
function arrivingBroken(records: readonly Item[]): string[] {
  const doors = records.filter(({ pk }) => pk === 'PRACTICES' || String(pk).startsWith('SUB#'))
  return doors.length > 0 ? ['somebody is let in before all has arrived'] : []
}

/** Shapes that were found whole. */
const wholeShapes = new Set<string>()

const eventsOf = (items: readonly Item[]): Event[] =>
  items
    .filter(({ sk }) => String(sk).startsWith('E#'))
    .sort((a, b) => (String(a['sk']) < String(b['sk']) ? -1 : 1))
    .map(({ event }) => Event.parse(JSON.parse(String(event))))

/** As a verifier sees it that is handed the export. */
function chainBroken(chain: string, items: readonly Item[]): string[] {
  const head = items.find(({ sk }) => sk === 'HEAD')
  if (!head) return [`chain without a head: ${chain}`]
  const breaks = verifyChain(eventsOf(items), {
    chain,
    head: { seq: Number(head['seq']), hash: String(head['hash']) },
  })
  return breaks.map(({ kind, seq }) => `chain ${chain}: ${kind} at ${seq}`)
}

interface Around {
  readonly keys: readonly Item[]
  readonly directory: readonly Item[]
  readonly copies: readonly Item[]
  readonly events: readonly Event[]
  readonly objects: ReadonlySet<string>
  /** Whether it came from elsewhere: without revisions, which no export has. */
  readonly arrived: boolean
}

function clientBroken(item: Item, items: readonly Item[], around: Around): string[] {
  const broken: string[] = []
  const hold = (what: string, is: boolean) => {
    if (!is) broken.push(what)
  }
  const client = Client.parse(item)
  const { clientId } = client
  const sortKeys = new Set(items.map(({ sk }) => String(sk)))
  const notes = items.filter(({ sk }) => /^N#[^#]+#0$/.test(String(sk)))
  const holds = items.filter(
    ({ sk, state }) => String(sk).startsWith('HOLD#') && state === 'placed',
  )
  const plans = items.filter(({ sk }) => String(sk).startsWith('PLAN#'))
  const drafts = [...notes, ...plans].filter(({ state }) => state === 'draft')

  hold('demographics there', sortKeys.has('DEMO'))
  hold(
    'one key',
    around.keys.filter((key) => key['branch-key-id'] === `C#${clientId}`).length === 1,
  )
  hold('open drafts counted', client.openDrafts === drafts.length)
  hold('holds counted', Number(item['holds'] ?? 0) === holds.length)
  for (const copy of [
    around.directory.find(({ sk }) => sk === clientId),
    around.copies.find(({ pk, sk }) => pk === item['pk'] && sk === 'CARE_TEAM'),
  ])
    hold(
      'care team and state the same in every copy',
      isDeepStrictEqual(
        [copy?.['careTeam'], copy?.['barred'], copy?.['state']],
        [client.careTeam, client.barred, client.state],
      ),
    )
  for (const each of notes) broken.push(...noteBroken(each, items, sortKeys, around))
  for (const each of items.filter(({ sk }) => String(sk).startsWith('SES#')))
    broken.push(...sessionBroken(each, items))
  for (const each of items.filter(({ sk }) => String(sk).startsWith('O#')))
    broken.push(...obligationBroken(each))
  for (const each of items.filter(({ sk }) => String(sk).startsWith('DOC#')))
    hold('a document that is listed lies in the bucket', around.objects.has(String(each['key'])))
  return broken
}

function noteBroken(
  item: Item,
  items: readonly Item[],
  sortKeys: ReadonlySet<string>,
  { events, arrived }: Around,
): string[] {
  const broken: string[] = []
  const hold = (what: string, is: boolean) => {
    if (!is) broken.push(`note: ${what}`)
  }
  const note = Note.parse(item)
  const own = note.noteId.split('.')[1] ?? ''
  const session = items.find(({ sk }) => sk === `SES#${note.sessionId.split('.')[1]}`)
  const obligation = items.find(({ sk }) => sk === `O#${noteObligationId(note.sessionId)}`)
  const headers = items.filter(
    ({ sk, noteId }) => String(sk).startsWith('H#') && noteId === note.noteId,
  )
  const told = (type: Event['type']) =>
    events.filter((event) => event.type === type && event.about['noteId'] === note.noteId).length
  const signed = note.state !== 'draft' && 'signedAt' in note && note.signedAt !== undefined
  const additions = [...sortKeys].filter((sk) => sk.startsWith(`N#${own}#1`)).length

  hold(
    'one header that says the same',
    headers.length === 1 && isDeepStrictEqual(without(headers[0]), { ...noteHeader(note) }),
  )
  hold('opened once', told('note_opened') === 1)
  hold('signed once if it is', told('note_signed') === (signed ? 1 : 0))
  hold(
    'sealed if it was saved or signed',
    !(signed || note.revision > 0) || item['sealed'] !== undefined,
  )
  for (let revision = 1; revision <= (arrived ? 0 : note.revision); revision++)
    hold(
      `revision ${revision} kept`,
      sortKeys.has(`N#${own}#2${String(revision).padStart(8, '0')}`),
    )
  hold(
    'no revision after the last',
    !sortKeys.has(`N#${own}#2${String(note.revision + 1).padStart(8, '0')}`),
  )
  if (note.state === 'entered-in-error') {
    hold('told as in error once', told('note_entered_in_error') === 1)
    hold('its reason sealed', item['sealedReason'] !== undefined)
    hold('the session is free of it', session?.['noteId'] !== note.noteId)
  } else {
    hold('the session names it', session?.['noteId'] === note.noteId)
    hold(
      'owed while a draft',
      obligation?.['state'] === (note.state === 'signed' ? 'done' : 'open'),
    )
  }
  if (note.state === 'signed') {
    hold('additions counted', note.additions === additions)
    hold(
      'additions told',
      told('addendum_signed') + told('note_co_signed') === note.additions &&
        told('note_co_signed') === (note.coSignature === 'done' ? 1 : 0),
    )
    const pending = item['pendingPdf']
    const newest = `DOC#${own}#${note.additions + 1}`
    hold(
      'rendered or waiting',
      pending === undefined ? sortKeys.has(newest) : pending === note.additions + 1,
    )
  }
  hold(
    'in the outbox exactly while it waits',
    (item['pendingPdf'] === undefined) === (item['pdfShard'] === undefined) &&
      (item['pendingPdf'] === undefined) === (item['pdfSince'] === undefined),
  )
  return broken
}

function sessionBroken(item: Item, items: readonly Item[]): string[] {
  const { sessionId, status, noteId } = item
  const obligation = items.find(({ sk }) => sk === `O#${noteObligationId(String(sessionId))}`)
  const known = firstNoteOf(String(sessionId))
  const owing = status === 'planned' || status === 'held'
  const note = items.find((each) => each['noteId'] === noteId && /#0$/.test(String(each['sk'])))
  return [
    ...(obligation ? [] : ['session: what it owes is there']),
    ...(noteId === undefined || note ? [] : [`session: names a note that is not there (${known})`]),
    ...(owing || obligation?.['state'] === 'cancelled'
      ? []
      : ['session: owes nothing that did not happen']),
    ...(owing && noteId === undefined && obligation?.['state'] !== 'open'
      ? ['session: owes a note until there is one']
      : []),
  ]
}

function obligationBroken({ state, workOwner, dueShard, flagAt, memberId }: Item): string[] {
  const open = state === 'open'
  return [
    ...(open === (workOwner !== undefined)
      ? []
      : ['obligation: on the worklist exactly while open']),
    ...(workOwner === undefined || String(workOwner).endsWith(`#M#${memberId}`)
      ? []
      : ['obligation: on the list of who owes it']),
    ...((dueShard !== undefined) === (open && flagAt !== undefined)
      ? []
      : ['obligation: among the due exactly while a level lies ahead']),
  ]
}

function without(item: Item | undefined): Item {
  const { pk: _pk, sk: _sk, ...rest } = item ?? {}
  return rest
}
