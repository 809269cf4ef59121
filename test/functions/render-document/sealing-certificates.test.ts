import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import { sealingCertificates } from '../../../functions/render-document/sealing-certificates.ts'

it('takes a certificate as it is told, or those beside its bundle', () => {
  const dir = mkdtempSync(join(tmpdir(), 'noteseal-chain-'))
  onTestFinished(() => rmSync(dir, { recursive: true }))
  writeFileSync(join(dir, 'sealing-chain.pem'), 'three certificates')
  const bundle = pathToFileURL(join(dir, 'index.mjs')).href
  expect(sealingCertificates('sealing-chain.pem', bundle)).toBe('three certificates')
  expect(sealingCertificates('-----BEGIN', bundle)).toBe('-----BEGIN')
})
