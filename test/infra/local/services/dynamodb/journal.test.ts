import { describe, expect, it } from 'vitest'
import {
  type Level,
  type LevelChange,
  openLevel,
} from '../../../../../infra/local/services/dynamodb/dynalite.ts'
import { createJournal } from '../../../../../infra/local/services/dynamodb/journal.ts'

/** A store whose batches wait until the test lets each of them succeed or fail. */
async function heldStore() {
  const memory = await openLevel(undefined)
  const batches: { changes: readonly LevelChange[]; end: PromiseWithResolvers<void> }[] = []
  const level: Level = Object.assign(Object.create(memory) as Level, {
    getSync: (key: string) => memory.getSync(key),
    async batch(changes: readonly LevelChange[], options: { sync: boolean }) {
      expect(options.sync).toBe(true)
      const end = Promise.withResolvers<void>()
      batches.push({ changes, end })
      await end.promise
      await memory.batch(changes, options)
    },
  })
  return { journal: createJournal(level), memory, batches }
}

const set = (key: string, value: unknown) => new Map([[key, value]])

async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  const pending = Symbol('pending')
  await new Promise(setImmediate)
  return (await Promise.race([promise, Promise.resolve(pending)])) !== pending
}

describe('the journal', () => {
  it('answers nobody before the batch is on disk', async () => {
    const { journal, batches } = await heldStore()
    journal.stage(set('a', 1))
    const answer = journal.committed()
    expect(await isSettled(answer)).toBe(false)
    expect(journal.read('a')).toBe(1)
    batches[0]?.end.resolve()
    await answer
    expect(journal.read('a')).toBe(1)
  })

  it('keeps whoever only saw what is not yet on disk waiting, too', async () => {
    const { journal, batches } = await heldStore()
    journal.stage(set('a', 1))
    const writer = journal.committed()
    const refused = journal.committed()
    expect(await isSettled(refused)).toBe(false)
    batches[0]?.end.resolve()
    await Promise.all([writer, refused])
  })

  it('gathers what comes while a batch is written into the next one', async () => {
    const { journal, batches } = await heldStore()
    journal.stage(set('a', 1))
    const first = journal.committed()
    journal.stage(set('a', 2))
    const second = journal.committed()
    journal.stage(set('b', 3))
    const third = journal.committed()
    expect(batches).toHaveLength(1)
    batches[0]?.end.resolve()
    await first
    expect(batches[1]?.changes).toEqual([
      { type: 'put', key: 'a', value: 2 },
      { type: 'put', key: 'b', value: 3 },
    ])
    batches[1]?.end.resolve()
    await Promise.all([second, third])
  })

  it('fails everybody who built on a lost batch, and goes on from what is stored', async () => {
    const { journal, batches } = await heldStore()
    journal.stage(set('kept', 1))
    const kept = journal.committed()
    batches[0]?.end.resolve()
    await kept

    journal.stage(set('kept', 2))
    const lost = journal.committed()
    journal.stage(set('other', 3))
    const builtOnIt = journal.committed()
    batches[1]?.end.reject(new Error('disk full'))
    await expect(lost).rejects.toThrow('disk full')
    await expect(builtOnIt).rejects.toThrow('disk full')
    expect(journal.read('kept')).toBe(1)
    expect(journal.read('other')).toBeUndefined()

    journal.stage(set('kept', 4))
    const after = journal.committed()
    batches[2]?.end.resolve()
    await after
    expect(journal.read('kept')).toBe(4)
  })

  it('has nothing to wait for when nothing was staged', async () => {
    const { journal } = await heldStore()
    await journal.committed()
  })
})
