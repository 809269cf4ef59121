import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  type Account,
  isOneTimeCode,
  oneTimeCode,
  openAccounts,
} from '../../../../infra/local/identity/accounts.ts'
import { openJournal } from '../../../../infra/local/state/journal.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'

describe('one-time codes', () => {
  // RFC 6238, appendix B: the last six of its eight digits.
  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [20_000_000_000, '353130'],
  ])('at second %i of 1970 is %s', (seconds, code) => {
    expect(oneTimeCode(SECRET, seconds * 1000)).toBe(code)
  })

  it('are good by the real clock or by the moved one, a period early or late', () => {
    const real = Date.parse('2026-03-08T09:00:00.000Z')
    const moved = real + 24 * 3_600_000
    for (const at of [real, moved, real - 30_000, moved + 30_000])
      expect(isOneTimeCode(SECRET, oneTimeCode(SECRET, at), [real, moved])).toBe(true)
    const old = oneTimeCode(SECRET, real - 120_000)
    expect(isOneTimeCode(SECRET, old, [real, moved])).toBe(false)
  })

  it.each(['', '12345', '1234567', 'abcdef', '１２３４５６'])('never are %j', (code) => {
    expect(isOneTimeCode(SECRET, code, [Date.now()])).toBe(false)
  })
})

describe('accounts', () => {
  it('keep no password', async () => {
    const file = join(temporaryFolder(), 'accounts.journal')
    const accounts = openAccounts(openJournal<Account>(file))
    await accounts.add({
      subject: 's',
      email: 'Ada@Practice.example',
      name: 'Ada',
      totpSecret: SECRET,
      password: 'correct horse',
    })
    expect(readFileSync(file, 'utf8')).not.toContain('correct horse')
    expect(await accounts.withPassword(' ada@practice.EXAMPLE', 'correct horse')).toMatchObject({
      subject: 's',
    })
    expect(await accounts.withPassword('ada@practice.example', 'correct horsf')).toBeUndefined()
  })
})
