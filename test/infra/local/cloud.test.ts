import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { type Cloud, startCloud } from '../../../infra/local/cloud.ts'
import { oneTimeCode } from '../../../infra/local/identity/accounts.ts'
import { AlreadyRunning } from '../../../infra/local/state/lock.ts'
import { sequenceOf } from '../../../infra/local/wire.ts'
import { browser, locationOf, signIn } from './identity/browser.ts'

const assembly = join(import.meta.dirname, 'fixtures')
const MINUTE = 60_000
const SECRET = 'JBSWY3DPEHPK3PXP'

let dir: string
let cloud: Cloud

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'noteseal-cloud-'))
  cloud = await startCloud({ dir, assembly, latencyMs: 25 })
  await cloud.accounts.add({
    subject: 'ada',
    email: 'ada@practice.example',
    name: 'Ada',
    password: 'correct horse',
    totpSecret: SECRET,
  })
})

afterAll(async () => {
  await cloud?.close()
  rmSync(dir, { recursive: true, force: true })
})

const call = async (method: string, path: string, token?: string) => {
  const headers = { authorization: `Bearer ${token ?? (await cloud.accounts.token('ada'))}` }
  const answer = await fetch(cloud.apiUrl + path, { method, headers })
  const text = await answer.text()
  return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) }
}

