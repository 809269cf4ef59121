import { leavingRules } from '../release/leaving-rules.ts'
import { isVerified, type PreflightRule, preflightRules } from './rules.ts'
import { type Source, sources } from './sources.ts'

/** The rules as a table in Markdown, as `docs/preflight.md` shows it. */
export const rulesTable = (): string =>
  table(
    ['rule', 'what has to be so', 'otherwise', 'checklist', 'asked for by'],
    Object.entries<PreflightRule>(preflightRules).map(([id, rule]) => [
      `\`${id}\``,
      rule.asks,
      `${rule.severity}${isVerified(rule) ? '' : ' (not read at its source)'}`,
      rule.checklist.join(', '),
      rule.sources.join(', '),
    ]),
  )

export const sourcesTable = (): string =>
  table(
    ['id', 'source', 'read'],
    Object.entries<Source>(sources).map(([id, { name, url, read }]) => [
      id,
      `[${name}](${url})`,
      read,
    ]),
  )

/** What keeps a release, and so a packet, from leaving, with the law. */
export const leavingTable = (): string =>
  table(
    ['rule', 'refused where it', 'law'],
    Object.entries(leavingRules).map(([rule, { says, citation }]) => [
      `\`${rule}\``,
      says,
      citation,
    ]),
  )

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |\n`).join('')
