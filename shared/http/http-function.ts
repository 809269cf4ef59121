import middy, { type MiddlewareObj } from '@middy/core'
import type {
  APIGatewayProxyEventV2,
  APIGatewayProxyEventV2WithJWTAuthorizer,
  APIGatewayProxyStructuredResultV2,
} from 'aws-lambda'
import type { Caller, Claims } from '../access/caller.ts'
import { Refused } from '../refused.ts'
import { isBusy } from './busy.ts'
import type { Endpoint } from './endpoint.ts'
import { problemOf, stepUpChallenge } from './problem.ts'
import type { Reply } from './reply.ts'

export type HttpHandler = (
  event: APIGatewayProxyEventV2,
) => Promise<APIGatewayProxyStructuredResultV2>

/** Finds the member that verified claims belong to. @throws Refused `not_a_member`, `member_inactive` */
export type FindMember = (claims: Claims) => Promise<Omit<Caller, 'requestId'>>

/**
 * The handler of a function that answers HTTP: finds the caller, then the endpoint by its route.
 * A refusal becomes a problem; anything else is a fault: logged by name, answered with an empty 500.
 *
 * @param prefetch told the path's ids before the caller is known, so that what will be needed can
 * already be on its way; nothing it fetches is answered to anybody who may not have it
 */
export function httpFunction(
  findMember: FindMember,
  endpoints: readonly Endpoint[],
  {
    publicEndpoints = [],
    prefetch,
  }: {
    publicEndpoints?: readonly Endpoint[]
    prefetch?: (pathParameters: Readonly<Record<string, string | undefined>>) => void
  } = {},
): HttpHandler {
  const byRoute = new Map(endpoints.map((endpoint) => [endpoint.route, endpoint]))
  const open = new Map(publicEndpoints.map((endpoint) => [endpoint.route, endpoint]))

  const answer = async (event: APIGatewayProxyEventV2) => {
    const anyone = open.get(event.routeKey)
    const { requestId } = event.requestContext
    if (anyone) return toResult(await anyone.handle(event, { ...nobody, requestId }))
    const endpoint = byRoute.get(event.routeKey)
    // Only a gateway whose routes are not ours gets here.
    if (!endpoint) throw new Error(`no endpoint for ${event.routeKey}`)
    prefetch?.(event.pathParameters ?? {})
    const caller = await findMember(claimsOf(event))
    return toResult(await endpoint.handle(event, { ...caller, requestId }))
  }
  return middy(answer).use(logged()).use(problems()) as unknown as HttpHandler
}

/** One line a request, of ids alone. */
function logged(): MiddlewareObj<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2> {
  const write = (event: APIGatewayProxyEventV2, status: number, type?: string) =>
    console.info(
      JSON.stringify({
        route: event.routeKey,
        status,
        ...(type && { type }),
        requestId: event.requestContext.requestId,
      }),
    )
  return {
    after: ({ event, response }) => write(event, response?.statusCode ?? 0),
    onError: ({ event, error, response }) =>
      write(
        event,
        response?.statusCode ?? 500,
        error instanceof Refused ? error.code : (error?.name ?? 'fault'),
      ),
  }
}

function problems(): MiddlewareObj<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2> {
  return {
    onError: (request) => {
      const error = isBusy(request.error) ? new Refused('too_busy') : request.error
      if (error instanceof Refused) {
        const problem = problemOf(error)
        request.response = toResult({
          status: problem.status,
          body: problem,
          headers: {
            'content-type': 'application/problem+json',
            ...(error.code === 'fresh_sign_in_required' && { 'www-authenticate': stepUpChallenge }),
            ...(problem.status === 503 && { 'retry-after': '1' }),
          },
        })
        return
      }
      // A fault's message may quote what somebody wrote: its name and place are told, not its words.
      console.error(JSON.stringify({ fault: error?.name ?? 'unknown', at: placeOf(error) }))
      request.response = { statusCode: 500, headers: { 'cache-control': 'no-store' } }
    },
  }
}

function toResult({ status, body, page, version, location, headers }: Reply) {
  return {
    statusCode: status,
    headers: {
      'cache-control': 'no-store',
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(page !== undefined && { 'content-type': 'text/html; charset=utf-8' }),
      ...(version !== undefined && { etag: `"${version}"` }),
      ...(location !== undefined && { location }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(page !== undefined && { body: page }),
  }
}

function claimsOf(event: APIGatewayProxyEventV2): Claims {
  const { authorizer } = event.requestContext as Partial<
    APIGatewayProxyEventV2WithJWTAuthorizer['requestContext']
  >
  const claims = authorizer?.jwt?.claims
  if (!claims?.['iss'] || !claims['sub']) throw new Refused('not_a_member')
  return {
    iss: String(claims['iss']),
    sub: String(claims['sub']),
    ...(claims['auth_time'] !== undefined && { auth_time: String(claims['auth_time']) }),
  }
}

/**
 * File and line of the frames alone. A stack begins with the message, which may have lines of its
 * own that look like frames: where it cannot be told from them, nothing is.
 */
function placeOf(error: Error | null | undefined): string[] {
  const { stack = '', message = '' } = error ?? {}
  const at = stack.indexOf(message)
  if (at < 0) return []
  return stack
    .slice(at + message.length)
    .split('\n')
    .filter((line) => /^\s+at .*:\d+:\d+\)?$/.test(line))
    .slice(0, 4)
    .map((line) => line.trim())
}

const nobody: Caller = {
  practiceId: '',
  authTime: 0,
  requestId: '',
  member: {
    practiceId: '',
    memberId: '',
    name: '',
    credentials: '',
    roles: [],
    state: 'left',
    supervisees: [],
  },
}
