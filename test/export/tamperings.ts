import { partsOf } from '../../shared/id.ts'
import type { Event } from '../../shared/ledger/event.ts'
import { rechained } from '../ledger/chains.ts'
import type { ExportInMemory, Line } from './export-in-memory.ts'

/** Numbers by chance, the same for the same seed. */
export class Chance {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** From 0 to `below`, without it. */
  number(below: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let t = this.#state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) % below
  }

  of<T>(all: readonly T[]): T {
    const one = all[this.number(all.length)]
    if (one === undefined) throw new Error('nothing to choose from')
    return one
  }
}

/** What was done, and what the verifier must name first. */
export interface Tampering {
  readonly what: string
  /** Beginning of the file's path. Several, where two files contradict each other. */
  readonly files: readonly string[]
  readonly clientId?: string
  /** Any of these, where the tampering is about events. */
  readonly events?: readonly number[]
}

type Tamper = (files: ExportInMemory, chance: Chance) => Tampering | undefined

const ledgerOf = (files: ExportInMemory, clientId: string) => {
  const path = `clients/${clientId}/ledger.json`
  const [chain] = files.lines(path)
  const events: Event[] = chain.events
  const put = (changed: readonly unknown[], more: object = {}) =>
    files.putLines(path, [{ ...chain, ...more, events: changed }])
  return { path, chain, events, put }
}

/** Another value of the same kind, somewhere in a value. @returns where */
function edit(value: Line, chance: Chance): string {
  const leaves: { in: Line; key: string | number; path: string }[] = []
  const walk = (at: Line, path: string) => {
    for (const [key, each] of Object.entries(at)) {
      const here = { in: at, key, path: `${path}/${key}` }
      if (typeof each === 'object' && each !== null) walk(each, here.path)
      else leaves.push(here)
    }
  }
  walk(value, '')
  const leaf = chance.of(leaves)
  const before = leaf.in[leaf.key]
  leaf.in[leaf.key] =
    typeof before === 'number'
      ? before + 1 + chance.number(3)
      : typeof before === 'boolean'
        ? !before
        : otherText(String(before), chance)
  return leaf.path
}

function otherText(text: string, chance: Chance): string {
  if (text === '') return 'x'
  const at = chance.number(text.length)
  const other = chance.of([...'0123456789abcdefXYZ'].filter((sign) => sign !== text[at]))
  return text.slice(0, at) + other + text.slice(at + 1)
}

/** Lines of a client's file, of which there are some. */
function somebodys(
  files: ExportInMemory,
  chance: Chance,
  names: readonly string[],
  least = 1,
): { clientId: string; path: string; lines: Line[] } | undefined {
  const candidates = files.clientIds.flatMap((clientId) =>
    names.map((name) => ({ clientId, path: `clients/${clientId}/${name}` })),
  )
  const full = candidates
    .map((each) => ({ ...each, lines: files.lines(each.path) }))
    .filter(({ lines }) => lines.length >= least)
  return full.length === 0 ? undefined : chance.of(full)
}

/** What the ledger vouches for: changing it is found out whatever the manifest says. */
const vouched: Readonly<Record<string, (line: Line) => Line | undefined>> = {
  'noteseal/exported-client/1': ({ demographics }) => demographics,
  'noteseal/exported-session/1': ({ record }) => record,
  'noteseal/exported-note/1': ({ signed, error }) => signed ?? error,
  'noteseal/exported-addition/1': ({ addition }) => addition,
}

const editRecord: Tamper = (files, chance) => {
  const found = somebodys(files, chance, ['client.json', 'sessions.jsonl', 'notes.jsonl'])
  if (!found) return undefined
  const { clientId, path, lines } = found
  const line = chance.of(lines)
  const record = vouched[line.form]?.(line)
  if (!record) return undefined
  const where = edit(record, chance)
  files.putLines(path, lines)
  return { what: `edit ${line.form}${where}`, files: [path], clientId }
}

const editEvent: Tamper = (files, chance) => {
  const clientId = chance.of(files.clientIds)
  const { path, events, put } = ledgerOf(files, clientId)
  const event = chance.of(events)
  const { seq } = event
  const where = edit(event, chance)
  put(events)
  // A number that was changed leaves a gap where it was, and is one too many where it went.
  return { what: `edit event${where}`, files: [path], clientId, events: [seq, event.seq] }
}

const editMember: Tamper = (files, chance) => {
  const path = 'practice/members.jsonl'
  const lines = files.lines(path)
  const line = chance.of(lines)
  const where = edit(line.member, chance)
  files.putLines(path, lines)
  // The chain's first event commits to founder and settings together.
  return { what: `edit member${where}`, files: [path, 'practice/settings.json'] }
}

const editSettings: Tamper = (files, chance) => {
  const path = 'practice/settings.json'
  const lines = files.lines(path)
  const where = edit(lines[0].settings, chance)
  files.putLines(path, lines)
  return { what: `edit settings${where}`, files: [path] }
}

