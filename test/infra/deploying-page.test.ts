import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { stageNamed } from '../../infra/stages.ts'
import { Founding } from '../../shared/practice/founding.ts'

const page = readFileSync(new URL('../../docs/deploying.md', import.meta.url), 'utf8')

describe('docs/deploying.md', () => {
  it('shows a founding that found-practice accepts', () => {
    const [, example = ''] = /```json\n([\s\S]+?)```/.exec(page) ?? []
    expect(Founding.safeParse(JSON.parse(example)).error).toBeUndefined()
  })

  it('names only settings that a stage has', () => {
    const settings = ['reservedConcurrency', 'vaultLocked', 'ledgerLock']
    for (const each of settings) {
      expect(page).toContain(each)
      expect(stageNamed('prod')).toHaveProperty(each)
    }
  })

  it('says that nobody has deployed it yet', () => {
    expect(page).toMatch(/not been deployed to an AWS account yet/)
  })
})
