import { type Sealer, sealPdf } from '../../shared/document/seal-pdf.ts'
import { typesetProgressNote } from '../../shared/document/typeset-progress-note.ts'
import { verifyPdf } from '../../shared/document/verify-pdf.ts'
import { undetectedChanges } from '../document/random-changes.ts'
import { lateNote, longNote } from '../document/sample-notes.ts'
import { newTestChain } from '../document/test-chain.ts'
import { newTestSealer } from '../document/test-key.ts'
import { newTestRevocation } from '../document/test-validation.ts'

/** What became of random changes of one byte, over a file of each kind of seal. */
export interface FreeByteFigures {
  readonly changes: number
  readonly undetected: number
  readonly bytes: readonly number[]
  /** Mean of a check that finds something, and says where. */
  readonly msEach: number
}

export async function benchFreeBytes(changesEach = 10_000): Promise<FreeByteFigures> {
  const files = [
    await sealed(longNote, await newTestSealer()),
    await sealed(lateNote, await newTestChain()),
    await lasting(),
  ]
  const began = performance.now()
  let undetected = 0
  for (const [seed, pdf] of files.entries()) {
    const found = await undetectedChanges(
      pdf,
      { count: changesEach, seed },
      async (bytes) => (await verifyPdf(bytes)).faults,
    )
    undetected += found.length
  }
  const changes = changesEach * files.length
  return {
    changes,
    undetected,
    bytes: files.map(({ length }) => length),
    msEach: (performance.now() - began) / changes,
  }
}

/** With issued certificates, a time-stamp, and lists that show that none was revoked. */
async function lasting() {
  const { chain, stampTime, data } = await newTestRevocation()
  const validation = { known: async () => data, of: async () => undefined }
  const pdf = await sealed(lateNote, { ...chain, stampTime, validation })
  if ((await verifyPdf(pdf)).validation?.faults.length !== 0) throw new Error('no lists are kept')
  return pdf
}

const sealed = (note: typeof lateNote, sealer: Sealer & { readonly fingerprint: string }) =>
  sealPdf(typesetProgressNote({ ...note, practiceSeal: sealer }), sealer)