const editPdf: Tamper = (files, chance) => {
  const path = chance.of(files.paths().filter((each) => each.endsWith('.pdf')))
  const bytes = Buffer.from(files.bytes(path))
  const at = chance.number(bytes.length)
  bytes[at] = (bytes[at] ?? 0) ^ (1 << chance.number(8))
  files.put(path, bytes)
  return { what: `edit a PDF at ${at}`, files: [path], clientId: path.split('/')[1] ?? '' }
}

const deleteLine: Tamper = (files, chance) => {
  const found = somebodys(files, chance, ['sessions.jsonl', 'notes.jsonl', 'documents.jsonl'])
  if (!found) return undefined
  const { clientId, path, lines } = found
  const at = chance.number(lines.length)
  const [line] = lines.splice(at, 1)
  files.putLines(path, lines)
  const pdf =
    line.document && `clients/${clientId}/documents/${ownOf(line.document.documentId)}.pdf`
  return { what: `delete ${line.form}`, files: [path, ...(pdf ? [pdf] : [])], clientId }
}

const ownOf = (id: string) => partsOf(id).own

const deleteEvent: Tamper = (files, chance) => {
  const clientId = chance.of(files.clientIds)
  const { path, events, put } = ledgerOf(files, clientId)
  const { seq } = chance.of(events)
  put(events.filter((event) => event.seq !== seq))
  return { what: 'delete an event', files: [path], clientId, events: [seq] }
}

const deleteFile: Tamper = (files, chance) => {
  const path = chance.of(files.paths().filter((each) => each !== 'manifest.json'))
  files.remove(path)
  const [top, clientId] = path.split('/')
  return {
    what: 'delete a file',
    files: [path],
    ...(top === 'clients' && clientId && { clientId }),
  }
}

const insertLine: Tamper = (files, chance) => {
  const found = somebodys(files, chance, ['sessions.jsonl', 'notes.jsonl'])
  if (!found) return undefined
  const { clientId, path, lines } = found
  const at = chance.number(lines.length)
  lines.splice(at, 0, lines[at])
  files.putLines(path, lines)
  return { what: 'insert a line again', files: [path], clientId }
}

/** A session that never was, in its right place. */
const insertRecord: Tamper = (files, chance) => {
  const found = somebodys(files, chance, ['sessions.jsonl'])
  if (!found) return undefined
  const { clientId, path, lines } = found
  const line = structuredClone(chance.of(lines))
  line.sessionId = `${clientId}.${ownOf(line.sessionId).split('').reverse().join('')}`
  line.record.session.sessionId = line.sessionId
  delete line.noteId
  files.putLines(
    path,
    [...lines, line].sort((a, b) => (a.sessionId < b.sessionId ? -1 : 1)),
  )
  return { what: 'insert a session', files: [path], clientId }
}

const insertEvent: Tamper = (files, chance) => {
  const clientId = chance.of(files.clientIds)
  const { path, events, put } = ledgerOf(files, clientId)
  const at = chance.number(events.length + 1)
  const before = events[at - 1]
  const event = structuredClone(chance.of(events))
  const seq = before ? before.seq + chance.number(2) : 1
  put(events.toSpliced(at, 0, { ...event, seq }))
  return { what: 'insert an event', files: [path], clientId, events: [seq] }
}

const insertFile: Tamper = (files, chance) => {
  const clientId = chance.of(files.clientIds)
  const name = chance.of(['more.txt', 'documents/x.pdf', 'client.json.bak'])
  const path = `clients/${clientId}/${name}`
  files.put(path, Buffer.from('something'))
  return { what: 'insert a file', files: [path, 'manifest.json'], clientId }
}

const reorderLines: Tamper = (files, chance) => {
  const found = somebodys(files, chance, ['sessions.jsonl', 'notes.jsonl', 'documents.jsonl'], 2)
  if (!found) return undefined
  const { clientId, path, lines } = found
  const at = chance.number(lines.length - 1)
  ;[lines[at], lines[at + 1]] = [lines[at + 1], lines[at]]
  files.putLines(path, lines)
  return { what: 'reorder lines', files: [path], clientId }
}

const reorderEvents: Tamper = (files, chance) => {
  const clientId = chance.of(files.clientIds)
  const { path, events, put } = ledgerOf(files, clientId)
  const at = chance.number(events.length - 1)
  const [one, other] = [events[at], events[at + 1]]
  if (!one || !other) return undefined
  if (chance.number(2) === 0) {
    put(events.with(at, other).with(at + 1, one))
    return { what: 'reorder events', files: [path], clientId, events: [one.seq] }
  }
  put(events.with(at, { ...other, seq: one.seq }).with(at + 1, { ...one, seq: other.seq }))
  const seqs = [one.seq - 1, one.seq, other.seq]
  return { what: 'reorder events, numbered anew', files: [path], clientId, events: seqs }
}

/** The chain as it was earlier, with the head of then; the manifest's head stays. */
const rollBack: Tamper = (files, chance) => {
  const clientId = chance.of(files.clientIds)
  const { path, events, put } = ledgerOf(files, clientId)
  if (events.length < 2) return undefined
  const kept = events.slice(0, 1 + chance.number(events.length - 1))
  put(kept, { head: rechained(kept).head })
  return { what: 'roll back a chain', files: [path], clientId, events: [kept.length + 1] }
}

