import type { IncomingHttpHeaders } from 'node:http'
import type { APIGatewayProxyEventV2, APIGatewayProxyEventV2WithJWTAuthorizer } from 'aws-lambda'

export interface GatewayRequest {
  readonly apiId: string
  readonly account: string
  readonly domainName: string
  readonly requestId: string
  readonly traceId: string
  readonly routeKey: string
  readonly method: string
  /** As it came: still encoded. */
  readonly rawPath: string
  readonly rawQuery: string
  readonly headers: IncomingHttpHeaders
  readonly pathParameters: Readonly<Record<string, string>>
  readonly sourceIp: string
  readonly body: Buffer
  readonly claims: Readonly<Record<string, string>> | undefined
  /** Milliseconds since 1970. */
  readonly at: number
}

/** What the function of a route is handed: an HTTP API's event, payload format 2.0. */
export function gatewayEvent(
  request: GatewayRequest,
): APIGatewayProxyEventV2 | APIGatewayProxyEventV2WithJWTAuthorizer {
  const headers = joined(request.headers)
  const { cookie, ...others } = headers
  const query = [...new URLSearchParams(request.rawQuery)]
  const isText = isTextual(headers['content-type']) && headers['content-encoding'] === undefined
  return {
    version: '2.0',
    routeKey: request.routeKey,
    rawPath: request.rawPath,
    rawQueryString: request.rawQuery,
    ...(cookie && { cookies: cookie.split(/;\s*/) }),
    headers: { ...others, 'x-amzn-trace-id': request.traceId },
    ...(query.length > 0 && { queryStringParameters: gathered(query) }),
    ...(Object.keys(request.pathParameters).length > 0 && {
      pathParameters: { ...request.pathParameters },
    }),
    ...(request.body.length > 0 && { body: request.body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: request.body.length > 0 && !isText,
    requestContext: {
      accountId: request.account,
      apiId: request.apiId,
      ...(request.claims && {
        authorizer: {
          principalId: '',
          integrationLatency: 0,
          jwt: { claims: { ...request.claims }, scopes: [] },
        },
      }),
      domainName: request.domainName,
      domainPrefix: request.apiId,
      http: {
        method: request.method,
        path: request.rawPath,
        protocol: 'HTTP/1.1',
        sourceIp: request.sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: request.requestId,
      routeKey: request.routeKey,
      stage: '$default',
      time: requestTime(request.at),
      timeEpoch: request.at,
    },
  }
}

/** Names in lower case; several values of one name joined by commas. */
function joined(headers: IncomingHttpHeaders): Record<string, string> {
  const texts: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined)
      texts[name] = Array.isArray(value) ? value.join(name === 'cookie' ? '; ' : ',') : value
  return texts
}

function gathered(pairs: readonly (readonly [string, string])[]): Record<string, string> {
  const values: Record<string, string> = {}
  for (const [name, value] of pairs)
    values[name] = Object.hasOwn(values, name) ? `${values[name]},${value}` : value
  return values
}

function isTextual(contentType = 'text/plain'): boolean {
  return /^(text\/|application\/(json|javascript|xml|x-www-form-urlencoded)|application\/[\w.-]+\+(json|xml))/i.test(
    contentType,
  )
}

/** `22/Nov/2026:02:10:15 +0000` */
function requestTime(at: number): string {
  const [, day, month, year, time] = new Date(at).toUTCString().split(/[ ,]+/)
  return `${day}/${month}/${year}:${time} +0000`
}
