import { appendFileSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openJournal } from '../../../../infra/local/state/journal.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const file = () => join(temporaryFolder(), 'some/where.journal')

describe('a journal', () => {
  it('holds after a restart what was last set, and nothing that was deleted', () => {
    const path = file()
    const first = openJournal<number>(path)
    first.set('a', 1)
    first.set('b', 2)
    first.set('a', 3)
    first.delete('b')
    // Not closed: a killed process closes nothing.
    expect([...openJournal<number>(path).entries()]).toEqual([['a', 3]])
  })

  it('drops a line that was cut short, and goes on', () => {
    const path = file()
    const first = openJournal<string>(path)
    first.set('a', 'whole')
    first.close()
    appendFileSync(path, '["b","cut sho')
    const second = openJournal<string>(path)
    second.set('c', 'after')
    expect([...openJournal<string>(path).entries()]).toEqual([
      ['a', 'whole'],
      ['c', 'after'],
    ])
  })

  it('does not grow with every change', () => {
    const path = file()
    const journal = openJournal<string>(path)
    for (let i = 0; i < 6_000; i++) journal.set('place', String(i))
    expect(statSync(path).size).toBeLessThan(6_000 * 10)
    expect(openJournal<string>(path).get('place')).toBe('5999')
  })

  it('is readable by its owner alone', () => {
    const path = file()
    openJournal<string>(path).set('a', 'secret')
    expect(statSync(path).mode & 0o077).toBe(0)
    expect(readFileSync(path, 'utf8')).toBe('["a","secret"]\n')
  })
})
