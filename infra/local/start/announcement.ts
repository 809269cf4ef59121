import type { Cloud, NewAccount } from '../cloud.ts'
import { oneTimeCode } from '../identity/accounts.ts'

/** What is printed once everything runs. */
export function announcement(cloud: Cloud, realNow: number): string {
  const places = table([
    ['Start here', cloud.consoleUrl],
    ['API', cloud.apiUrl],
    ['API, described', `${cloud.consoleUrl}/api`],
    ['Mailbox', `${cloud.consoleUrl}/mail`],
    ['Clock', `${cloud.consoleUrl}/clock`],
    ['Check a PDF', `${cloud.consoleUrl}/verify`],
    ['Sign-in', cloud.issuerUrl],
  ])
  return ['', places, '', people(cloud.accounts.list(), realNow), 'Ctrl-C stops it.', ''].join('\n')
}

function people(accounts: readonly NewAccount[], realNow: number): string {
  if (accounts.length === 0) return 'Nobody can sign in yet.\n'
  const heads = ['Who', 'E-mail', 'Password', 'One-time-code secret', 'Code now']
  const rows = accounts.map(({ name, email, password, totpSecret }) => [
    name,
    email,
    password,
    totpSecret,
    oneTimeCode(totpSecret, realNow),
  ])
  return `${table([heads, ...rows])}\nFresh codes: the start page shows them.\n`
}

/** Columns as wide as their widest cell. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = rows.reduce<number[]>(
    (widest, row) => row.map((cell, i) => Math.max(widest[i] ?? 0, cell.length)),
    [],
  )
  return rows
    .map((row) => `  ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ')}`.trimEnd())
    .join('\n')
}