/** All events from one on made anew, as somebody could who knows how. */
const remake: Tamper = (files, chance) => {
  const clientId = chance.of(files.clientIds)
  const { path, events, put } = ledgerOf(files, clientId)
  const at = chance.number(events.length)
  const event = events[at]
  if (!event) return undefined
  const made = rechained(events.with(at, { ...event, actorId: 'somebody-else' }))
  put(made.events, { head: made.head })
  return { what: 'make a chain anew', files: [path], clientId }
}

function pair(files: ExportInMemory, chance: Chance): [string, string] {
  const [one, other] = [chance.of(files.clientIds), chance.of(files.clientIds)]
  if (one === other) return pair(files, chance)
  return one < other ? [one, other] : [other, one]
}

const swapFiles: Tamper = (files, chance) => {
  const [one, other] = pair(files, chance)
  const name = chance.of(['client.json', 'ledger.json', 'sessions.jsonl', 'notes.jsonl'])
  const [a, b] = [`clients/${one}/${name}`, `clients/${other}/${name}`]
  const [here, there] = [files.bytes(a), files.bytes(b)]
  files.put(a, there)
  files.put(b, here)
  return { what: `swap ${name} between clients`, files: [a], clientId: one }
}

const swapLines: Tamper = (files, chance) => {
  const [one, other] = pair(files, chance)
  const name = chance.of(['sessions.jsonl', 'notes.jsonl', 'obligations.jsonl'])
  const [a, b] = [`clients/${one}/${name}`, `clients/${other}/${name}`]
  const [here, there] = [files.lines(a), files.lines(b)]
  if (here.length === 0 || there.length === 0) return undefined
  const [i, j] = [chance.number(here.length), chance.number(there.length)]
  ;[here[i], there[j]] = [there[j], here[i]]
  files.putLines(a, here)
  files.putLines(b, there)
  return { what: `swap lines of ${name} between clients`, files: [a], clientId: one }
}

const swapEvents: Tamper = (files, chance) => {
  const [one, other] = pair(files, chance)
  const [a, b] = [ledgerOf(files, one), ledgerOf(files, other)]
  const [i, j] = [chance.number(a.events.length), chance.number(b.events.length)]
  const [here, there] = [a.events[i], b.events[j]]
  if (!here || !there) return undefined
  a.put(a.events.with(i, there))
  b.put(b.events.with(j, here))
  const events = [here.seq, there.seq]
  return { what: 'swap events between clients', files: [a.path], clientId: one, events }
}

const swapPdfs: Tamper = (files, chance) => {
  const pdfs = files.paths().filter((each) => each.endsWith('.pdf'))
  const a = chance.of(pdfs)
  const b = chance.of(pdfs.filter((each) => each !== a))
  const [here, there] = [files.bytes(a), files.bytes(b)]
  files.put(a, there)
  files.put(b, here)
  const clientId = [a, b].map((path) => path.split('/')[1] ?? '').sort()[0] ?? ''
  return { what: 'swap two PDFs', files: [a, b], clientId }
}

const swapFolders: Tamper = (files, chance) => {
  const [one, other] = pair(files, chance)
  const inside = (id: string) => files.paths().filter((path) => path.startsWith(`clients/${id}/`))
  const [here, there] = [one, other].map((id) =>
    inside(id).map((path) => ({
      name: path.slice(`clients/${id}/`.length),
      bytes: files.bytes(path),
    })),
  )
  for (const id of [one, other]) for (const path of inside(id)) files.remove(path)
  for (const { name, bytes } of there ?? []) files.put(`clients/${one}/${name}`, bytes)
  for (const { name, bytes } of here ?? []) files.put(`clients/${other}/${name}`, bytes)
  return { what: 'swap two clients', files: [`clients/${one}/`], clientId: one }
}

export const tampers: readonly Tamper[] = [
  editRecord,
  editEvent,
  editMember,
  editSettings,
  editPdf,
  deleteLine,
  deleteEvent,
  deleteFile,
  insertLine,
  insertRecord,
  insertEvent,
  insertFile,
  reorderLines,
  reorderEvents,
  rollBack,
  remake,
  swapFiles,
  swapLines,
  swapEvents,
  swapPdfs,
  swapFolders,
]

/** What the manifest says afterwards. */
export type Cover =
  /** What it said before. */
  | 'none'
  /** The hashes of what is there now. */
  | 'hashes'
  /** The heads, too: only the hash that was noted gives it away. */
  | 'everything'

export const covers: readonly Cover[] = ['none', 'hashes', 'everything']

/** Writes the manifest anew, so that it fits what is there. */
export function cover(files: ExportInMemory, how: Cover): void {
  if (how === 'none') return
  const chains = files.manifest.chains.map((named) => {
    const clientId = named.chain.split('#C#')[1]
    const path = clientId === undefined ? 'practice/ledger.json' : `clients/${clientId}/ledger.json`
    const head = files.read(path) && files.lines(path)[0]?.head
    return head ? { ...named, head } : named
  })
  files.rewriteManifest(how === 'everything' ? { chains } : {})
}
