import { describe, expect, it } from 'vitest'
import { orAlready } from '../../shared/http/or-already.ts'
import { Refused } from '../../shared/refused.ts'

const refusing = (refused: Refused) => async () => {
  throw refused
}

describe('a change that may have been made before', () => {
  it('answers by itself where it can be made, and nobody looks what stands', async () => {
    const looked = refusing(new Refused('note_not_found'))
    expect(await orAlready(async () => 'made', looked)).toBe('made')
  })

  it('is answered by what stands where it is stale and that is what it asked for', async () => {
    const stale = refusing(new Refused('stale_revision'))
    expect(await orAlready(stale, async () => 'made before')).toBe('made before')
  })

  it('is stale where something else stands', async () => {
    const stale = new Refused('stale_revision', ['"3"'])
    await expect(orAlready(refusing(stale), async () => undefined)).rejects.toBe(stale)
  })

  it('is refused as ever for any other reason, whatever stands', async () => {
    const refused = new Refused('not_allowed')
    await expect(orAlready(refusing(refused), async () => 'made before')).rejects.toBe(refused)
  })
})
