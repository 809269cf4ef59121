import { Duration, RemovalPolicy } from 'aws-cdk-lib'
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway'
import {
  type CfnStage,
  CorsHttpMethod,
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  type HttpRoute,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers'
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'
import { type HttpFunction, routes } from '../shared/http/routes.ts'
import { acknowledge } from './acknowledge.ts'
import type { NotesealFunction } from './function.ts'
import type { Issuer, Stage } from './stages.ts'

export interface ApiProps {
  readonly stage: Stage
  readonly ops: IKey
  readonly issuer: Issuer
  readonly functions: Readonly<Record<HttpFunction, NotesealFunction<HttpFunction>>>
}

/** The HTTP API: a route for each of `shared/http/routes.ts`, a valid token for all but public ones. */
export class Api extends Construct {
  readonly http: HttpApi

  constructor(scope: Construct, id: string, { stage, ops, issuer, functions }: ApiProps) {
    super(scope, id)
    this.http = new HttpApi(this, 'Http', {
      apiName: `noteseal-${stage.name}`,
      createDefaultStage: false,
      defaultAuthorizer: new HttpJwtAuthorizer('Token', issuer.url, {
        jwtAudience: [...issuer.audience],
      }),
      corsPreflight: {
        allowOrigins: [stage.appUrl],
        allowMethods: [
          CorsHttpMethod.GET,
          CorsHttpMethod.POST,
          CorsHttpMethod.PUT,
          CorsHttpMethod.DELETE,
        ],
        allowHeaders: ['authorization', 'content-type', 'idempotency-key', 'if-match'],
        exposeHeaders: ['etag', 'location', 'www-authenticate'],
        maxAge: Duration.hours(1),
      },
    })
    const integrations = new Map(
      Object.entries(functions).map(([name, { lambda }]) => [
        name,
        // One permission for all routes: a function's policy has room for about forty.
        new HttpLambdaIntegration(name, lambda, { scopePermissionToRoute: false }),
      ]),
    )
    const outside: HttpRoute[] = []
    for (const route of routes) {
      const integration = integrations.get(route.function)
      if (!integration) throw new Error(`No function answers ${route.method} ${route.path}`)
      const [made] = this.http.addRoutes({
        path: route.path,
        methods: [HttpMethod[route.method]],
        integration,
        ...(route.public && { authorizer: new HttpNoneAuthorizer() }),
      })
      if (made && route.function === 'open-link') outside.push(made)
      if (made && route.public)
        acknowledge(made, {
          'AwsSolutions::AwsSolutions-APIG4':
            route.function === 'open-link'
              ? 'Whoever is given a link has no account: its token is what they prove.'
              : 'The description of the API names routes and fields, nobody’s data.',
        })
    }

    const log = new LogGroup(this, 'AccessLog', {
      encryptionKey: ops,
      retention: stage.logDays,
      removalPolicy: stage.lasting ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    })
    const live = new HttpStage(this, 'Live', {
      httpApi: this.http,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: 50, burstLimit: 100 },
      detailedMetricsEnabled: true,
      accessLogSettings: {
        destination: new LogGroupLogDestination(log),
        format: AccessLogFormat.custom(JSON.stringify(accessLine)),
      },
    })
    throttleOutsiders(live, outside)
  }
}

/**
 * Who comes without an account gets through less often than who has one: nobody follows links faster,
 * and guessing them is slower still.
 */
function throttleOutsiders(live: HttpStage, outside: readonly HttpRoute[]): void {
  const stage = live.node.defaultChild as CfnStage
  stage.routeSettings = Object.fromEntries(
    routes
      .filter((route) => route.function === 'open-link')
      .map(({ method, path }) => [
        `${method} ${path}`,
        { ThrottlingRateLimit: 5, ThrottlingBurstLimit: 10, DetailedMetricsEnabled: true },
      ]),
  )
  // A stage that speaks of a route which is not there yet cannot be made.
  live.node.addDependency(...outside)
}

/** Opaque ids and figures only: a path's parameters, and queries, stay out. */
const accessLine = {
  at: '$context.requestTime',
  id: '$context.requestId',
  ip: '$context.identity.sourceIp',
  route: '$context.routeKey',
  status: '$context.status',
  ms: '$context.responseLatency',
  subject: '$context.authorizer.claims.sub',
  refused: '$context.authorizer.error',
}
