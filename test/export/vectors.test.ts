import { describe, expect, it } from 'vitest'
import { inWords } from '../../shared/export/export-fault.ts'
import { verifyExportFiles } from '../../shared/export/verify-export-files.ts'
import { broken, brokenExports, wholeExport } from './vectors.ts'

const whole = wholeExport()

describe('a frozen export', () => {
  it('is whole, with its keys and its manifest’s hash known', async () => {
    const { faults, seen } = await verifyExportFiles(whole, {
      fingerprints: whole.manifest.keys.map(({ fingerprint }) => fingerprint),
      manifestSha256: whole.manifestSha256,
    })
    expect(faults).toEqual([])
    expect(seen).toMatchObject({ clients: 3, notes: 4, documents: 5 })
  })

  it('was signed by other keys than those that are expected', async () => {
    const [, documents] = whole.manifest.keys
    const fingerprints = [documents?.fingerprint ?? '']
    const { faults } = await verifyExportFiles(whole, { fingerprints })
    expect(faults.map(({ kind }) => kind)).toEqual(['another_key'])
  })

  it.each(brokenExports())('is broken: $name', async (each) => {
    const known = each.noted ? { manifestSha256: whole.manifestSha256 } : {}
    const { faults } = await verifyExportFiles(broken(whole, each), known)
    expect(faults[0]).toEqual(each.first)
    expect(inWords(each.first)).toContain(each.first.file)
    if (each.first.clientId) expect(inWords(each.first)).toContain(each.first.clientId)
  })
})
