import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { FunctionFailed } from '../functions/function-failed.ts'
import { traceIdFrom } from '../functions/trace-id.ts'
import { type LocalServer, listen } from '../http/listen.ts'
import { type CorsConfiguration, corsHeaders, preflightHeaders } from './cors.ts'
import { gatewayEvent } from './gateway-event.ts'
import type { Authorization } from './jwt-authorizer.ts'
import { routeTable } from './route-table.ts'

export interface GatewayRoute {
  readonly routeKey: string
  /** Undefined on a route that anybody may call. */
  readonly authorize: ((authorization: string | undefined) => Promise<Authorization>) | undefined
  readonly timeoutMs: number
  readonly invoke: (event: unknown, traceId: string) => Promise<unknown>
}

export interface GatewayDefinition {
  readonly apiId: string
  readonly account: string
  readonly routes: readonly GatewayRoute[]
  readonly cors: CorsConfiguration | undefined
}

/** One line a request. It names the route, never the path or the query: those hold ids and names. */
export interface AccessLogLine {
  readonly at: string
  readonly requestId: string
  readonly routeKey: string
  readonly status: number
  readonly ms: number
}

const LARGEST_BODY_BYTES = 10 * 1024 * 1024
const READ_AT_MOST_BYTES = 64 * 1024 * 1024

interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly body: Buffer | string
}

const own = (status: number, message: string, headers: Reply['headers'] = {}): Reply => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify({ message }),
})

/** An HTTP API in front of functions. What it says itself is what API Gateway says. */
export async function startGateway(
  definition: GatewayDefinition,
  port: number | undefined,
  log: (line: AccessLogLine) => void,
): Promise<LocalServer> {
  const find = routeTable(definition.routes)

  const answer = async (
    request: IncomingMessage,
    requestId: string,
  ): Promise<{ reply: Reply; routeKey: string }> => {
    const method = request.method ?? 'GET'
    const [rawPath = '/', rawQuery = ''] = (request.url ?? '/').split(/\?(.*)/s)
    if (method === 'OPTIONS' && definition.cors && request.headers.origin)
      return {
        reply: { status: 204, headers: preflightHeaders(definition.cors), body: '' },
        routeKey: '-',
      }
    const found = find(method, rawPath)
    if (!found) return { reply: own(404, 'Not Found'), routeKey: '-' }
    const { route, pathParameters } = found
    const { routeKey } = route

    const authorization = await route.authorize?.(request.headers.authorization)
    if (authorization?.ok === false) {
      const challenge = { 'www-authenticate': authorization.challenge }
      return { reply: own(401, 'Unauthorized', challenge), routeKey }
    }
    const body = await readBody(request)
    if (!body) return { reply: own(413, 'Request Entity Too Large'), routeKey }

    const traceId = traceIdFrom(String(request.headers['x-amzn-trace-id'] ?? ''))
    const event = gatewayEvent({
      apiId: definition.apiId,
      account: definition.account,
      domainName: request.headers.host ?? '',
      requestId,
      traceId,
      routeKey,
      method,
      rawPath,
      rawQuery,
      headers: request.headers,
      pathParameters,
      sourceIp: request.socket.remoteAddress ?? '',
      body,
      claims: authorization?.claims,
      at: Date.now(),
    })
    return { reply: await integrate(route, event, traceId), routeKey }
  }

  const server = createServer(async (request, response) => {
    const requestId = randomUUID()
    const began = performance.now()
    const { reply, routeKey } = await answer(request, requestId).catch(() => ({
      reply: own(500, 'Internal Server Error'),
      routeKey: '-',
    }))
    const cors = definition.cors ? corsHeaders(definition.cors, request.headers.origin) : {}
    write(response, {
      ...reply,
      headers: { ...reply.headers, ...cors, 'apigw-requestid': requestId },
    })
    const ms = Math.round(performance.now() - began)
    log({ at: new Date().toISOString(), requestId, routeKey, status: reply.status, ms })
  })
  return listen(server, port)
}

/** @returns undefined where it is larger than the gateway takes */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let bytes = 0
  // What is too large is still read, up to a point: a caller cut off while sending sees no answer.
  for await (const chunk of request) {
    bytes += chunk.length
    if (bytes > READ_AT_MOST_BYTES) return undefined
    if (bytes <= LARGEST_BODY_BYTES) chunks.push(chunk)
  }
  return bytes > LARGEST_BODY_BYTES ? undefined : Buffer.concat(chunks)
}

async function integrate(route: GatewayRoute, event: unknown, traceId: string): Promise<Reply> {
  const patience = new AbortController()
  try {
    const answered = route.invoke(event, traceId)
    const tooLate = sleep(route.timeoutMs, undefined, { signal: patience.signal }).then(() =>
      own(503, 'Service Unavailable'),
    )
    return await Promise.race([answered.then(replyOf), tooLate])
  } catch (error) {
    // A function that is being recycled is a service that is unavailable: the caller may try again.
    const passing = error instanceof FunctionFailed && error.reason !== 'error'
    return passing ? own(503, 'Service Unavailable') : own(500, 'Internal Server Error')
  } finally {
    patience.abort()
  }
}

const FunctionAnswer = z.object({
  statusCode: z.number().int().min(200).max(599),
  headers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  cookies: z.array(z.string()).default([]),
  body: z.string().default(''),
  isBase64Encoded: z.boolean().default(false),
})

function replyOf(answer: unknown): Reply {
  if (typeof answer !== 'object' || answer === null || !('statusCode' in answer))
    return {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(answer ?? null),
    }
  const { statusCode, headers, cookies, body, isBase64Encoded } = FunctionAnswer.parse(answer)
  return {
    status: statusCode,
    headers: {
      'content-type': 'text/plain;charset=UTF-8',
      ...Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
      ),
      ...(cookies.length > 0 && { 'set-cookie': cookies }),
    },
    body: isBase64Encoded ? Buffer.from(body, 'base64') : body,
  }
}

function write(response: ServerResponse, { status, headers, body }: Reply): void {
  for (const [name, value] of Object.entries(headers))
    response.setHeader(name, typeof value === 'string' ? value : [...value])
  const bodyless = status === 204 || status === 304
  if (!bodyless) response.setHeader('content-length', Buffer.byteLength(body))
  else response.removeHeader('content-type')
  if (status === 413) response.setHeader('connection', 'close')
  response.writeHead(status).end(bodyless ? undefined : body)
}
