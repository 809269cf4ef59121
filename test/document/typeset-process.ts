import { createRequire } from 'node:module'
import { oneOfEveryKind, sampleDocuments } from './sample-documents.ts'
import { sha256 } from './test-key.ts'

// node test/document/typeset-process.ts
//
// Typesets a document of every kind in a process of its own; reports their hashes, and whether this
// machine's own fonts have Amiri in bold, which ours do not.

const { NodeCompiler } = createRequire(import.meta.url)(
  '@myriaddreamin/typst-ts-node-compiler',
) as typeof import('@myriaddreamin/typst-ts-node-compiler')

const FINGERPRINT = 'a3'.repeat(32)

function machineHasFont(): boolean {
  try {
    const mainFileContent = '#set text(font: "Amiri", fallback: false)\nx'
    NodeCompiler.create().pdf({ mainFileContent }, { pdfStandard: 'a-2a' })
    return true
  } catch {
    return false
  }
}

const hashes = Object.fromEntries(
  Object.entries({
    ...oneOfEveryKind,
    'note in many scripts': sampleDocuments['note in many scripts'],
    'note in Chinese': sampleDocuments['note in Chinese, Japanese and Korean'],
  }).map(([kind, sample]) => [kind, sample && sha256(sample(FINGERPRINT).pdf)]),
)
process.stdout.write(JSON.stringify({ hashes, machineHasFont: machineHasFont() }))
