import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { verifyExportFiles } from '../../shared/export/verify-export-files.ts'
import type { ExportInMemory, Line } from './export-in-memory.ts'
import { type BrokenExport, broken, wholeExport } from './vectors.ts'

// node test/export/write-broken.ts FOLDER
//
// Writes broken.json, the tamperings with test/vectors/export/whole. Frozen as that is.

const folder = process.argv[2]
if (!folder) throw new Error('say into which folder')
const whole = wholeExport()

/** The client whose note has an addendum, and another who has notes. */
const additions = (id: string) =>
  whole
    .lines(`clients/${id}/notes.jsonl`)
    .filter((it) => it.addition?.form === 'noteseal/addendum/1')
const withNotes = whole.clientIds.filter(
  (id) => whole.bytes(`clients/${id}/notes.jsonl`).length > 0,
)
const one = withNotes.find((id) => additions(id).length > 0) ?? ''
const other = withNotes.find((id) => id !== one) ?? ''
const notes = `clients/${one}/notes.jsonl`
const ledger = `clients/${one}/ledger.json`

const cases: {
  name: string
  noted?: boolean
  hidden?: boolean
  flip?: BrokenExport['flip']
  change: (files: ExportInMemory) => void
}[] = [
  {
    name: 'a word of a signed note changed',
    change: (files) => lines(files, notes, ([note]) => (note.signed.sections[0].text += '!')),
  },
  {
    name: 'a word of a signed note changed, the manifest made to fit',
    hidden: true,
    change: (files) => lines(files, notes, ([note]) => (note.signed.sections[0].text += '!')),
  },
  {
    name: 'an addendum taken out, the manifest made to fit',
    hidden: true,
    change: (files) =>
      files.putLines(
        notes,
        files.lines(notes).filter((it) => !it.addition),
      ),
  },
  {
    name: 'a signed note taken out with what was added to it, the manifest made to fit',
    hidden: true,
    change: (files) =>
      files.putLines(
        notes,
        files.lines(notes).filter((it) => !it.addition && !it.signed),
      ),
  },
  {
    name: 'an event changed, the manifest made to fit',
    hidden: true,
    change: (files) => lines(files, ledger, ([chain]) => (chain.events[2].actorId = 'somebody')),
  },
  {
    name: 'an event taken out, the manifest made to fit',
    hidden: true,
    change: (files) => lines(files, ledger, ([chain]) => chain.events.splice(3, 1)),
  },
  {
    name: 'two events in each other’s place',
    change: (files) =>
      lines(files, ledger, ([{ events }]) => ([events[1], events[2]] = [events[2], events[1]])),
  },
  {
    name: 'the last event taken out, the manifest made to fit but for the head',
    hidden: true,
    change: (files) => lines(files, ledger, ([chain]) => chain.events.pop()),
  },
  {
    name: 'two clients’ notes exchanged, the manifest made to fit',
    hidden: true,
    change: (files) => {
      const there = `clients/${other}/notes.jsonl`
      const [a, b] = [files.bytes(notes), files.bytes(there)]
      files.put(notes, b)
      files.put(there, a)
    },
  },
  {
    name: 'a session’s code changed, the manifest made to fit',
    hidden: true,
    change: (files) =>
      lines(files, `clients/${one}/sessions.jsonl`, ([it]) => {
        it.record.session.coding.services[0].cpt = '90837'
      }),
  },
  {
    name: 'a birth date changed, the manifest made to fit',
    hidden: true,
    change: (files) =>
      lines(files, `clients/${one}/client.json`, ([it]) => {
        it.demographics.demographics.birthDate = '1980-01-01'
      }),
  },
  {
    name: 'a member’s licence changed, the manifest made to fit',
    hidden: true,
    change: (files) =>
      lines(files, 'practice/members.jsonl', (all) => {
        const licensed = all.find((it) => it.member.licence)
        licensed.member.licence.number = 'LX-2'
      }),
  },
  {
    name: 'what is owed changed: vouched for by the noted hash alone',
    hidden: true,
    noted: true,
    change: (files) =>
      lines(
        files,
        `clients/${one}/obligations.jsonl`,
        ([it]) => (it.obligation.state = 'cancelled'),
      ),
  },
  {
    name: 'a file taken out',
    change: (files) => files.remove(`clients/${one}/holds.jsonl`),
  },
  {
    name: 'a file put in',
    change: (files) => files.put(`clients/${one}/more.txt`, Buffer.from('x')),
  },
  { name: 'the manifest taken out', change: (files) => files.remove('manifest.json') },
  {
    name: 'one bit of a PDF',
    flip: { path: pdfOf(one), at: 20_000, bit: 3 },
    change: () => {},
  },
  {
    name: 'a record that is not canonical, with the same meaning, the manifest made to fit',
    hidden: true,
    change: (files) =>
      files.put(notes, Buffer.from(files.bytes(notes).toString().replace('{"', '{ "'))),
  },
]

function pdfOf(id: string): string {
  return (
    whole.paths().find((path) => path.startsWith(`clients/${id}/`) && path.endsWith('.pdf')) ?? ''
  )
}

function lines(files: ExportInMemory, path: string, change: (all: Line[]) => unknown): void {
  const all = files.lines(path)
  change(all)
  files.putLines(path, all)
}

const written: BrokenExport[] = []
for (const { name, noted = false, hidden = false, flip, change } of cases) {
  const files = whole.copy()
  change(files)
  if (hidden) files.rewriteManifest()
  const there = new Set(files.paths())
  const put = Object.fromEntries(
    files
      .paths()
      .filter(
        (path) => !path.endsWith('.pdf') && whole.read(path)?.equals(files.bytes(path)) !== true,
      )
      .map((path) => [path, files.bytes(path).toString()]),
  )
  const remove = whole.paths().filter((path) => !there.has(path))
  const draft = { name, put, remove, ...(flip && { flip }), noted }
  const known = noted ? { manifestSha256: whole.manifestSha256 } : {}
  const nothing = { kind: 'malformed' as const, file: '' }
  const { faults } = await verifyExportFiles(broken(whole, { ...draft, first: nothing }), known)
  const [first] = faults
  if (!first) throw new Error(`nothing found: ${name}`)
  console.log(name, JSON.stringify(first))
  written.push({ ...draft, first })
}
writeFileSync(join(folder, 'broken.json'), `${JSON.stringify(written, null, 1)}\n`)
