import { createHash } from 'node:crypto'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Instant, instantAt, localDate, plusHours } from '../../../shared/clock.ts'
import { download as fetched } from '../../leaving/api.ts'
import { startCloud } from '../cloud.ts'
import type { CheckedCaseload } from './caseload/check-caseload.ts'
import type { RefusedRow } from './caseload/take-rows.ts'
import { CustodyRun } from './custody-run.ts'
import { ApiRefused } from './http/api.ts'
import { type MadePaper, type PapersDesk, PapersRun } from './papers-run.ts'
import { PracticeRun } from './practice-run.ts'
import { ReleaseRun } from './release-run.ts'
import { RetentionRun } from './retention-run.ts'
import { type Step, StepFailed, Steps } from './steps.ts'
import { takeAlong } from './take-along.ts'

export interface MadeDocument {
  /** Relative to the summary. */
  readonly path: string
  readonly kind: string
  /** Absent where it is about no note. */
  readonly noteId?: string
  readonly version: number
  readonly sha256: string
  readonly pages: number
}

export interface Summary {
  readonly ok: boolean
  readonly failed?: { readonly step: string; readonly reason: string }
  readonly steps: readonly Step[]
  readonly documents: readonly MadeDocument[]
  readonly mails: readonly { readonly to: string; readonly subject: string; readonly at: string }[]
  readonly refused: readonly RefusedRow[]
}

/** What the demonstration is told. */
export interface Demonstration {
  readonly out: string
  readonly assembly: string
  readonly caseload: CheckedCaseload
  readonly report: (line: string) => void
}

/** The stand-ins answer no sooner than the real services, so that what waits for what can be seen. */
const LATENCY_MS = 5

/**
 * Lives the caseload in a fresh local cloud under `out` and writes its documents there.
 *
 * @returns all that happened, also when a step failed: then `failed` names it
 */
export async function demonstrate(told: Demonstration): Promise<Summary> {
  const { out, assembly, caseload, report } = told
  const state = join(out, 'state')
  const folder = join(out, 'documents')
  for (const each of [state, folder]) rmSync(each, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })

  const until = new Date().toISOString()
  report('Starting the local cloud in a fresh state …')
  const cloud = await startCloud({
    dir: state,
    assembly,
    latencyMs: LATENCY_MS,
    startAt: Date.parse(beginningOf(caseload)),
  })
  const steps = new Steps(cloud, (step, about) => report(lineOf(step, about)))
  const run = new PracticeRun(cloud, steps, caseload, { until })
  const documents: MadeDocument[] = []
  let failed: Summary['failed']
  try {
    await run.found()
    await run.openRecords()
    await run.live()
    for (const note of run.notes.made) await run.notes.read(note)
    await keepSigned(run, steps)
    await chaseWhatIsLate(run, steps, cloud, caseload)
    documents.push(...(await download(run, steps, folder)))
    insistOnDocuments(run, documents)
    const custodian = await custodianOf(run, caseload)
    documents.push(...(await handOut(run, steps, cloud, caseload, { custodian, folder })))
    await letSomethingLeave(run, steps, cloud, custodian)
    documents.push(...(await letRetentionEnd(run, steps, cloud, caseload, { folder, custodian })))
    await takeAlong(run, steps, { custodian, assembly, out })
    await letSomebodyLeave(run, steps, cloud, caseload, custodian)
  } catch (error) {
    failed = {
      step: error instanceof Error && 'step' in error ? String(error.step) : 'demonstration',
      reason: error instanceof Error ? error.message : String(error),
    }
  } finally {
    // The clock is the real one again from here on.
    await cloud.idle().catch(() => undefined)
  }
  const mails = (await cloud.mailbox.list()).map(({ to, subject, at }) => ({
    to: [to].flat().join(', '),
    subject,
    at: typeof at === 'number' ? new Date(at).toISOString() : String(at),
  }))
  for (const [mail, same] of Map.groupBy(mails, ({ to, subject }) => `${to}: ${subject}`))
    report(`  mail to ${mail}${same.length > 1 ? ` (${same.length} mornings)` : ''}`)
  await cloud.close()
  return {
    ok: failed === undefined,
    ...(failed && { failed }),
    steps: steps.taken,
    documents,
    mails,
    refused: caseload.refused,
  }
}

/** A day before the first session, or now where there is none. */
function beginningOf({ sessions }: CheckedCaseload): Instant {
  const first = sessions.map(({ start }) => start).toSorted()[0]
  return first === undefined ? new Date().toISOString() : plusHours(first, -24)
}

