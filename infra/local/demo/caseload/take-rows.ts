import type { z } from 'zod'
import { fieldFaults, ruleOf } from '../../../../shared/http/field-faults.ts'

/** Why a row was left out. `reason` is our words, never the row's. */
export interface RefusedRow {
  /** Where it stands: `sessions[3]`. */
  readonly row: string
  readonly key?: string
  /** JSON pointer into the row; empty for the row as a whole. */
  readonly field: string
  readonly reason: string
}

export type Fault = Pick<RefusedRow, 'field' | 'reason'>

export const fault = (field: string, reason: string): Fault => ({ field, reason })

export const faultsOf = (error: z.ZodError): Fault[] =>
  fieldFaults(error).map(({ field, rule }) => fault(field, rule))

/** Checks a list row by row; a row with any fault is left out and all its faults are noted. */
export function takeRows<R extends { key?: string | undefined }, T>(
  name: string,
  rows: readonly unknown[],
  schema: z.ZodType<R>,
  refused: RefusedRow[],
  take: (row: R, place: string) => T | Fault[],
): T[] {
  const seen = new Set<string>()
  return rows.flatMap((raw, index) => {
    const place = `${name}[${index}]`
    const parsed = schema.safeParse(raw, { error: ruleOf })
    const key = keyOf(raw)
    const faults: Fault[] = parsed.success ? [] : faultsOf(parsed.error)
    if (key !== undefined) {
      if (seen.has(key)) faults.push(fault('/key', 'is the key of an earlier row'))
      seen.add(key)
    }
    const taken = parsed.success && faults.length === 0 ? take(parsed.data, place) : faults
    if (!Array.isArray(taken)) return [taken]
    for (const each of taken as Fault[])
      refused.push({ row: place, ...(key !== undefined && { key }), ...each })
    return []
  })
}

function keyOf(raw: unknown): string | undefined {
  if (typeof raw !== 'object' || raw === null || !('key' in raw)) return undefined
  return typeof raw.key === 'string' ? raw.key.slice(0, 64) : undefined
}