describe('a cloud', () => {
  it('runs a request from sign-in to the table, the stream and back', async () => {
    const app = {
      issuerUrl: cloud.issuerUrl,
      clientId: cloud.clientId,
      redirectUri: 'http://localhost:1/callback',
    }
    const { access_token } = await signIn(browser(), app, {
      email: 'ada@practice.example',
      password: 'correct horse',
      oneTimeCode: () => oneTimeCode(SECRET, cloud.clock.now()),
    })
    expect(await call('PUT', '/v1/words/first', access_token)).toMatchObject({ status: 204 })
    await cloud.idle()
    const read = await call('GET', '/v1/words/first', access_token)
    expect(read).toEqual({ status: 200, body: { by: 'ada', copied: true } })
  })

  it('counts what a function asked of AWS, and what of it had to wait', async () => {
    await call('GET', '/v1/words/warm')
    cloud.wire.clear()
    await call('GET', '/v1/words/any')
    const calls = cloud.wire.calls()
    expect(calls).toMatchObject([
      { functionName: 'api', service: 'dynamodb', operation: 'GetItem', status: 200 },
      { functionName: 'api', service: 'dynamodb', operation: 'GetItem', status: 200 },
    ])
    expect(new Set(calls.map(({ traceId }) => traceId)).size).toBe(1)
    expect(sequenceOf(calls)).toHaveLength(1)
  })

  it('refuses a function what its role does not grant', async () => {
    expect(await call('POST', '/v1/beyond')).toEqual({
      status: 200,
      body: { refused: 'AccessDeniedException' },
    })
  })

  it('runs what falls due once when the clock is moved, in the moved time', async () => {
    const before = cloud.clock.now()
    cloud.wire.clear()
    await cloud.clock.advance(60 * MINUTE)
    expect(cloud.clock.now() - before).toBeGreaterThanOrEqual(60 * MINUTE)
    await cloud.idle()
    const ticks = cloud.wire.calls().filter(({ functionName }) => functionName === 'ticker')
    expect(ticks).toMatchObject([{ operation: 'UpdateItem', status: 200 }])
    const { body } = await call('GET', '/v1/greeting')
    expect(Date.parse(body.now) - before).toBeGreaterThanOrEqual(60 * MINUTE)
  })

  it('moves the clock under no invocation', async () => {
    const before = cloud.clock.now()
    const slow = [1, 2].map(() => cloud.invoke('api', { routeKey: 'slow' }))
    await Promise.all([cloud.clock.advance(MINUTE), cloud.clock.advance(MINUTE)])
    for (const answer of await Promise.all(slow))
      expect(answer).toMatchObject({ took: expect.toSatisfy((took) => Number(took) < MINUTE) })
    expect(cloud.clock.now() - before).toBeGreaterThanOrEqual(2 * MINUTE)
  })

  it('lets tokens expire when the clock is moved', async () => {
    const token = await cloud.accounts.token('ada')
    expect((await call('GET', '/v1/words/any', token)).status).toBe(200)
    await cloud.clock.advance(16 * MINUTE)
    expect((await call('GET', '/v1/words/any', token)).status).toBe(401)
  })

  it('puts aside what cannot be delivered, and goes on', async () => {
    await call('PUT', '/v1/words/poison')
    await call('PUT', '/v1/words/after')
    await cloud.idle()
    expect((await call('GET', '/v1/words/after')).body).toMatchObject({ copied: true })
    const page = await (await fetch(`${cloud.consoleUrl}/wire`)).text()
    expect(page).toContain('RetryAttemptsExhausted')
  })

  it('shows whoever signs in on the console a token that the API takes', async () => {
    const visit = browser()
    const toSignIn = locationOf(await visit(`${cloud.consoleUrl}/api/sign-in`), cloud.consoleUrl)
    const form = locationOf(await visit(toSignIn.href), cloud.issuerUrl).href
    await visit(`${form}/password`, { email: 'ada@practice.example', password: 'correct horse' })
    const code = oneTimeCode(SECRET, cloud.clock.now())
    const resumed = locationOf(await visit(`${form}/code`, { code }), cloud.issuerUrl)
    const callback = locationOf(await visit(resumed.href), cloud.issuerUrl)
    expect(callback.href).toContain(`${cloud.consoleUrl}/api/callback`)
    const page = await (await visit(callback.href)).text()
    const token = /TOKEN=([\w.-]+)/.exec(page)?.[1]
    expect((await call('GET', '/v1/words/any', token)).status).toBe(200)
    expect(await (await visit(callback.href)).text()).toContain('That did not work')
  })

  it('gives each function the attributes of a resource that another function made', async () => {
    const { body } = await call('GET', '/v1/greeting')
    expect(body.greeting).toBe('Create 1: hello words, string true')
  })

  it('keeps a log for each function', async () => {
    await cloud.clock.advance(MINUTE)
    expect(readFileSync(join(dir, 'logs/ticker.log'), 'utf8')).toContain('"message":"ticked"')
  })

  it('invokes functions by name, and says when there is none', async () => {
    expect(cloud.functions).toEqual(['api', 'copier', 'ticker', 'maker'])
    expect(await cloud.invoke('api', { routeKey: 'GET /v1/greeting' })).toHaveProperty('greeting')
    await expect(cloud.invoke('unknown', {})).rejects.toThrow('unknown')
  })

  it('lets no second one run on its state', async () => {
    await expect(startCloud({ dir, assembly })).rejects.toThrow(AlreadyRunning)
    expect((await call('GET', '/v1/greeting')).status).toBe(200)
  })
})

describe('a cloud started again', () => {
  it('has what it had: words, clock, accounts, tokens, and what was made once', async () => {
    const own = mkdtempSync(join(tmpdir(), 'noteseal-cloud-'))
    onTestFinished(() => rmSync(own, { recursive: true, force: true }))
    const first = await startCloud({ dir: own, assembly })
    const token = await first.accounts.token('ada')
    const headers = { authorization: `Bearer ${token}` }
    await fetch(`${first.apiUrl}/v1/words/kept`, { method: 'PUT', headers })
    await first.idle()
    await first.clock.advance(5 * MINUTE)
    const at = first.clock.now()
    await first.close()

    const second = await startCloud({ dir: own, assembly })
    onTestFinished(second.close)
    expect(second.clock.now()).toBeGreaterThanOrEqual(at)
    const read = await fetch(`${second.apiUrl}/v1/words/kept`, { headers })
    expect(await read.json()).toEqual({ by: 'ada', copied: true })
    const greeting = await fetch(`${second.apiUrl}/v1/greeting`)
    expect((await greeting.json()).greeting).toBe('Create 1: hello words, string true')
  })
})
