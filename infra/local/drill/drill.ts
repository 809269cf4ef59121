import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Cloud, startCloud } from '../cloud.ts'
import { checkCaseload } from '../demo/caseload/check-caseload.ts'
import { PracticeRun } from '../demo/practice-run.ts'
import { Steps } from '../demo/steps.ts'
import { recover, recovered } from './recover.ts'
import {
  APPROVED_LATER_AT,
  BACKUP_AT,
  BEGINS,
  DESTROYED_BY,
  DRILL_PRACTICE,
  PROCESS_NOTES_AT,
} from './small-practice.ts'
import { destroyedEverywhere, endsTold, type Seen, seen, theSame } from './what-is-seen.ts'

export interface DrillStep {
  readonly name: string
  readonly ms: number
  /** Counts and ids. */
  readonly found?: unknown
}

/** What is written to `drill.json`. */
export interface DrillReport {
  readonly ok: boolean
  readonly failed?: { readonly step: string; readonly reason: string }
  readonly steps: readonly DrillStep[]
  readonly figures: Readonly<Record<string, number>>
}

export interface Drill {
  readonly out: string
  readonly assembly: string
  readonly report: (line: string) => void
}

/** Names under which the tables come back. */
const restoredName = (table: string) => `${table}-restored`

/**
 * Loses everything that a small practice has in its tables, and gets it back: the restore procedure of
 * docs/runbook.md, by the same functions, on the local cloud. Two clients are destroyed after the second
 * that all is put back to, one of them approved after it, too; two notes are signed after it.
 *
 * @returns all that happened, also when a step failed: then `failed` names it
 */
export async function drill({ out, assembly, report }: Drill): Promise<DrillReport> {
  const dir = join(out, 'state')
  rmSync(dir, { recursive: true, force: true })
  mkdirSync(out, { recursive: true })
  const steps: DrillStep[] = []
  const figures: Record<string, number> = {}
  let current = ''
  let cloud: Cloud | undefined

  const step = async <T>(name: string, about: string, deed: () => Promise<T>): Promise<T> => {
    current = name
    const began = performance.now()
    const found = await deed()
    const ms = Math.round(performance.now() - began)
    const told = isTold(found) ? { found: found.told } : {}
    steps.push({ name, ms, ...told })
    report(`  ${name.padEnd(18)}${about.padEnd(58)}${`${ms} ms`.padStart(9)}`)
    return found
  }
  const open = async (more: Partial<Parameters<typeof startCloud>[0]>): Promise<Cloud> => {
    await cloud?.close()
    cloud = undefined
    cloud = await startCloud({ dir, assembly, ...more })
    return cloud
  }

  try {
    const first = await step('start', 'the local cloud in a fresh state', () =>
      open({ startAt: Date.parse(BEGINS) }),
    )
    const caseload = checkCaseload(DRILL_PRACTICE, DESTROYED_BY)
    const run = new PracticeRun(first, new Steps(undefined), caseload, {
      signIn: 'without pages',
      waitForDocuments: false,
      savesOnce: true,
    })
    let backup = 0
    await step('work', 'four clients, notes signed and sealed; then years pass', async () => {
      await run.found()
      await run.openRecords()
      await run.live([
        {
          at: PROCESS_NOTES_AT,
          happen: async () => {
            for (const key of ['stays', 'leaves']) await writeProcessNote(run, key)
          },
        },
        {
          at: APPROVED_LATER_AT,
          happen: () => approve(run, 'leaves-later'),
        },
        {
          at: BACKUP_AT,
          happen: async () => {
            backup = await backUp(first, run, step)
          },
        },
      ])
    })
    await step('destroy', 'the notice periods end: two clients are destroyed', async () => {
      await run.moveTo(DESTROYED_BY)
      await first.idle()
      // What came meanwhile is looked for a quarter of an hour later.
      await first.clock.advance(20 * 60_000)
      await first.idle()
    })
    const gone = ['leaves', 'leaves-later'].map((key) => run.clientId(key))
    const kept = ['stays', 'comes-again'].map((key) => run.clientId(key))
    const before = await step(
      'look',
      'notes, documents and ledger as people see them',
      async () => {
        for (const each of gone) await destroyedEverywhere(first, each)
        return { ...(await seen(first, kept)), ends: await endsTold(first, gone) }
      },
    )
    figures['notes'] = before.notes.size
    figures['documents'] = before.documents.size
    figures['processNotes'] = before.processNotes.size

    await step('wipe', 'every item of every table is deleted', () => wipe(first))
    const began = performance.now()
    const nameOf = restoredName
    const putBack = { at: backup, nameOf }
    const paused = await step('restore', 'all tables to one second, under new names', () =>
      open({ putBack, paused: true }),
    )
    figures['restoreMs'] = Math.round(performance.now() - began)
    await recover(paused, step, figures)
    figures['recoverMs'] = Math.round(performance.now() - began)

    const serving = await step('serve', 'functions, clocks and streams run again', async () => {
      const again = await open({ putBack })
      // The timetable's own run, too, finds that all tombstones were replayed.
      await again.clock.advance(20 * 60_000)
      await again.idle()
      return again
    })
    await step(
      'prove',
      'reads, downloads, register as before; the destroyed are gone',
      async () => {
        const after = { ...(await seen(serving, kept)), ends: await endsTold(serving, gone) }
        theSame(before, after)
        for (const each of gone) await destroyedEverywhere(serving, each)
        await recovered(serving)
      },
    )
    await cloud?.close()
    return { ok: true, steps, figures }
  } catch (error) {
    await cloud?.close()
    const reason = error instanceof Error ? error.message : String(error)
    return { ok: false, failed: { step: current, reason }, steps, figures }
  }
}