/** A signed note is final: a try to change it must be refused. */
async function keepSigned(run: PracticeRun, steps: Steps): Promise<void> {
  const note = run.notes.made.find(({ signed }) => signed)
  if (!note) return
  const api = await run.people.ready(note.author)
  const { etag } = await api.get(`/v1/notes/${note.noteId}`)
  await steps.take('refuse-change', 'a signed note cannot be saved over', async () => {
    const answer = await api
      .put(`/v1/notes/${note.noteId}/draft`, { sections: {} }, { ifMatch: etag })
      .catch((error: unknown) => error)
    if (!(answer instanceof ApiRefused) || answer.type !== 'note_not_draft')
      throw new Error('a signed note was not protected')
  })
}

/** What is made of a record besides its notes: of a signed note whose client is insured, if any is. */
async function handOut(
  run: PracticeRun,
  steps: Steps,
  cloud: Awaited<ReturnType<typeof startCloud>>,
  caseload: CheckedCaseload,
  desk: PapersDesk,
): Promise<MadeDocument[]> {
  const insured = new Set(
    caseload.clients
      .filter(({ insurance = [] }) => insurance.length > 0)
      .map(({ key }) => run.clientIds.get(key)),
  )
  const signed = run.notes.made.filter((note) => note.signed)
  const note = signed.find(({ clientId }) => insured.has(clientId)) ?? signed[0]
  if (!note) return []
  const papers = await new PapersRun(cloud, run, steps, desk).make(note, caseload)
  return madeOf(papers)
}

const madeOf = (papers: readonly MadePaper[]): MadeDocument[] =>
  papers.map(({ name, ...paper }) => ({ path: `documents/${name}`, ...paper }))

/** The latest of the signed notes, to another practice, by the client's consent. */
async function letSomethingLeave(
  run: PracticeRun,
  steps: Steps,
  cloud: Awaited<ReturnType<typeof startCloud>>,
  custodian: string,
): Promise<void> {
  const note = run.notes.made
    .filter(({ signed }) => signed)
    .toSorted((a, b) => (a.date < b.date ? 1 : -1))[0]
  if (note) await new ReleaseRun(cloud, run, steps, custodian).release(note)
}

/** Two days on, whatever is still owed is late; the morning after, people are told. */
async function chaseWhatIsLate(
  run: PracticeRun,
  steps: Steps,
  cloud: Awaited<ReturnType<typeof startCloud>>,
  { practice }: CheckedCaseload,
): Promise<void> {
  await cloud.idle()
  const now = new Date(cloud.clock.now()).toISOString()
  const { dueAfterHours, supervisorAfterHours } = practice.lateRule
  await steps.take(
    'late-sweep',
    'the clock moves on; what is owed is flagged',
    async () => {
      await run.moveTo(plusHours(now, dueAfterHours + supervisorAfterHours + 1))
      await cloud.idle()
    },
    ['flag-late-notes'],
  )
  const later = new Date(cloud.clock.now()).toISOString()
  const nextDay = localDate(plusHours(later, 24), practice.zone)
  const hour = String(practice.digestHour).padStart(2, '0')
  await steps.take(
    'digest',
    'the next morning, numbers and due times alone',
    async () => {
      await run.moveTo(instantAt(nextDay, `${hour}:01`, practice.zone))
      await cloud.idle()
    },
    ['send-digests'],
  )
}

/**
 * Years later: the records that are due are proposed; one is held, one is approved by two and
 * destroyed, with its certificates; then nobody reads a word of it any more.
 */
async function letRetentionEnd(
  run: PracticeRun,
  steps: Steps,
  cloud: Awaited<ReturnType<typeof startCloud>>,
  caseload: CheckedCaseload,
  { folder, custodian }: { folder: string; custodian: string },
): Promise<MadeDocument[]> {
  const retention = new RetentionRun(cloud, run, steps, [custodian, run.scheduler])
  const due = (await retention.propose(caseload)).filter(({ kept }) => kept.length === 0)
  const [destroyed, held] = due.map(({ disposal }) => disposal.clientId)
  if (destroyed === undefined) return []
  const papers = new PapersRun(cloud, run, steps, { custodian, folder })
  const notices: MadePaper[] = []
  if (held !== undefined) {
    await retention.hold(held)
    notices.push(...(await papers.fetch(custodian, held, ['hold-notice'])))
  }
  await retention.approve(destroyed)
  const paths = await retention.readable(destroyed, run.notes.made)
  await retention.destroy(caseload.practice.retention)
  await retention.readsNothing(destroyed, paths, run.notes.made)
  const first = await retention.certificate(destroyed, 1)
  await retention.lapse()
  const second = await retention.certificate(destroyed, 2)
  const certificates = [first, second].map(({ part, sha256, pages, bytes }) => {
    const name = `certificate-of-destruction-${destroyed.slice(-6)}-part-${part}.pdf`
    writeFileSync(join(folder, name), bytes)
    const path = `documents/${name}`
    return { path, kind: 'certificate-of-destruction', version: 1, sha256, pages }
  })
  return [...madeOf(notices), ...certificates]
}

