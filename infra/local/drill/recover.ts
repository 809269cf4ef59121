import type { Cloud } from '../cloud.ts'
import type { Step } from './drill.ts'

interface Answer {
  readonly done: boolean
  readonly cursor?: string
  readonly counts: Readonly<Record<string, number>>
}

/** The operator's part of docs/runbook.md, task by task. */
export async function recover(
  cloud: Cloud,
  step: Step,
  figures: Record<string, number>,
): Promise<void> {
  await step('verify-ledger', 'every chain as it came back', () => all(cloud, 'verify-ledger'))
  await step('mend-heads', 'of chains that the restore cut at their end', () =>
    all(cloud, 'mend-heads'),
  )
  const began = performance.now()
  const rebuilt = await step('rebuild-notes', 'signed notes, from the documents bucket', () =>
    all(cloud, 'rebuild-notes'),
  )
  figures['rebuildMs'] = Math.round(performance.now() - began)
  figures['rebuilt'] = rebuilt.told['rebuilt'] ?? 0
  if (rebuilt.told['rebuilt'] !== 2) throw new Error('two notes should have been put back')
  const replayed = await step('replay-tombstones', 'who was destroyed is destroyed again', () =>
    all(cloud, 'replay-tombstones', 'enforce-retention'),
  )
  if (replayed.told['replayed'] !== 2)
    throw new Error('two clients should have been destroyed again')
  await step('verify-again', 'every chain, and every signed note known', () => verified(cloud))
}

/** @throws Error where a chain is broken or a signed note is missing */
async function verified(cloud: Cloud): Promise<{ told: Answer['counts'] }> {
  const { told } = await all(cloud, 'verify-ledger')
  if (told['broken'] !== 0 || told['withoutRecord'] !== 0)
    throw new Error('the ledger is not whole')
  return { told }
}

export const recovered = verified

/** A task to its end, invocation by invocation; the counts of all of them. */
async function all(
  cloud: Cloud,
  task: string,
  by = 'recover-records',
): Promise<{ told: Answer['counts'] }> {
  const told: Record<string, number> = {}
  let cursor: string | undefined
  for (;;) {
    const order = { task, ...(cursor !== undefined && { cursor }) }
    const answer = (await cloud.invoke(by, order)) as Answer
    for (const [name, count] of Object.entries(answer.counts))
      told[name] = (told[name] ?? 0) + count
    if (told['failed']) throw new Error(`${told['failed']} could not be done`)
    if (answer.done) return { told }
    cursor = answer.cursor
  }
}
