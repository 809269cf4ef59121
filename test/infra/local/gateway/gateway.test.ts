import { createLocalJWKSet, exportJWK, generateKeyPair, SignJWT } from 'jose'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { FunctionFailed } from '../../../../infra/local/functions/function-failed.ts'
import {
  type AccessLogLine,
  type GatewayRoute,
  startGateway,
} from '../../../../infra/local/gateway/gateway.ts'
import { jwtAuthorizer } from '../../../../infra/local/gateway/jwt-authorizer.ts'

const ISSUER = 'http://issuer.example'
const ORIGIN = 'https://app.example'

type KeyPair = Awaited<ReturnType<typeof generateKeyPair>>
let ours: KeyPair
let strangers: KeyPair
let authorize: ReturnType<typeof jwtAuthorizer>

beforeAll(async () => {
  ours = await generateKeyPair('RS256')
  strangers = await generateKeyPair('RS256')
  const keys = createLocalJWKSet({ keys: [{ ...(await exportJWK(ours.publicKey)), kid: 'k' }] })
  authorize = jwtAuthorizer({ issuer: ISSUER, audience: ['noteseal'], keys })
})

const claims = { sub: 'ada', client_id: 'noteseal', amr: ['pwd', 'otp'], auth_time: 1_700_000_000 }

function token(
  given: { claims?: object; issuer?: string; expires?: string; by?: KeyPair } = {},
): Promise<string> {
  return new SignJWT({ ...claims, ...given.claims })
    .setProtectedHeader({ alg: 'RS256', kid: 'k' })
    .setIssuer(given.issuer ?? ISSUER)
    .setIssuedAt()
    .setExpirationTime(given.expires ?? '5m')
    .sign((given.by ?? ours).privateKey)
}

type Event = Readonly<Record<string, unknown>>

async function gateway(answer: (event: Event, traceId: string) => Promise<unknown>) {
  const log: AccessLogLine[] = []
  let invocations = 0
  const route = (routeKey: string, open = false): GatewayRoute => ({
    routeKey,
    authorize: open ? undefined : (header) => authorize(header),
    timeoutMs: 300,
    invoke: (event, traceId) => {
      invocations++
      return answer(event as Event, traceId)
    },
  })
  const server = await startGateway(
    {
      apiId: 'api',
      account: '000000000000',
      routes: [
        route('GET /v1/openapi.json', true),
        route('GET /v1/notes/{noteId}'),
        route('GET /v1/notes/mine'),
        route('PUT /v1/notes/{noteId}/draft'),
      ],
      cors: {
        AllowOrigins: [ORIGIN],
        AllowMethods: ['GET', 'PUT'],
        AllowHeaders: ['authorization', 'if-match'],
        ExposeHeaders: ['etag'],
        AllowCredentials: false,
        MaxAge: 3600,
      },
    },
    undefined,
    (line) => log.push(line),
  )
  onTestFinished(server.close)
  return { url: server.url, log, invocations: () => invocations }
}

const bearer = async (given?: Parameters<typeof token>[0]) => ({
  authorization: `Bearer ${await token(given)}`,
})

