import { tamper } from '../export/tamper.ts'
import { wholeExport } from '../export/vectors.ts'
import { median } from './median.ts'

export interface TamperingFigures {
  readonly tried: number
  readonly found: number
  readonly namedRightly: number
  readonly clients: number
  readonly files: number
  readonly verifyMs: number
}

/** Tampers with an export again and again, and has each verified. */
export async function benchTamperings(count = 10_000): Promise<TamperingFigures> {
  const whole = wholeExport()
  const times: number[] = []
  let found = 0
  let namedRightly = 0
  for (let seed = 1_000_000; times.length < count; seed++) {
    const began = performance.now()
    const tampered = await tamper(whole, seed)
    if (!tampered) continue
    times.push(performance.now() - began)
    if (tampered.report.faults.length > 0) found++
    if (!tampered.wrong) namedRightly++
  }
  return {
    tried: count,
    found,
    namedRightly,
    clients: whole.clientIds.length,
    files: whole.paths().length,
    verifyMs: median(times),
  }
}
