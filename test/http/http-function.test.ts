import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { operation } from '../../shared/api/operation.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { httpFunction } from '../../shared/http/http-function.ts'
import { reply } from '../../shared/http/reply.ts'
import { Refused } from '../../shared/refused.ts'

let logged: string
beforeEach(() => {
  logged = ''
  for (const level of ['info', 'error'] as const)
    vi.spyOn(console, level).mockImplementation((...words) => {
      logged += `${words.join(' ')}\n`
    })
})
afterEach(() => vi.restoreAllMocks())

const route = 'PUT /v1/things'
const described = operation({
  route,
  summary: 'Put a thing',
  tag: 'Things',
  body: z.strictObject({ words: z.record(z.string(), z.string()) }),
  status: 200,
  ifMatch: true,
  idempotent: true,
  refusals: [],
})

const member = {
  practiceId: 'p',
  memberId: 'm',
  name: 'M',
  credentials: '',
  roles: [],
  state: 'active' as const,
  supervisees: [],
}

/** What the function makes of a request, with a deed that gives back what it was given. */
async function send(event: Partial<APIGatewayProxyEventV2>, deed?: () => never) {
  const echo = endpoint(described, async ({ body, ifMatch, idempotencyKey }) =>
    deed ? deed() : reply(200, { body, ifMatch, idempotencyKey }),
  )
  const find = async () => ({ member, practiceId: 'p', authTime: 0 })
  const answer = await httpFunction(find, [echo])({
    routeKey: route,
    headers: { 'if-match': '"1"' },
    body: '{"words":{}}',
    requestContext: { requestId: 'r', authorizer: { jwt: { claims: { iss: 'i', sub: 's' } } } },
    ...event,
  } as unknown as APIGatewayProxyEventV2)
  return {
    status: answer.statusCode,
    headers: answer.headers,
    body: JSON.parse(answer.body ?? 'null'),
  }
}

describe('a body', () => {
  const words = (text: string) => `{"words":${text}}`

  it.each([
    ['a section called __proto__', words('{"__proto__":"lost","plan":"kept"}')],
    ['one that spells it otherwise', words('{"\\u005f_proto_\\u005F":"lost"}')],
    ['one deep down', words('{"plan":{"__proto__":{"admin":true}}}')],
    ['one beside the fields', '{"words":{},"__proto__":{"admin":true}}'],
    ['half an object', '{"words":'],
    ['nothing', ''],
  ])('with %s is refused whole', async (_what, body) => {
    const { status, body: problem } = await send({ body })
    expect(status).toBe(400)
    expect(problem.errors).toEqual([expect.objectContaining({ field: '/body' })])
    expect(JSON.stringify(problem)).not.toMatch(/lost|kept|admin/)
  })

  it('may speak of __proto__ and have sections called as what every object has', async () => {
    const body = words('{"constructor":"of __proto__","toString":"x","\\u005fkey":"y"}')
    expect((await send({ body })).body.body.words).toEqual(
      Object.fromEntries([
        ['constructor', 'of __proto__'],
        ['toString', 'x'],
        ['_key', 'y'],
      ]),
    )
  })

  it('of a great many faults is told the first hundred', async () => {
    const faults = Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`s${i}`, i]))
    const { status, body } = await send({ body: words(JSON.stringify(faults)) })
    expect(status).toBe(400)
    expect(body.errors).toHaveLength(100)
  })

  it.each(['', '"__proto__":'])('nested without end is refused: {%s[[[', async (key) => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`
    const { status } = await send({ body: words(`{${key || '"plan":'}${deep}}`) })
    expect(status).toBe(400)
  })

  it('that came as bytes is taken as UTF-8, and refused where it is none', async () => {
    const bytes = (text: string, encoding: BufferEncoding) => ({
      body: Buffer.from(words(`{"plan":"${text}"}`), encoding).toString('base64'),
      isBase64Encoded: true,
    })
    expect((await send(bytes('Łukasiewicz', 'utf8'))).body.body.words.plan).toBe('Łukasiewicz')
    const { status, body } = await send(bytes('caf\u00e9', 'latin1'))
    expect(status).toBe(400)
    expect(body.errors).toEqual([{ field: '/body', rule: 'is not UTF-8' }])
  })
})

describe('If-Match', () => {
  it.each(['*', 'W/"1"', '"1", "2"', '1', '"01"', '"-1"', '"1e3"', '"9999999999"', ''])(
    'is refused as %s',
    async (etag) => {
      const { status, body } = await send({ headers: { 'if-match': etag } })
      expect(status).toBe(400)
      expect(body.errors).toEqual([expect.objectContaining({ field: '/headers/If-Match' })])
    },
  )

  it('is asked for', async () => {
    expect((await send({ headers: {} })).status).toBe(428)
  })
})

describe('Idempotency-Key', () => {
  it.each(['short', 'x'.repeat(129), 'with space', 'first-key, second-key', 'schlüssel', ''])(
    'is refused as %s',
    async (key) => {
      const headers = { 'if-match': '"1"', 'idempotency-key': key }
      const { status, body } = await send({ headers })
      expect(status).toBe(400)
      expect(body.errors).toEqual([expect.objectContaining({ field: '/headers/Idempotency-Key' })])
    },
  )
})

describe('a fault', () => {
  const named = (name: string, message: string) => () => {
    throw Object.assign(new Error(message), { name })
  }

  it.each([
    'ThrottlingException',
    'ProvisionedThroughputExceededException',
    'TransactionInProgressException',
    'KMSInternalException',
  ])('that will pass is 503 with Retry-After: %s', async (name) => {
    const { status, headers, body } = await send({}, named(name, 'kumquat'))
    expect(status).toBe(503)
    expect(headers).toMatchObject({ 'retry-after': '1' })
    expect(body.type).toMatch(/too_busy$/)
    expect(logged).not.toContain('kumquat')
  })

  it('that will not is an empty 500, whatever its message looks like', async () => {
    const message = 'kumquat\n    at kumquat (kumquat.ts:1:1)\n    at nightmare'
    const { status, body } = await send({}, named('TypeError', message))
    expect({ status, body }).toEqual({ status: 500, body: null })
    expect(logged).toContain('http-function.test.ts')
    expect(logged).toContain('"fault":"TypeError"')
    expect(logged).not.toMatch(/kumquat|nightmare/)
  })

  it('whose stack does not show its message tells no place', async () => {
    const { status } = await send({}, () => {
      const error = new Error('before')
      error.stack = `Error: kumquat\n    at kumquat (kumquat.ts:1:1)`
      throw error
    })
    expect(status).toBe(500)
    expect(logged).not.toContain('kumquat')
  })

  it('that is a refusal keeps its own answer', async () => {
    const deed = () => {
      throw new Refused('stale_revision')
    }
    expect((await send({}, deed)).status).toBe(412)
  })
})
