import { PROBLEM_BASE, problemStatus } from '../http/problem.ts'
import { routes } from '../http/routes.ts'
import { FRESH_SIGN_IN_SECONDS } from '../note/fresh-sign-in.ts'
import type { Refusal } from '../refused.ts'
import { ComponentSchemas, type JsonSchema } from './component-schemas.ts'
import {
  etag,
  gatewayMessage,
  idempotencyKey,
  ifMatch,
  introduction,
  location,
  problem,
} from './openapi-parts.ts'
import type { Operation } from './operation.ts'
import { areas, operations } from './operations.ts'

type Json = { readonly [name: string]: unknown }

/**
 * The API described by OpenAPI 3.1, from the very operations that the functions check requests by.
 * The same operations give the same text.
 *
 * @param issuer as in the tokens' `iss`
 */
export function openApi(issuer: string): Json {
  const schemas = new ComponentSchemas(areas)
  const described = routes.flatMap((route) =>
    [...operations]
      .filter(([, operation]) => operation.route === `${route.method} ${route.path}`)
      .map(([name, operation]) => ({ ...route, name, operation })),
  )
  const paths: Record<string, Json> = {}
  for (const { path, method, name, operation, public: isPublic } of described) {
    paths[path] = {
      ...paths[path],
      [method.toLowerCase()]: describe(name, operation, isPublic === true, schemas),
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Noteseal',
      version: '1',
      description: introduction,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ signIn: [] }],
    tags: [...new Set(described.map(({ operation }) => operation.tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: { ...schemas.all(), Problem: problem, GatewayMessage: gatewayMessage },
      headers: { ETag: etag, Location: location },
      parameters: { 'If-Match': ifMatch, 'Idempotency-Key': idempotencyKey },
      securitySchemes: {
        signIn: {
          type: 'openIdConnect',
          openIdConnectUrl: `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
          description: 'Send the access token: `Authorization: Bearer …`',
        },
      },
    },
  }
}

function describe(
  name: string,
  operation: Operation,
  isPublic: boolean,
  schemas: ComponentSchemas,
): Json {
  const { summary, description, tag, path, query, body, example } = operation
  return {
    operationId: name,
    summary,
    ...(description && { description }),
    tags: [tag],
    ...(isPublic && { security: [] }),
    parameters: [
      ...parametersOf('path', path && schemas.parameters(path)),
      ...parametersOf('query', query && schemas.parameters(query)),
      ...(operation.ifMatch ? [{ $ref: '#/components/parameters/If-Match' }] : []),
      ...(operation.idempotent ? [{ $ref: '#/components/parameters/Idempotency-Key' }] : []),
    ],
    ...(body && {
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: schemas.of(body, 'input'),
            ...(example?.body !== undefined && { example: example.body }),
          },
        },
      },
    }),
    responses: {
      [operation.status]: success(operation, schemas),
      ...failures(operation, isPublic),
    },
  }
}

function parametersOf(place: 'path' | 'query', schema: JsonSchema | undefined): Json[] {
  const required = schema?.required ?? []
  return Object.entries(schema?.properties ?? {}).map(([name, each]) => {
    const { description, ...rest } = each
    return {
      name,
      in: place,
      required: place === 'path' || required.includes(name),
      ...(description && { description }),
      schema: rest,
    }
  })
}

function success(operation: Operation, schemas: ComponentSchemas): Json {
  const { answer, example, page, status } = operation
  const headers = {
    ...(isVersioned(operation) && { ETag: { $ref: '#/components/headers/ETag' } }),
    ...(status === 201 && { Location: { $ref: '#/components/headers/Location' } }),
  }
  return {
    description: { 200: 'Done', 201: 'Made', 204: 'Done; nothing to say' }[status],
    ...(Object.keys(headers).length > 0 && { headers }),
    ...(page && { content: { 'text/html': { schema: { type: 'string' } } } }),
    ...(answer && {
      content: {
        'application/json': {
          schema: schemas.of(answer, 'output'),
          ...(example?.answer !== undefined && { example: example.answer }),
        },
      },
    }),
  }
}

/** What can be changed under `If-Match` is read with the ETag to do so. */
function isVersioned({ ifMatch, route }: Operation): boolean {
  const [method, path] = route.split(' ')
  if (ifMatch) return true
  return (
    method === 'GET' &&
    [...operations.values()].some((other) => other.ifMatch && other.route === `PUT ${path}`)
  )
}

/** Refusals by status, and what the gateway itself answers before a function is reached. */
function failures(operation: Operation, isPublic: boolean): Record<string, Json> {
  const refusals = new Set<Refusal>([
    ...operation.refusals,
    ...(isPublic ? [] : (['member_inactive', 'not_a_member', 'too_busy'] as const)),
    ...(operation.path || operation.query || operation.body || operation.idempotent
      ? (['invalid_request'] as const)
      : []),
    ...(operation.ifMatch
      ? (['if_match_required', 'invalid_request', 'stale_revision'] as const)
      : []),
  ])
  const gateway: Record<number, string> = {
    ...(!isPublic && { 401: 'The gateway: no token, or one that is forged or expired' }),
    ...(operation.body && { 413: 'The gateway: more than 10 MB' }),
    429: 'The gateway: too many requests at once',
    503: 'The gateway: no function could answer',
  }
  const byStatus = Map.groupBy([...refusals].sort(), (code) => problemStatus(code).status)
  const statuses = new Set([...byStatus.keys(), ...Object.keys(gateway).map(Number)])
  return Object.fromEntries([
    ...[...statuses]
      .sort((a, b) => a - b)
      .map((status) => [status, failure(byStatus.get(status) ?? [], gateway[status])]),
    [500, { description: 'A fault of ours: empty, and logged by name' }],
  ])
}

function failure(codes: readonly Refusal[], gateway: string | undefined): Json {
  const fresh = codes.includes('fresh_sign_in_required')
  return {
    description: [
      ...codes.map((code) => `\`${code}\`: ${problemStatus(code).title}`),
      ...(gateway ? [gateway] : []),
    ].join('\n\n'),
    ...(fresh && {
      headers: {
        'WWW-Authenticate': {
          description: `RFC 9470: sign in again, with \`max_age=${FRESH_SIGN_IN_SECONDS}\``,
          schema: { type: 'string' },
        },
      },
    }),
    content: {
      ...(codes.length > 0 && {
        'application/problem+json': {
          schema: {
            allOf: [
              { $ref: '#/components/schemas/Problem' },
              { properties: { type: { enum: codes.map((code) => PROBLEM_BASE + code) } } },
            ],
          },
        },
      }),
      ...(gateway && {
        'application/json': { schema: { $ref: '#/components/schemas/GatewayMessage' } },
      }),
    },
  }
}
