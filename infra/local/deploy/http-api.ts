import type { JWTVerifyGetKey } from 'jose'
import { z } from 'zod'
import { CorsConfiguration } from '../gateway/cors.ts'
import type { GatewayDefinition, GatewayRoute } from '../gateway/gateway.ts'
import { jwtAuthorizer } from '../gateway/jwt-authorizer.ts'
import type { Estate } from '../template/estate.ts'

const Route = z.object({
  RouteKey: z.string(),
  Target: z.string().regex(/^integrations\//),
  AuthorizationType: z.enum(['NONE', 'JWT']).default('NONE'),
  AuthorizerId: z.string().optional(),
})

const Integration = z.object({
  IntegrationType: z.literal('AWS_PROXY'),
  IntegrationUri: z.string(),
  PayloadFormatVersion: z.literal('2.0'),
  TimeoutInMillis: z.number().default(30_000),
})

const Authorizer = z.object({
  AuthorizerType: z.literal('JWT'),
  IdentitySource: z.tuple([z.literal('$request.header.Authorization')]),
  JwtConfiguration: z.object({ Audience: z.array(z.string()), Issuer: z.string() }),
})

export interface HttpApiSurroundings {
  /** The cloud's own, in the place of whichever issuer the template names. */
  readonly issuer: string
  readonly keys: JWTVerifyGetKey
  /** Pages of the cloud itself that may call the API from a browser. */
  readonly origins: readonly string[]
  readonly invoke: (functionArn: string, event: unknown, traceId: string) => Promise<unknown>
}

/** Who may hold a token for the API, by the templates' authorizers. */
export function audiencesOf(estate: Estate): string[] {
  return estate
    .all('AWS::ApiGatewayV2::Authorizer')
    .flatMap(({ properties }) => Authorizer.parse(properties).JwtConfiguration.Audience)
}

/** Whose tokens the templates trust. */
export function issuersOf(estate: Estate): string[] {
  return estate
    .all('AWS::ApiGatewayV2::Authorizer')
    .map(({ properties }) => Authorizer.parse(properties).JwtConfiguration.Issuer)
}

/** @throws Error unless the templates hold exactly one HTTP API */
export function httpApi(
  estate: Estate,
  { issuer, keys, origins, invoke }: HttpApiSurroundings,
): GatewayDefinition {
  const [api, ...others] = estate.all('AWS::ApiGatewayV2::Api')
  if (!api || others.length > 0) throw new Error('The templates should hold one HTTP API')

  const authorizers = new Map(
    estate.all('AWS::ApiGatewayV2::Authorizer').map(({ ref, properties }) => {
      const { Audience: audience } = Authorizer.parse(properties).JwtConfiguration
      return [ref, jwtAuthorizer({ issuer, audience, keys })]
    }),
  )
  const integrations = new Map(
    estate
      .all('AWS::ApiGatewayV2::Integration')
      .map(({ ref, properties }) => [`integrations/${ref}`, Integration.parse(properties)]),
  )
  const routes = estate.all('AWS::ApiGatewayV2::Route').map(({ properties }): GatewayRoute => {
    const { RouteKey, Target, AuthorizationType, AuthorizerId } = Route.parse(properties)
    const integration = integrations.get(Target)
    if (!integration) throw new Error(`${RouteKey} leads to ${Target}, which is not there`)
    const authorize = authorizers.get(AuthorizerId ?? '')
    // Never open by mistake: a route that asks for a token has somebody to check it.
    if (AuthorizationType === 'JWT' && !authorize)
      throw new Error(`${RouteKey} lacks its authorizer`)
    return {
      routeKey: RouteKey,
      authorize: AuthorizationType === 'JWT' ? authorize : undefined,
      timeoutMs: integration.TimeoutInMillis,
      invoke: (event, traceId) => invoke(integration.IntegrationUri, event, traceId),
    }
  })
  const cors = CorsConfiguration.optional().parse(api.properties['CorsConfiguration'])
  return {
    apiId: api.ref,
    account: api.account,
    routes,
    cors: cors && { ...cors, AllowOrigins: [...cors.AllowOrigins, ...origins] },
  }
}
