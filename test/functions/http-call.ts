import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { expect } from 'vitest'
import { operations } from '../../shared/api/operations.ts'
import type { HttpHandler } from '../../shared/http/http-function.ts'
import { routes } from '../../shared/http/routes.ts'

export const ISSUER = 'https://issuer.test/pool'

export interface Request {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** With its query, if any. */
  readonly path: string
  /** Of the verified token; without one the gateway let nobody through. */
  readonly subject: string
  readonly authTime: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>> | undefined
}

export interface Answer {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: a test says itself what it expects of an answer
  readonly body: any
  readonly headers: Readonly<Record<string, string>>
}

/** Calls a handler as API Gateway would. */
export async function httpCall(handler: HttpHandler, request: Request): Promise<Answer> {
  const event = eventOf(request)
  const result = await handler(event)
  const text = result.body ?? ''
  const status = result.statusCode ?? 0
  const body: unknown = text === '' ? undefined : JSON.parse(text)
  if (status < 300) keepsItsWord(event.routeKey, status, body)
  return { status, body, headers: (result.headers ?? {}) as Record<string, string> }
}

/** What is answered is what the operation says is answered, and nothing besides. */
function keepsItsWord(routeKey: string, status: number, body: unknown): void {
  const operation = [...operations.values()].find(({ route }) => route === routeKey)
  if (!operation) throw new Error(`${routeKey} is no operation`)
  expect({ routeKey, status }).toEqual({ routeKey, status: operation.status })
  if (operation.answer) expect(operation.answer.parse(body)).toEqual(body)
}

/** The gateway names each request. */
let requests = 0

function eventOf({ method, path, subject, authTime, body, headers = {} }: Request) {
  const [rawPath = '', search = ''] = path.split('?')
  const { routeKey, pathParameters } = routed(method, rawPath)
  const claims = { iss: ISSUER, sub: subject, auth_time: String(authTime) }
  return {
    version: '2.0',
    routeKey,
    rawPath,
    rawQueryString: search,
    headers,
    pathParameters,
    ...(search && { queryStringParameters: Object.fromEntries(new URLSearchParams(search)) }),
    ...(body !== undefined && { body: JSON.stringify(body) }),
    isBase64Encoded: false,
    requestContext: {
      requestId: `request-${++requests}`,
      routeKey,
      authorizer: { jwt: { claims, scopes: [] } },
    },
  } as unknown as APIGatewayProxyEventV2
}

function routed(method: string, path: string) {
  for (const route of routes) {
    const pattern = route.path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')
    const match = route.method === method && new RegExp(`^${pattern}$`).exec(path)
    if (match) return { routeKey: `${method} ${route.path}`, pathParameters: { ...match.groups } }
  }
  throw new Error(`no route for ${method} ${path}`)
}
