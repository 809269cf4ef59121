import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { typesetAsked } from '../../functions/render-document/render-asked.ts'
import { accountingOfMany, attestation, physicianLetter, superbill } from './sample-asked.ts'
import { VECTORS } from './vectors.ts'

/**
 * Writes the frozen vectors of documents that somebody asked for anew: run by hand, and only when a
 * template changes with its specification.
 */
const vectors = [attestation, superbill, physicianLetter, accountingOfMany(7)].map(
  ({ words, ...rest }) => {
    const { pdf } = typesetAsked(words, rest)
    return { typeset: createHash('sha256').update(pdf).digest('hex'), words, ...rest }
  },
)
writeFileSync(new URL('asked.json', VECTORS), `${JSON.stringify(vectors, null, 2)}\n`)
