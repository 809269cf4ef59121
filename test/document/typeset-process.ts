import { createRequire } from 'node:module'
import { typesetProgressNote } from '../../shared/document/typeset-progress-note.ts'
import { manyScripts } from './sample-notes.ts'
import { sha256 } from './test-key.ts'

// node test/document/typeset-process.ts
//
// Typesets a note in a process of its own; reports its hash, and whether this machine's own fonts
// have Amiri in bold, which ours do not.

const { NodeCompiler } = createRequire(import.meta.url)(
  '@myriaddreamin/typst-ts-node-compiler',
) as typeof import('@myriaddreamin/typst-ts-node-compiler')

function machineHasFont(): boolean {
  try {
    const mainFileContent = '#set text(font: "Amiri", fallback: false)\nx'
    NodeCompiler.create().pdf({ mainFileContent }, { pdfStandard: 'a-2a' })
    return true
  } catch {
    return false
  }
}

const { pdf } = typesetProgressNote(manyScripts)
process.stdout.write(JSON.stringify({ hash: sha256(pdf), machineHasFont: machineHasFont() }))
