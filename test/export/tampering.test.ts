import { expect, it } from 'vitest'
import { tamper } from './tamper.ts'
import { wholeExport } from './vectors.ts'

const TAMPERINGS = 250

it(`finds each of ${TAMPERINGS} generated tamperings, and names the first fault rightly`, async () => {
  const whole = wholeExport()
  const kinds = new Set<string>()
  const wrong = []
  let count = 0
  for (let seed = 1; count < TAMPERINGS; seed++) {
    const tampered = await tamper(whole, seed)
    if (!tampered) continue
    count++
    kinds.add(tampered.tampering.what.split(/[ /]/)[0] ?? '')
    if (tampered.wrong) wrong.push(tampered)
  }
  expect(wrong).toEqual([])
  expect([...kinds].sort()).toEqual(['delete', 'edit', 'insert', 'make', 'reorder', 'roll', 'swap'])
}, 60_000)
