import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { sharedOffset } from '../../../../infra/local/clock/shifted-date.ts'
import { functionRunner } from '../../../../infra/local/functions/function-runner.ts'
import { temporaryFolder } from '../temporary-folder.ts'

/** A function whose bundle is this text. */
function running(
  bundle: string,
  given: { concurrency?: number; timeoutMs?: number; idleMs?: number } = {},
) {
  const dir = temporaryFolder()
  const file = join(dir, 'index.mjs')
  writeFileSync(file, bundle)
  const clock = sharedOffset()
  const runner = functionRunner(
    {
      name: 'tried',
      arn: 'arn:aws:lambda:us-east-2:000000000000:function:tried',
      file,
      exportName: 'handler',
      env: { GREETING: 'hello' },
      timeoutMs: 10_000,
      memoryMegabytes: 128,
      concurrency: 2,
      ...given,
    },
    { clock: clock.memory, logDir: dir, ...(given.idleMs && { idleMs: given.idleMs }) },
  )
  onTestFinished(runner.close)
  return { runner, clock, log: () => readFileSync(join(dir, 'tried.log'), 'utf8') }
}

describe('a function', () => {
  it('answers with what its handler returns, having only its own environment', async () => {
    const { runner } = running(`export const handler = async (event, context) => ({
      event, greeting: process.env.GREETING, path: process.env.PATH ?? null,
      requestId: typeof context.awsRequestId, left: context.getRemainingTimeInMillis() > 0,
    })`)
    expect(await runner.invoke({ n: 1, at: new Date(0) })).toEqual({
      event: { n: 1, at: '1970-01-01T00:00:00.000Z' },
      greeting: 'hello',
      path: null,
      requestId: 'string',
      left: true,
    })
  })

  it('keeps its state from one invocation to the next', async () => {
    const { runner } = running('let n = 0; export const handler = async () => ++n')
    expect([await runner.invoke({}), await runner.invoke({})]).toEqual([1, 2])
  })

  it('answers one at a time in each environment, and as many as it has environments', async () => {
    const { runner } = running(
      `let busy = 0, most = 0
       export const handler = async () => {
         most = Math.max(most, ++busy)
         await new Promise((go) => setTimeout(go, 30))
         busy--
         return { most, thread: (await import('node:worker_threads')).threadId }
       }`,
      { concurrency: 2 },
    )
    const answers = (await Promise.all([1, 2, 3, 4, 5].map(() => runner.invoke({})))) as {
      most: number
      thread: number
    }[]
    expect(answers.map(({ most }) => most)).toEqual([1, 1, 1, 1, 1])
    expect(new Set(answers.map(({ thread }) => thread)).size).toBe(2)
  })

  it('is told the trace of each invocation', async () => {
    const { runner } = running('export const handler = async () => process.env._X_AMZN_TRACE_ID')
    const trace = 'Root=1-00000000-000000000000000000000001;Parent=0000000000000001;Sampled=1'
    expect(await runner.invoke({}, trace)).toBe(trace)
    expect(await runner.invoke({})).toMatch(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};/)
  })

  it('lives in the moved time', async () => {
    const { runner, clock } = running(
      `const early = new Date()
       export const handler = async () => ({ early: +early, now: Date.now(), made: +new Date(),
         fixed: new Date(0).toISOString(), isDate: new Date() instanceof Date })`,
    )
    const before = (await runner.invoke({})) as { now: number }
    clock.set(48 * 3_600_000)
    const after = (await runner.invoke({})) as { now: number; made: number }
    expect(after.now - before.now).toBeGreaterThanOrEqual(48 * 3_600_000)
    expect(after.made - before.now).toBeGreaterThanOrEqual(48 * 3_600_000)
    expect(after).toMatchObject({ fixed: '1970-01-01T00:00:00.000Z', isDate: true })
  })

  it('fails by name when its handler throws, and goes on afterwards', async () => {
    const { runner, log } = running(`export const handler = async ({ bad }) => {
      if (bad) throw new RangeError('about somebody')
      return 'fine'
    }`)
    await expect(runner.invoke({ bad: true })).rejects.toMatchObject({
      reason: 'error',
      message: 'tried: error (RangeError)',
      details: { errorType: 'RangeError' },
    })
    expect(await runner.invoke({})).toBe('fine')
    expect(log()).toContain('"errorType":"RangeError"')
  })

  it('is cut off when its time is over, and begins anew', async () => {
    const { runner } = running(
      `let n = 0
       export const handler = async ({ hang }) => { n++; if (hang) for (;;); return n }`,
      { timeoutMs: 500, concurrency: 1 },
    )
    await runner.invoke({})
    await expect(runner.invoke({ hang: true })).rejects.toMatchObject({ reason: 'timeout' })
    expect(await runner.invoke({})).toBe(1)
  })

  it.each([
    ['exits', 'process.exit(3)'],
    ['leaves a rejection unhandled', "void Promise.reject(new Error('lost'))"],
    ['throws outside its handler', "setTimeout(() => { throw new Error('late') })"],
  ])('is made anew when it %s', async (_, deed) => {
    const { runner } = running(
      `export const handler = async ({ crash }) => {
         if (crash) { ${deed}; await new Promise(() => {}) }
         return 'fine'
       }`,
    )
    await expect(runner.invoke({ crash: true })).rejects.toMatchObject({ reason: 'crash' })
    expect(await runner.invoke({})).toBe('fine')
  })

  it('says so when its bundle cannot be loaded', async () => {
    const { runner } = running("throw new TypeError('broken'); export const handler = () => {}")
    await expect(runner.invoke({})).rejects.toMatchObject({
      reason: 'crash',
      details: { errorType: 'TypeError' },
    })
  })

  it('leaves what it says on the console in its log, also right before a crash', async () => {
    const { runner, log } = running(`export const handler = async () => {
      console.log('first', { n: 1 })
      console.error({ code: 'E1' })
      process.exit(1)
    }`)
    await expect(runner.invoke({})).rejects.toThrow()
    const lines = log()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines[0]).toMatchObject({ level: 'INFO', message: 'first { n: 1 }' })
    expect(lines[1]).toMatchObject({ level: 'ERROR', message: { code: 'E1' } })
  })

  it('keeps one environment loaded, and gives back what the others took', async () => {
    const { runner } = running(
      'export const handler = () => new Promise((go) => setTimeout(go, 50))',
      { concurrency: 3, idleMs: 40 },
    )
    await Promise.all([runner.invoke({}), runner.invoke({}), runner.invoke({})])
    expect(runner.environments).toBeGreaterThan(1)
    await expect.poll(() => runner.environments, { timeout: 10_000 }).toBe(1)
    await expect(runner.invoke({})).resolves.toBeNull()
    expect(runner.environments).toBe(1)
  })

  it('gives up what is under way when it is closed', async () => {
    const { runner } = running('export const handler = () => new Promise(() => {})')
    const answer = runner.invoke({})
    const refused = expect(answer).rejects.toMatchObject({ name: 'FunctionFailed' })
    await runner.close()
    await refused
    expect(runner.pending).toBe(0)
  })
})
