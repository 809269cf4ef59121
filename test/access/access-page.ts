import { matrixTable } from '../../shared/access/matrix-table.ts'

export const accessPage = new URL('../../docs/access.md', import.meta.url)

/** The page with the table as the code has it now. */
export function withTable(page: string): string {
  const [before, rest] = page.split('<!-- matrix -->\n')
  const after = rest?.split('<!-- /matrix -->')[1]
  if (before === undefined || after === undefined)
    throw new Error('docs/access.md has no place for the matrix')
  return `${before}<!-- matrix -->\n${matrixTable()}<!-- /matrix -->${after}`
}
