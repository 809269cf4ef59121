import { leavingTable, rulesTable, sourcesTable } from '../../shared/preflight/rules-table.ts'

export const preflightPage = new URL('../../docs/preflight.md', import.meta.url)

/** The page with the tables as the code has them now. */
export const withTables = (page: string): string =>
  [
    ['rules', rulesTable()] as const,
    ['sources', sourcesTable()] as const,
    ['leaving', leavingTable()] as const,
  ].reduce((whole, [name, table]) => withPart(whole, name, table), page)

function withPart(page: string, name: string, table: string): string {
  const [before, rest] = page.split(`<!-- ${name} -->\n`)
  const after = rest?.split(`<!-- /${name} -->`)[1]
  if (before === undefined || after === undefined)
    throw new Error(`docs/preflight.md has no place for the ${name}`)
  return `${before}<!-- ${name} -->\n${table}<!-- /${name} -->${after}`
}