/** Where somebody left a draft behind and there is a colleague to take over. */
async function letSomebodyLeave(
  run: PracticeRun,
  steps: Steps,
  cloud: Awaited<ReturnType<typeof startCloud>>,
  { members }: CheckedCaseload,
  custodian: string,
): Promise<void> {
  const draft = run.notes.made.find(({ signed, author }) => !signed && author !== run.scheduler)
  const colleague = members.find(
    ({ key, roles }) => roles.includes('clinician') && key !== draft?.author,
  )
  const supervises = members.some(({ supervisor }) => supervisor === draft?.author)
  if (!draft || !colleague || supervises) return
  const custody = new CustodyRun(cloud, run, steps, custodian, run.scheduler)
  await custody.leave(draft.author)
  await custody.read(draft)
  await custody.handOver(draft.author, colleague.key)
}

/** It takes a second person besides the admin: a caseload without a custodian is given one. */
async function custodianOf(run: PracticeRun, { members }: CheckedCaseload): Promise<string> {
  const known = members.find(
    ({ key, roles }) => roles.includes('custodian') && key !== run.scheduler,
  )
  if (known) return known.key
  // No row has such a key.
  const key = '-custodian'
  await run.addMember({
    key,
    name: 'Practice Custodian',
    email: 'the-custodian@practice.example',
    credentials: '',
    roles: ['custodian'],
  })
  return key
}

/** Every signed note has its document. @throws StepFailed */
function insistOnDocuments(run: PracticeRun, documents: readonly MadeDocument[]): void {
  const missing = run.notes.made.filter(
    ({ signed, noteId }) => signed && !documents.some((document) => document.noteId === noteId),
  )
  if (missing.length > 0)
    throw new StepFailed('render', `${missing.length} signed notes have no document`)
}

interface ListedDocument {
  readonly documentId: string
  readonly noteId: string
  readonly kind: string
  readonly version: number
  readonly sha256: string
  readonly pages: number
}

/** Fetches every version of every document through a presigned link, as a person would. */
async function download(run: PracticeRun, steps: Steps, folder: string): Promise<MadeDocument[]> {
  const made: MadeDocument[] = []
  for (const clientId of new Set(run.notes.made.map((note) => note.clientId))) {
    const reader =
      run.notes.made.find((note) => note.clientId === clientId)?.author ?? run.scheduler
    for (const document of await listed(run, reader, clientId)) {
      const api = await run.people.ready(reader)
      const bytes = await steps.take(
        'download',
        `${document.pages} pages, version ${document.version}`,
        async () => {
          const path = `/v1/documents/${document.documentId}/link`
          return fetched(async () => (await api.post<{ url: string }>(path, undefined)).body.url)
        },
      )
      const sha256 = createHash('sha256').update(bytes).digest('hex')
      if (sha256 !== document.sha256)
        throw new StepFailed('download', new Error('a document is not what was stored'))
      const note = run.notes.made.find(({ noteId }) => noteId === document.noteId)
      const name = `${note?.date}-${note?.template}-${document.noteId.slice(-6)}-v${document.version}.pdf`
      writeFileSync(join(folder, name), bytes)
      const { kind, noteId, version, pages } = document
      made.push({ path: `documents/${name}`, kind, noteId, version, sha256, pages })
    }
  }
  return made.toSorted((a, b) => (a.path < b.path ? -1 : 1))
}

async function listed(
  run: PracticeRun,
  reader: string,
  clientId: string,
): Promise<ListedDocument[]> {
  const documents: ListedDocument[] = []
  for (let cursor: string | undefined, more = true; more; ) {
    const api = await run.people.ready(reader)
    const query = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const { body } = await api.get<{ documents: ListedDocument[]; next?: string }>(
      `/v1/clients/${clientId}/documents?limit=200${query}`,
    )
    documents.push(...body.documents)
    cursor = body.next
    more = cursor !== undefined
  }
  return documents
}

function lineOf({ name, ms, calls }: Step, about: string): string {
  const counted =
    calls.total === 0 ? '' : `${calls.sequence} in sequence of ${calls.total} AWS calls`
  return `  ${name.padEnd(15)}${about.padEnd(44)}${`${ms.toFixed(0)} ms`.padStart(8)}  ${counted}`.trimEnd()
}
