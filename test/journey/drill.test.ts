import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { drill } from '../../infra/local/drill/drill.ts'
import { theSame } from '../../infra/local/drill/what-is-seen.ts'
import { prepareAssembly } from '../../infra/local/start/prepare-assembly.ts'

const out = mkdtempSync(join(tmpdir(), 'noteseal-drill-'))
afterAll(() => rmSync(out, { recursive: true, force: true }))

it('a practice whose tables are emptied is put back to one second, and nobody destroyed comes back', async () => {
  const lines: string[] = []
  const assembly = await prepareAssembly()
  const { failed, steps, figures } = await drill({
    out,
    assembly,
    report: (line) => lines.push(line),
  })
  expect(failed).toBeUndefined()
  expect(lines).toHaveLength(steps.length)
  expect(figures).toMatchObject({ notes: 4, documents: 4, processNotes: 1, rebuilt: 2 })
  const found = Object.fromEntries(steps.map((step) => [step.name, step.found]))
  expect(found['verify-again']).toMatchObject({ broken: 0, withoutRecord: 0 })
  expect(found['replay-tombstones']).toMatchObject({ tombstones: 2, replayed: 2, failed: 0 })
}, 180_000)

it('a drill that fails names the step', async () => {
  const { ok, failed } = await drill({ out, assembly: join(out, 'nowhere'), report: () => {} })
  expect([ok, failed?.step]).toEqual([false, 'start'])
})

it('a note that reads otherwise than before is named', () => {
  const seen = (text: string) => ({
    notes: new Map([['n1', { state: 'signed', signedForm: { text } }]]),
    documents: new Map<string, string>(),
    processNotes: new Map<string, string>(),
    ends: new Map<string, unknown>(),
  })
  expect(() => theSame(seen('a'), seen('a'))).not.toThrow()
  expect(() => theSame(seen('a'), seen('b'))).toThrow('notes differ: n1')
})
