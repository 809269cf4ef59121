/** Writes the tables into `docs/preflight.md`. Run: `node test/preflight/write-table.ts` */
import { readFileSync, writeFileSync } from 'node:fs'
import { preflightPage, withTables } from './preflight-page.ts'

writeFileSync(preflightPage, withTables(readFileSync(preflightPage, 'utf8')))
