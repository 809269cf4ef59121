// Writes docs/caseload.schema.json: run it after a change of caseload.ts.
import { writeFileSync } from 'node:fs'
import { caseloadSchema } from './caseload-schema.ts'

const file = new URL('../../../../docs/caseload.schema.json', import.meta.url)
writeFileSync(file, `${JSON.stringify(caseloadSchema(), null, 2)}\n`)
