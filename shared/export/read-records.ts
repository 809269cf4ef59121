import type { z } from 'zod'
import { canonical, NotCanonical } from '../ledger/canonical.ts'
import type { ExportFault } from './export-fault.ts'

/** A record as it stood in its file. */
export interface Read<T> {
  readonly value: T
  /** From 1. */
  readonly line: number
}

/** What a file had, and what was wrong with it. */
export interface ReadFile<T> {
  readonly records: readonly Read<T>[]
  readonly faults: readonly ExportFault[]
}

type Place = Pick<ExportFault, 'file' | 'clientId'>

/**
 * Reads lines of canonical JSON, each ended by a line feed. Strict: a record has one text, so that the
 * same record makes the same file.
 *
 * @param bytes attacker-controlled
 * @param order what records are sorted by, each once
 */
export function readRecords<S extends z.ZodType>(
  bytes: Uint8Array,
  schema: S,
  place: Place,
  order: (value: z.output<S>) => string,
): ReadFile<z.output<S>> {
  const text = utf8(bytes)
  if (text === undefined || (text !== '' && !text.endsWith('\n')))
    return { records: [], faults: [{ kind: 'malformed', ...place }] }
  const records: Read<z.output<S>>[] = []
  const faults: ExportFault[] = []
  let last = ''
  for (const [i, each] of text.split('\n').slice(0, -1).entries()) {
    const line = i + 1
    const value = readOne(each, schema)
    if (value === undefined) {
      faults.push({ kind: 'malformed', ...place, line })
      continue
    }
    const at = order(value)
    if (at === last) faults.push({ kind: 'duplicate', ...place, line })
    else if (at < last) faults.push({ kind: 'out_of_order', ...place, line })
    else last = at
    records.push({ value, line })
  }
  return { records, faults }
}

/** A file of one record: the same on one line. */
export function readRecord<S extends z.ZodType>(
  bytes: Uint8Array,
  schema: S,
): z.output<S> | undefined {
  const text = utf8(bytes)
  return text?.endsWith('\n') ? readOne(text.slice(0, -1), schema) : undefined
}

function readOne<S extends z.ZodType>(text: string, schema: S): z.output<S> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    // As it stands, not as the schema reads it: that is what was committed to.
    return canonical(value) === text && schema.safeParse(value).success
      ? (value as z.output<S>)
      : undefined
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof NotCanonical) return undefined
    throw error
  }
}

function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}