type Step = <T>(name: string, about: string, deed: () => Promise<T>) => Promise<T>

export type { Seen, Step }

/** Two members approve; the key stores are exported. @returns the moment to go back to */
async function backUp(cloud: Cloud, run: PracticeRun, step: Step): Promise<number> {
  await step('approve', 'custodian and admin approve the destruction of one record', () =>
    approve(run, 'leaves'),
  )
  await step('export', 'the key stores, into the locked bucket', async () => {
    await cloud.invoke('export-keys', {})
    const keys = [...(await cloud.storage.objects()).values()].flat()
    const day = new Date(cloud.clock.now()).toISOString().slice(0, 10)
    const manifests = keys.filter(
      (key) => key.startsWith(`keys/${day}/`) && key.endsWith('manifest-summary.json'),
    )
    if (manifests.length !== 2) throw new Error(`${manifests.length} exports instead of 2`)
  })
  const moment = cloud.clock.now()
  // The second ends before anything else is written.
  await cloud.clock.advance(2_000)
  return moment
}

async function approve(run: PracticeRun, client: string): Promise<void> {
  const clientId = run.clientId(client)
  for (const who of ['keeper', 'admin']) {
    const api = await run.people.ready(who)
    const { etag } = await api.get(`/v1/disposals/${clientId}`)
    await api.post(`/v1/disposals/${clientId}/approvals`, undefined, { ifMatch: etag })
  }
}

/** What nobody but its author ever reads: under a key of its own, in tables of its own. */
async function writeProcessNote(run: PracticeRun, client: string): Promise<void> {
  const api = await run.people.ready('baker')
  const path = `/v1/clients/${run.clientId(client)}/process-notes`
  await api.post(path, { text: `What came to mind about ${client}.` })
}

async function wipe({ storage }: Cloud): Promise<void> {
  for (const table of storage.tables) await storage.empty(table)
  const left = await Promise.all(storage.tables.map((table) => storage.items(table)))
  if (left.flat().length > 0) throw new Error('something is left')
}

const isTold = (found: unknown): found is { told: unknown } =>
  typeof found === 'object' && found !== null && 'told' in found
