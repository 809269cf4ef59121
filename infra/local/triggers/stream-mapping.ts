import { setTimeout as sleep } from 'node:timers/promises'
import type { DynamoDBBatchResponse, DynamoDBRecord } from 'aws-lambda'
import type { Journal } from '../state/journal.ts'
import { matchesPattern } from './filter-pattern.ts'

/** `AWS::Lambda::EventSourceMapping` of a table's stream. */
export interface StreamMappingDefinition {
  /** Under which its place in the stream is kept. */
  readonly name: string
  readonly table: string
  readonly batchSize: number
  /** A record that matches any goes to the function; all do where there is none. */
  readonly patterns: readonly unknown[]
  readonly reportsItemFailures: boolean
  readonly bisects: boolean
  readonly retryAttempts: number
  /**
   * Milliseconds after which records that keep failing are given up. Outside, not by the cloud's
   * clock: moving it must not use up anybody's attempts.
   */
  readonly oldestMs: number
  readonly invoke: (event: { Records: DynamoDBRecord[] }) => Promise<unknown>
  /** What becomes of records that were given up; the stream goes on after it. */
  readonly giveUp: (records: readonly DynamoDBRecord[], attempts: number) => Promise<void>
}

/** The stream as a mapping reads it. */
export interface StreamSource {
  read(table: string, after: string | undefined, limit: number): Promise<DynamoDBRecord[]>
  onRecords(listener: (table: string) => void): () => void
}

export interface StreamMapping {
  readonly table: string
  /** The sequence number of the last record that is done with. */
  place(): string | undefined
  /** Settles once every record that was in the stream has been handled or given up. */
  drained(): Promise<void>
  close(): Promise<void>
}

const READ_AGAIN_MS = 1_000
const READ_AT_ONCE = 200
const FIRST_PAUSE_MS = 200
const LONGEST_PAUSE_MS = 5_000

/**
 * Feeds a stream to a function, oldest first, at least once: its place is stored after a batch was
 * handled, so a crash in between repeats the batch.
 */
export function startStreamMapping(
  definition: StreamMappingDefinition,
  source: StreamSource,
  places: Journal<string>,
  log: (line: string) => void,
): StreamMapping {
  const { name, table, batchSize } = definition
  const stopping = new AbortController()
  let place = places.get(name)
  let wake = () => {}
  let woken = true
  /** Those who wait for a pass that begins after they asked. */
  let waiting: (() => void)[] = []

  const pass = async () => {
    for (;;) {
      const records = await source.read(table, place, READ_AT_ONCE)
      const last = sequenceOf(records.at(-1))
      if (last === undefined) return
      const wanted = records.filter((record) => isWanted(record, definition.patterns))
      for (let i = 0; i < wanted.length; i += batchSize) {
        const batch = wanted.slice(i, i + batchSize)
        await handleBatch(definition, batch, stopping.signal)
        // A batch that was cut short is not done: it is read again after the next start.
        if (stopping.signal.aborted) return
        place = sequenceOf(batch.at(-1)) ?? place
        if (place !== undefined) places.set(name, place)
      }
      if (stopping.signal.aborted) return
      // Not worth a write: what nobody wanted would be passed over again.
      place = last
    }
  }
  const run = async () => {
    while (!stopping.signal.aborted) {
      if (!woken) await Promise.race([new Promise<void>((go) => (wake = go)), pause(READ_AGAIN_MS)])
      woken = false
      const answered = waiting
      waiting = []
      try {
        await pass()
        for (const done of answered) done()
      } catch (error) {
        log(`${name} cannot read ${table}: ${error instanceof Error ? error.name : 'error'}`)
        waiting.push(...answered)
        await pause(READ_AGAIN_MS, stopping.signal)
      }
    }
    for (const done of waiting) done()
  }
  const stopListening = source.onRecords((changed) => {
    if (changed !== table) return
    woken = true
    wake()
  })
  const running = run()
  return {
    table,
    place: () => place,
    drained: () =>
      new Promise<void>((done) => {
        if (stopping.signal.aborted) return done()
        waiting.push(done)
        woken = true
        wake()
      }),
    close: async () => {
      stopping.abort()
      stopListening()
      wake()
      await running
    },
  }
}

/** Hands records to the function until they are done or given up, in order. */
async function handleBatch(
  definition: StreamMappingDefinition,
  records: readonly DynamoDBRecord[],
  stopping: AbortSignal,
  began = performance.now(),
): Promise<void> {
  const { retryAttempts, bisects, giveUp } = definition
  let rest = records
  for (let attempt = 0; !stopping.aborted; attempt++) {
    const failedFrom = await tryOnce(definition, rest)
    if (failedFrom === undefined || stopping.aborted) return
    // Progress up to the first failure is kept and, as Lambda does, the attempts begin anew.
    if (failedFrom > 0) attempt = 0
    rest = rest.slice(failedFrom)
    if (bisects && rest.length > 1 && failedFrom === 0) {
      const half = Math.ceil(rest.length / 2)
      await handleBatch(definition, rest.slice(0, half), stopping, began)
      await handleBatch(definition, rest.slice(half), stopping, began)
      return
    }
    if (attempt >= retryAttempts || performance.now() - began > definition.oldestMs) {
      await giveUp(rest, attempt + 1)
      return
    }
    await pause(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt), stopping)
  }
}

/** @returns the index of the first record that failed; undefined where none did */
async function tryOnce(
  { invoke, reportsItemFailures }: StreamMappingDefinition,
  records: readonly DynamoDBRecord[],
): Promise<number | undefined> {
  let answer: unknown
  try {
    answer = await invoke({ Records: [...records] })
  } catch {
    return 0
  }
  const failures = reportsItemFailures ? failuresOf(answer) : []
  if (failures.length === 0) return undefined
  const failed = failures.map(({ itemIdentifier }) =>
    records.findIndex((record) => sequenceOf(record) === itemIdentifier),
  )
  // An identifier that names no record fails the whole batch, as with Lambda.
  return failed.includes(-1) ? 0 : Math.min(...failed)
}

function failuresOf(answer: unknown): DynamoDBBatchResponse['batchItemFailures'] {
  if (typeof answer !== 'object' || answer === null || !('batchItemFailures' in answer)) return []
  return Array.isArray(answer.batchItemFailures) ? answer.batchItemFailures : []
}

function isWanted(record: DynamoDBRecord, patterns: readonly unknown[]): boolean {
  return patterns.length === 0 || patterns.some((pattern) => matchesPattern(pattern, record))
}

export function sequenceOf(record: DynamoDBRecord | undefined): string | undefined {
  return record?.dynamodb?.SequenceNumber
}

/** Ends early, and quietly, when stopping. */
async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, signal && { signal }).catch(() => {})
}
