// `npm run bench`: measures on this machine and writes docs/performance.md.
import { writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { prepareAssembly } from '../../infra/local/start/prepare-assembly.ts'
import { type BundleFigures, benchBundles } from './bundles.ts'
import { benchDeeds, type DeedFigures } from './deeds.ts'
import { benchFreeBytes, type FreeByteFigures } from './free-bytes.ts'
import { benchHistories, type HistoryFigures } from './histories.ts'
import { benchPackets, type PacketFigures } from './packet.ts'
import { benchPeers, type PeerFigures, timesFaster } from './peers.ts'
import { benchRender, type RenderFigures } from './render.ts'
import { benchRetention, type RetentionFigures } from './retention.ts'
import { benchSeal, type SealFigures } from './seal.ts'
import { benchTamperings, type TamperingFigures } from './tamperings.ts'

const say = (line: string) => process.stdout.write(`${line}\n`)

/** What the issue and the design ask for; a figure on the wrong side fails the command. */
const LIMITS = {
  timesHierarchicalKeyring: 5,
  timesSdkDefault: 30,
  timesPeers: 4,
  destruction: 2,
  sequence: { save: 1, read: 1, sign: 3, render: 3 } as Readonly<Record<string, number>>,
}

say('Sealing, against AWS’s own library …')
const seal = await benchSeal()
say('Rendering …')
const render = await benchRender()
say('The same page by other libraries …')
const peers = benchPeers()
say('Packets of 200 and 1,000 notes …')
const packets = benchPackets()
say('Looking for free bytes in sealed documents …')
const freeBytes = await benchFreeBytes()
say('Save, read, sign, render on the local cloud …')
const deeds = await benchDeeds(await prepareAssembly(say))
say('Destroying records of 10 and 2,000 notes; the daily run at 1,000 and 16,000 clients …')
const retention = await benchRetention()
say('10,000 tamperings of an export …')
const tamperings = await benchTamperings()
say('A hundred thousand steps of random histories: some minutes …')
const histories = await benchHistories()
say('Size and import of each bundle …')
const bundles = await benchBundles()

const page = [
  heading(),
  deedsSection(deeds),
  sealSection(seal),
  renderSection(render),
  freeBytesSection(freeBytes),
  peersSection(render, peers),
  packetsSection(packets),
  retentionSection(retention),
  tamperingsSection(tamperings),
  historiesSection(histories),
  bundlesSection(bundles),
].join('\n')
const file = new URL('../../docs/performance.md', import.meta.url)
writeFileSync(file, page)
say(`\n${page}\nWritten to docs/performance.md.`)

const [few, many] = retention.destructions
const missed = [
  ...(few?.calls === many?.calls ? [] : ['destruction: more calls for more notes']),
  ...retention.destructions
    .filter(({ sequence }) => sequence > LIMITS.destruction)
    .map(({ notes, sequence }) => `destruction, ${notes} notes: ${sequence} calls in sequence`),
  ...(new Set(retention.dailyRuns.map(({ readUnits }) => readUnits)).size > 1
    ? ['the daily run reads more where more is stored']
    : []),
  ...packets
    .filter(({ limit, peakMb }) => peakMb > limit.memoryMb)
    .map(({ notes }) => `packet of ${notes} notes: more memory than its function has`),
  ...packets
    .filter(({ limit, steps }) => longest(steps) > limit.seconds * 1000)
    .map(({ notes }) => `packet of ${notes} notes: a step takes longer than its function may`),
  ...(freeBytes.undetected > 0 ? [`documents: ${freeBytes.undetected} changes not found`] : []),
  ...(tamperings.namedRightly < tamperings.tried ? ['tamperings: not each was named rightly'] : []),
  ...deeds
    .filter(({ name, sequence }) => sequence > (LIMITS.sequence[name] ?? 0))
    .map(({ name, sequence }) => `${name}: ${sequence} calls in sequence`),
  ...(seal.timesFasterThanHierarchicalKeyring < LIMITS.timesHierarchicalKeyring
    ? ['sealing: less than 5 times the hierarchical keyring']
    : []),
  ...(seal.timesFasterThanSdkDefault < LIMITS.timesSdkDefault
    ? ['sealing: less than 30 times the SDK’s default']
    : []),
  ...Object.entries(timesFaster(render, peers))
    .filter(([, times]) => times < LIMITS.timesPeers)
    .map(([how]) => `rendering, ${how}: less than 4 times the fastest of the others`),
]
for (const miss of missed) say(`missed: ${miss}`)
process.exit(missed.length > 0 ? 1 : 0)

function heading(): string {
  const [cpu] = cpus()
  return `# Performance

Written by \`npm run bench\`: figures of one run on one machine (${cpus().length} × ${cpu?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB,
Node ${process.versions.node}). Ratios hold better than times. Nothing here ran on AWS.
`
}

function deedsSection(figures: readonly DeedFigures[]): string {
  return `## Save, read, sign, render

Through the whole local cloud: HTTP, gateway, unmodified bundle, IAM on every call, stand-ins that write
to disk before they answer. One caller, one after another, a note of 4 KB, everything warm. Caller and
cloud share the machine. \`render\` is from the answer to \`sign\` to the sealed PDF in its bucket.

${table(
  ['deed', 'ms (median)', 'ms (p95)', 'per second', 'AWS calls in sequence', 'at most'],
  figures.map(({ name, medianMs, p95Ms, perSecond, sequence }) => [
    name,
    ms(medianMs),
    ms(p95Ms),
    perSecond.toFixed(0),
    String(sequence),
    String(LIMITS.sequence[name]),
  ]),
)}
`
}

function retentionSection({ destructions, dailyRuns }: RetentionFigures): string {
  return `## Destroying a record, and the daily run

On the stand-ins, by their own accounting. Until the point of no return: everything it takes is read at
once, one transaction deletes the keys. Afterwards what they had opened is deleted, item by item and
version by version; that opens with nothing any more, and may be stopped anywhere.

${table(
  [
    'notes',
    'AWS calls until no return',
    'of these in sequence',
    'at most',
    'items',
    'object versions',
    'cleared away in s',
  ],
  destructions.map((f) => [
    String(f.notes),
    String(f.calls),
    String(f.sequence),
    String(LIMITS.destruction),
    String(f.items),
    String(f.objects),
    (f.clearingMs / 1000).toFixed(1),
  ]),
)}

The daily run, with the same number of clients whose day has come; they wait for approvals.

${table(
  ['clients stored', 'due', 'read units', 'AWS calls'],
  dailyRuns.map((f) => [String(f.stored), String(f.due), String(f.readUnits), String(f.calls)]),
)}
`
}

function sealSection(figures: SealFigures): string {
  const row = (
    name: string,
    { sealMicroseconds, openMicroseconds, addedBytes }: SealFigures['noteseal'],
  ) => [
    name,
    `${sealMicroseconds.toFixed(0)} µs`,
    `${openMicroseconds.toFixed(0)} µs`,
    `${addedBytes}`,
  ]
  return `## Sealing

One note of ${figures.noteBytes} bytes, ours against \`@aws-crypto/client-node\` in the same process, rounds interleaved.

${table(
  ['', 'seal', 'open', 'bytes added'],
  [
    row('Noteseal', figures.noteseal),
    row('hierarchical keyring, cache warm', figures.hierarchicalKeyring),
    row('SDK default (KMS keyring, signed)', figures.sdkDefault),
  ],
)}

Seal and open together: **${figures.timesFasterThanHierarchicalKeyring.toFixed(1)} times** as fast as the hierarchical keyring (asked: ${LIMITS.timesHierarchicalKeyring}), **${figures.timesFasterThanSdkDefault.toFixed(1)} times** as fast as the
default (asked: ${LIMITS.timesSdkDefault}).
`
}

function renderSection(f: RenderFigures): string {
  return `## Typesetting and sealing a document

A note of ${f.pages} pages, ${Math.round(f.bytes / 1024)} KB, with a local key in KMS’s place.

${table(
  ['', 'ms'],
  [
    ['cold: new process, import to sealed PDF', ms(f.coldMs)],
    [
      'of it import / typeset / seal',
      `${ms(f.coldOf.importMs)} / ${ms(f.coldOf.typesetMs)} / ${ms(f.coldOf.sealMs)}`,
    ],
    ['warm: typeset + seal (median)', `${ms(f.warmTypesetMs)} + ${ms(f.warmSealMs)}`],
    ['warm, p95', ms(f.warmP95Ms)],
    ['verify', ms(f.verifyMs)],
  ],
)}

Memory: ${f.memoryMb.first.toFixed(0)} MB after the first document, ${f.memoryMb.last.toFixed(0)} MB after ${f.renders}.
`
}

function peersSection(ours: RenderFigures, figures: readonly PeerFigures[]): string {
  const times = timesFaster(ours, figures)
  return `### Beside other libraries

The same words of that note in one run, each in a process of its own. Ours are typeset, tagged, PDF/A-2a
and sealed; theirs are typeset alone.

${table(
  ['', 'cold ms', 'warm ms', 'memory MB', 'pages', 'KB'],
  [
    {
      name: '**Noteseal, sealed**',
      coldMs: ours.coldMs,
      warmMs: ours.warmMs,
      memoryMb: ours.memoryMb.last,
      pages: ours.pages,
      bytes: ours.bytes,
    },
    ...figures,
  ].map((f) => [
    f.name,
    ms(f.coldMs),
    ms(f.warmMs),
    f.memoryMb.toFixed(0),
    String(f.pages),
    (f.bytes / 1024).toFixed(0),
  ]),
)}

As fast as the fastest of the others: **${times.cold.toFixed(1)} times** cold, **${times.warm.toFixed(1)} times** warm (asked: ${LIMITS.timesPeers}).${figures.some(({ name }) => name === 'chromium') ? ' Chromium’s memory is that of the process that drives it.' : ' No Chromium on this machine.'}
`
}

function packetsSection(figures: readonly PacketFigures[]): string {
  const [limit] = figures.map((f) => f.limit)
  return `### A packet

Weekly notes of two pages with every addendum, typeset and sealed volume by volume, then the cover; each
step is a call of its own to the function, which may take ${limit?.seconds} s and has ${limit?.memoryMb} MB. One process makes all of
them here, so that what a step left behind would be seen.

${table(
  [
    'notes',
    'pages',
    'volumes',
    's in all',
    's, longest step',
    'MB after the first',
    'MB after the last',
    'MB at most',
    'PDFs MB',
  ],
  figures.map(({ notes, pages, steps, peakMb }) => [
    String(notes),
    String(pages),
    String(steps.length - 1),
    (steps.reduce((sum, { ms }) => sum + ms, 0) / 1000).toFixed(1),
    (longest(steps) / 1000).toFixed(1),
    (steps[0]?.residentMb ?? 0).toFixed(0),
    (steps.at(-1)?.residentMb ?? 0).toFixed(0),
    peakMb.toFixed(0),
    (steps.reduce((sum, { bytes }) => sum + bytes, 0) / 2 ** 20).toFixed(1),
  ]),
)}
`
}

function longest(steps: PacketFigures['steps']): number {
  return Math.max(...steps.map(({ ms }) => ms))
}

function freeBytesSection(f: FreeByteFigures): string {
  const [own, issued, lasting] = f.bytes.map((bytes) => Math.round(bytes / 1024))
  return `## Free bytes in a sealed document

One byte at a random place changed to another random value, checked, and put back:
**${(f.changes - f.undetected).toLocaleString('en-US')} of ${f.changes.toLocaleString('en-US')} changes found** (asked: all), a third of them in a file of ${own} KB with a self-signed
certificate, a third in one of ${issued} KB with a chain of three, a third in one of ${lasting} KB with such a chain, a
time-stamp and revocation lists (B-LT). A check that finds a change and says where it
lies takes ${ms(f.msEach)} ms.
`
}

function tamperingsSection(f: TamperingFigures): string {
  return `## Tampering with an export

An export of ${f.clients} clients, ${f.files} files, edited, cut, added to, reordered, rolled back and swapped between
clients, with and without the manifest made to fit. The verifier must find each, and name first the
file, client and event that was tampered with.

${table(
  ['tamperings', 'found', 'first fault named rightly', 'ms each, verification of all (median)'],
  [[String(f.tried), String(f.found), String(f.namedRightly), ms(f.verifyMs)]],
)}
`
}

function historiesSection(f: HistoryFigures): string {
  return `## Histories

${f.histories.toLocaleString('en')} random histories of ${f.steps.toLocaleString('en')} steps by several members, in order or at once with their calls in any order, some
stopped half way, from the seeds ${f.seeds.join(' and ')}: ${f.destroyed.toLocaleString('en')} came to a destruction. None was under a hold, with a live draft,
with fewer than two approvals, before its date or its notice; nothing was readable afterwards; every chain
verified. ${ms(f.seconds)} s.
`
}

function bundlesSection(figures: readonly BundleFigures[]): string {
  return `## Bundles

Size and cold import of each function, beside a bundle of nothing but the SDK clients and commands that
it uses. Each import is a new process, the two in turn.

${table(
  ['function', 'KB', 'gzip KB', 'import ms', 'SDK alone KB', 'SDK alone ms', 'import ratio'],
  figures.map((f) => [
    f.name,
    f.kilobytes.toFixed(0),
    f.gzippedKilobytes.toFixed(0),
    ms(f.importMs),
    f.sdkKilobytes.toFixed(0),
    ms(f.sdkImportMs),
    (f.importMs / f.sdkImportMs).toFixed(2),
  ]),
)}
`
}

function ms(value: number): string {
  return value < 10 ? value.toFixed(1) : value.toFixed(0)
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [
    line(heads),
    line(heads.map((_, i) => (i === 0 ? '---' : '--:'))),
    ...rows.map(line),
  ].join('\n')
}
