import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Api, ApiRefused, download } from '../../../infra/leaving/api.ts'
import { Stop } from '../../../infra/leaving/stop.ts'

/** What is answered, one after another; the last again and again. */
let answers: { status: number; body: unknown }[]
let asked: (string | undefined)[]
let server: Server
let url: string

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.headers.authorization)
    const { status, body } = (answers.length > 1 ? answers.shift() : answers[0]) ?? {
      status: 500,
      body: '',
    }
    response.writeHead(status).end(JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => new Promise((resolve) => server.close(resolve)))
beforeEach(() => {
  asked = []
})

const problem = (status: number, type: string) => ({
  status,
  body: { type: `https://noteseal.dev/problems/${type}` },
})
const done = { status: 200, body: { keys: [] } }

it('asks again where the API is busy, each time with the token of that moment', async () => {
  answers = [problem(503, 'too_busy'), problem(429, 'x'), done]
  let tokens = 0
  const api = new Api(url, async () => `token-${++tokens}`)
  expect(await api.get('/v1/keys')).toEqual(done.body)
  expect(asked).toEqual(['Bearer token-1', 'Bearer token-2', 'Bearer token-3'])
})

it.each([
  [problem(401, 'fresh_sign_in_required'), Stop, 'not older than 15 minutes'],
  [{ status: 401, body: { message: 'Unauthorized' } }, Stop, 'sign in again'],
  [problem(403, 'not_allowed'), ApiRefused, 'answered 403 not_allowed'],
  [problem(404, 'export_not_found'), ApiRefused, 'answered 404 export_not_found'],
])('does not ask again where it is refused: %o', async (answer, kind, words) => {
  answers = [answer]
  const asking = new Api(url, async () => 'token').post('/v1/exports', {})
  await expect(asking).rejects.toThrow(words)
  await expect(asking).rejects.toBeInstanceOf(kind)
  expect(asked).toHaveLength(1)
})

describe('a file behind a link', () => {
  const lapsed = { status: 403, body: '<Error/>' }
  const links = () => {
    let given = 0
    return { link: async () => `${url}/link-${++given}`, given: () => given }
  }

  it('is taken by another link where the first has lapsed', async () => {
    answers = [lapsed, { status: 200, body: 'a file' }]
    const { link, given } = links()
    expect((await download(link)).toString()).toContain('a file')
    expect(given()).toBe(2)
  })

  it('is taken for nothing where no link is good', async () => {
    answers = [lapsed, lapsed, lapsed]
    const { link, given } = links()
    await expect(download(link)).rejects.toThrow('a link answered 403')
    expect(given()).toBe(3)
  })

  it('is not asked for again where it is not there', async () => {
    answers = [{ status: 404, body: '<Error/>' }]
    const { link, given } = links()
    await expect(download(link)).rejects.toThrow('a link answered 404')
    expect(given()).toBe(1)
  })
})
