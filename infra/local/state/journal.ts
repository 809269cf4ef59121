import {
  closeSync,
  existsSync,
  fdatasyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'

/** A map of text to JSON values that is on disk before `set` and `delete` return. */
export interface Journal<V> {
  get(key: string): V | undefined
  set(key: string, value: V): void
  delete(key: string): void
  entries(): IterableIterator<[string, V]>
  close(): void
}

const REWRITE_AFTER = 5_000

/**
 * Opens a journal: a file of lines `[key, value]`, or `[key]` for a deletion, appended to and
 * synced. A line cut short by a crash was never acknowledged and is dropped.
 */
export function openJournal<V>(
  file: string,
  read: (value: unknown) => V = (value) => value as V,
): Journal<V> {
  mkdirSync(dirname(file), { recursive: true })
  const kept = new Map<string, V>()
  for (const [key, value] of existsSync(file) ? whole(readFileSync(file, 'utf8')) : []) {
    if (value === undefined) kept.delete(key)
    else kept.set(key, read(value))
  }
  let descriptor = rewrite(file, kept)
  let lines = kept.size
  let closed = false

  const append = (line: readonly unknown[]) => {
    if (closed) return
    writeSync(descriptor, `${JSON.stringify(line)}\n`)
    fdatasyncSync(descriptor)
    lines++
    if (lines < REWRITE_AFTER || lines < kept.size * 4) return
    closeSync(descriptor)
    descriptor = rewrite(file, kept)
    lines = kept.size
  }
  return {
    get: (key) => kept.get(key),
    set: (key, value) => {
      kept.set(key, value)
      append([key, value])
    },
    delete: (key) => {
      if (kept.delete(key)) append([key])
    },
    entries: () => kept.entries(),
    close: () => {
      if (!closed) closeSync(descriptor)
      closed = true
    },
  }
}

function* whole(text: string): Generator<[string, unknown]> {
  const lines = text.split('\n')
  // What follows the last line's end is empty, or the beginning of a line that was cut short.
  for (const line of lines.slice(0, -1)) {
    if (line === '') continue
    const parsed: unknown = JSON.parse(line)
    if (Array.isArray(parsed) && typeof parsed[0] === 'string') yield [parsed[0], parsed[1]]
  }
}

function rewrite(file: string, kept: ReadonlyMap<string, unknown>): number {
  const fresh = `${file}.${process.pid}.new`
  const descriptor = openSync(fresh, 'w', 0o600)
  for (const entry of kept) writeSync(descriptor, `${JSON.stringify(entry)}\n`)
  fdatasyncSync(descriptor)
  closeSync(descriptor)
  renameSync(fresh, file)
  return openSync(file, 'a', 0o600)
}