describe('the gateway', () => {
  it('hands the function the request, in the form AWS gives it', async () => {
    const seen: Event[] = []
    const { url } = await gateway(async (event) => {
      seen.push(event)
      return { statusCode: 200, headers: { etag: '"7"' }, body: '{}' }
    })
    const answer = await fetch(`${url}/v1/notes/a%20b/draft?tag=x&tag=y&q=M%C3%BCller`, {
      method: 'PUT',
      headers: {
        ...(await bearer()),
        'content-type': 'application/json',
        'If-Match': '"6"',
        cookie: 'a=1; b=2',
      },
      body: '{"text":"Łukasiewicz"}',
    })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('etag')).toBe('"7"')
    expect(answer.headers.get('apigw-requestid')).toBeTruthy()
    expect(seen[0]).toMatchObject({
      version: '2.0',
      routeKey: 'PUT /v1/notes/{noteId}/draft',
      rawPath: '/v1/notes/a%20b/draft',
      rawQueryString: 'tag=x&tag=y&q=M%C3%BCller',
      queryStringParameters: { tag: 'x,y', q: 'Müller' },
      pathParameters: { noteId: 'a b' },
      headers: { 'if-match': '"6"' },
      cookies: ['a=1', 'b=2'],
      body: '{"text":"Łukasiewicz"}',
      isBase64Encoded: false,
      requestContext: {
        http: { method: 'PUT', path: '/v1/notes/a%20b/draft' },
        routeKey: 'PUT /v1/notes/{noteId}/draft',
        stage: '$default',
        authorizer: {
          jwt: {
            claims: {
              sub: 'ada',
              iss: ISSUER,
              auth_time: '1700000000',
              amr: '[pwd otp]',
            },
          },
        },
      },
    })
  })

  it('hands over what is not text in base 64', async () => {
    const seen: Event[] = []
    const { url } = await gateway(async (event) => void seen.push(event))
    await fetch(`${url}/v1/notes/a/draft`, {
      method: 'PUT',
      headers: { ...(await bearer()), 'content-type': 'application/octet-stream' },
      body: new Uint8Array([0, 255]),
    })
    expect(seen[0]).toMatchObject({ body: 'AP8=', isBase64Encoded: true })
  })

  it('prefers a route’s own words to a parameter', async () => {
    const { url } = await gateway(async ({ routeKey }) => ({ statusCode: 200, body: routeKey }))
    const answer = await fetch(`${url}/v1/notes/mine`, { headers: await bearer() })
    expect(await answer.text()).toBe('GET /v1/notes/mine')
  })

  it.each([
    ['no token', async () => ({}), 'Bearer'],
    [
      'no token at all',
      async () => ({ authorization: 'nonsense' }),
      'signature verification failed',
    ],
    ['a token of somebody else’s making', async () => bearer({ by: strangers }), 'signature'],
    ['an expired token', async () => bearer({ expires: '-1s' }), 'the token has expired'],
    ['a token of another issuer', async () => bearer({ issuer: 'http://evil' }), 'invalid issuer'],
    [
      'a token for another app',
      async () => bearer({ claims: { client_id: 'other' } }),
      'valid audience',
    ],
    [
      'a token whose audience is another, though its client is right',
      async () => bearer({ claims: { aud: 'other' } }),
      'valid audience',
    ],
    [
      'an unsigned token',
      async () => {
        const [, payload] = (await token()).split('.')
        const header = Buffer.from('{"alg":"none"}').toString('base64url')
        return { authorization: `Bearer ${header}.${payload}.` }
      },
      'signature verification failed',
    ],
  ])('answers 401 to %s, and invokes nothing', async (_, headers, challenge) => {
    const { url, invocations } = await gateway(async () => ({}))
    const answer = await fetch(`${url}/v1/notes/n`, { headers: await headers() })
    expect(answer.status).toBe(401)
    expect(await answer.json()).toEqual({ message: 'Unauthorized' })
    expect(answer.headers.get('www-authenticate')).toContain(challenge)
    expect(invocations()).toBe(0)
  })

  it('answers 401 to a token that was changed', async () => {
    const { url, invocations } = await gateway(async () => ({}))
    const [header, payload = '', signature] = (await token()).split('.')
    const body = JSON.parse(Buffer.from(payload, 'base64url').toString())
    const forged = Buffer.from(JSON.stringify({ ...body, sub: 'mallory' })).toString('base64url')
    const answer = await fetch(`${url}/v1/notes/n`, {
      headers: { authorization: `Bearer ${header}.${forged}.${signature}` },
    })
    expect(answer.status).toBe(401)
    expect(invocations()).toBe(0)
  })

  it('lets anybody call a public route', async () => {
    const { url } = await gateway(async () => ({ openapi: '3.1.0' }))
    const answer = await fetch(`${url}/v1/openapi.json`)
    expect(await answer.json()).toEqual({ openapi: '3.1.0' })
  })

  it('answers 404 where there is no route', async () => {
    const { url } = await gateway(async () => ({}))
    for (const [method, path] of [
      ['GET', '/v1/unknown'],
      ['DELETE', '/v1/notes/n'],
      ['GET', '/v1/notes/%E0%A4%A'],
      ['GET', '/v1/notes/'],
    ] as const)
      expect((await fetch(url + path, { method, headers: await bearer() })).status).toBe(404)
  })

  it('answers 413 to more than 10 MB, and invokes nothing', async () => {
    const { url, invocations } = await gateway(async () => ({}))
    const answer = await fetch(`${url}/v1/notes/n/draft`, {
      method: 'PUT',
      headers: await bearer(),
      body: 'x'.repeat(10 * 1024 * 1024 + 1),
    })
    expect(answer.status).toBe(413)
    expect(invocations()).toBe(0)
  })

  it.each([
    ['503 when the function takes too long', () => new Promise(() => {}), 503],
    [
      '503 when the function crashes',
      () => Promise.reject(new FunctionFailed('f', 'crash', 'Runtime.ExitError')),
      503,
    ],
    [
      '500 when the function throws',
      () => Promise.reject(new FunctionFailed('f', 'error', 'TypeError')),
      500,
    ],
    ['500 when the answer is none', async () => ({ statusCode: 'two hundred' }), 500],
  ])('answers %s, without a word of its', async (_, invoke, status) => {
    const { url } = await gateway(invoke)
    const answer = await fetch(`${url}/v1/notes/n`, { headers: await bearer() })
    expect(answer.status).toBe(status)
    expect(Object.keys(await answer.json())).toEqual(['message'])
  })

  it('answers a preflight without a token, for the app’s origin only', async () => {
    const { url } = await gateway(async () => ({}))
    const preflight = (origin: string) =>
      fetch(`${url}/v1/notes/n/draft`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'PUT' },
      })
    const good = await preflight(ORIGIN)
    expect(good.status).toBe(204)
    expect(good.headers.get('access-control-allow-origin')).toBe(ORIGIN)
    expect(good.headers.get('access-control-allow-headers')).toBe('authorization,if-match')
    expect(
      (await preflight('https://evil.example')).headers.get('access-control-allow-origin'),
    ).toBe(null)
  })

  it('lets the app read its own refusals too', async () => {
    const { url } = await gateway(async () => ({}))
    const answer = await fetch(`${url}/v1/notes/n`, { headers: { origin: ORIGIN } })
    expect(answer.status).toBe(401)
    expect(answer.headers.get('access-control-allow-origin')).toBe(ORIGIN)
  })

  it('joins a caller’s own trace, and makes one where it sends nonsense', async () => {
    const { url } = await gateway(async (_, traceId) => ({ traceId }))
    const root = 'Root=1-00000000-0123456789abcdef01234567'
    const traced = async (header: string) => {
      const headers = { ...(await bearer()), 'x-amzn-trace-id': header }
      const answer = await fetch(`${url}/v1/notes/n`, { headers })
      return (await answer.json()).traceId
    }
    expect(await traced(root)).toMatch(new RegExp(`^${root};Parent=`))
    expect(await traced('Root=evil')).toMatch(/^Root=1-[0-9a-f]{8}-/)
  })

  it('logs routes, not paths or queries', async () => {
    const { url, log } = await gateway(async () => ({}))
    await fetch(`${url}/v1/notes/secret-note?name=Quixote`, { headers: await bearer() })
    expect(log).toMatchObject([{ routeKey: 'GET /v1/notes/{noteId}', status: 200 }])
    expect(JSON.stringify(log)).not.toMatch(/secret-note|Quixote/)
  })
})
