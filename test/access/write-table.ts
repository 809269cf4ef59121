/** Writes the role matrix into `docs/access.md`. Run: `node test/access/write-table.ts` */
import { readFileSync, writeFileSync } from 'node:fs'
import { accessPage, withTable } from './access-page.ts'

writeFileSync(accessPage, withTable(readFileSync(accessPage, 'utf8')))
