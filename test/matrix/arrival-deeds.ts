import { wholeExport } from '../export/vectors.ts'
import type { Deed } from './crash.ts'

const KEPT = 'wxndce014394c4v56t2wn4fhy1'

/** The frozen export with one of its clients: a note with an addendum, its documents, a chain. */
function smallExport() {
  const files = wholeExport()
  for (const path of files.paths())
    if (path.startsWith('clients/') && !path.includes(KEPT)) files.remove(path)
  const { chains } = files.manifest
  files.rewriteManifest({
    chains: chains.filter(({ chain }) => !chain.includes('#C#') || chain.includes(KEPT)),
  })
  return files
}

/** What happens when a practice comes from elsewhere. */
export const arrivalDeeds: readonly Deed[] = [
  {
    name: 'Taking in an export',
    prepare: async (world) => {
      const files = smallExport()
      await world.arrive('moved/', files)
      const admin = { issuer: 'https://id.example.org', subject: 'first' }
      return () => world.takeIn({ folder: 'moved/', manifest: files.manifestSha256, admin })
    },
  },
]
