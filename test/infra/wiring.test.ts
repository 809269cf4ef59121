import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { functionNames } from '../../shared/environment.ts'
import { routes } from '../../shared/http/routes.ts'
import { type Synthesized, synthesized } from './synthesized.ts'

let app: Synthesized
beforeAll(() =>
  synthesized('prod', (made) => {
    app = made
  }),
)

const one = (type: string) => {
  const [found, ...others] = app.ofType(type)
  if (!found || others.length > 0) throw new Error(`There is not exactly one ${type}`)
  return found.properties
}
const functions = () => app.ofType('AWS::Lambda::Function').map(({ properties }) => properties)
const compact = (name: string) => name.replaceAll('-', '')

describe('the API', () => {
  it('has the routes of shared/http/routes.ts, each to its function', () => {
    const answered = new Map(
      app
        .ofType('AWS::ApiGatewayV2::Integration')
        .map(({ id, properties }) => [
          `integrations/<${id.replace(/[0-9A-F]{8}$/, '')}>`,
          properties,
        ]),
    )
    const made = app.ofType('AWS::ApiGatewayV2::Route').map(({ properties }) => ({
      route: properties['RouteKey'],
      function: answered.get(properties['Target'])?.['IntegrationUri'],
    }))
    const declared = routes.map((route) => ({
      route: `${route.method} ${route.path}`,
      function: `<${compact(route.function)}Function.Arn>`,
    }))
    const byRoute = (a: { route: string }, b: { route: string }) => (a.route < b.route ? -1 : 1)
    expect(made.sort(byRoute)).toEqual(declared.sort(byRoute))
  })

  it('asks for a token on every route that is not declared public', () => {
    const open = app
      .ofType('AWS::ApiGatewayV2::Route')
      .filter(({ properties }) => properties['AuthorizationType'] !== 'JWT')
      .map(({ properties }) => properties['RouteKey'])
    const declared = routes.filter((route) => route.public)
    expect(open).toEqual(declared.map(({ method, path }) => `${method} ${path}`))
  })

  it('trusts tokens of the practice’s user pool, made for its app', () => {
    expect(one('AWS::ApiGatewayV2::Authorizer')['JwtConfiguration']).toEqual({
      Issuer: '<Pool.ProviderURL>',
      Audience: ['<App>'],
    })
  })

  it('logs no path parameter and no query', () => {
    const format = one('AWS::ApiGatewayV2::Stage')['AccessLogSettings'].Format
    expect(format).not.toMatch(/context\.path|resourcePath|queryString/)
    expect(JSON.parse(format)).toHaveProperty('route', '$context.routeKey')
  })
})

describe('signing in', () => {
  it('takes a second factor, and a token lasts fifteen minutes', () => {
    const pool = one('AWS::Cognito::UserPool')
    expect(pool['MfaConfiguration']).toBe('ON')
    expect(pool['EnabledMfas']).toEqual(['SOFTWARE_TOKEN_MFA'])
    expect(pool['AdminCreateUserConfig']).toEqual({ AllowAdminCreateUserOnly: true })
    const client = one('AWS::Cognito::UserPoolClient')
    expect([client['AccessTokenValidity'], client['TokenValidityUnits'].AccessToken]).toEqual([
      15,
      'minutes',
    ])
    expect(client['AllowedOAuthFlows']).toEqual(['code'])
  })
})

describe('functions', () => {
  it('are all of them there, on Node 24', () => {
    const names = functions().map(({ FunctionName }) => FunctionName)
    expect(names.sort()).toEqual(functionNames.map((name) => `noteseal-prod-${name}`).sort())
    expect(new Set(functions().map(({ Runtime }) => Runtime))).toEqual(new Set(['nodejs24.x']))
  })

  it('run on ARM, but the one whose typesetter knows x86_64 only', () => {
    const others = functions().filter(({ Architectures }) => Architectures[0] !== 'arm64')
    expect(others.map(({ FunctionName, Architectures }) => [FunctionName, Architectures])).toEqual([
      ['noteseal-prod-render-document', ['x86_64']],
    ])
  })

  it('write to logs under the practice’s key', () => {
    for (const { id, properties } of app.ofType('AWS::Logs::LogGroup'))
      expect(properties['KmsKeyId'], id).toBe('<Ops.Arn>')
  })
})

describe('rendering', () => {
  it('hears of records that wait for a PDF and of no others', () => {
    const { FilterCriteria, EventSourceArn } = one('AWS::Lambda::EventSourceMapping')
    expect(EventSourceArn).toBe('<Records.StreamArn>')
    expect(
      FilterCriteria.Filters.map(({ Pattern }: { Pattern: string }) => JSON.parse(Pattern)),
    ).toEqual([{ dynamodb: { NewImage: { pdfShard: { S: [{ exists: true }] } } } }])
  })

  it('tries again record by record, and keeps what it could not do for fourteen days', () => {
    expect(one('AWS::Lambda::EventSourceMapping')).toMatchObject({
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      BisectBatchOnFunctionError: true,
      DestinationConfig: { OnFailure: { Destination: '<Undelivered.Arn>' } },
    })
    expect(one('AWS::SQS::Queue')).toMatchObject({ MessageRetentionPeriod: 14 * 24 * 3600 })
  })
})

describe('the timetable', () => {
  it('looks for late notes every minute, for digests every 15, into the outbox every 5; exports keys and enforces retention daily, and finishes destructions every 15', () => {
    const turns = app
      .ofType('AWS::Scheduler::Schedule')
      .map(({ properties: { ScheduleExpression, Target } }) => [ScheduleExpression, Target.Arn])
    expect(turns.sort()).toEqual([
      ['cron(40 9 * * ? *)', '<enforceretentionFunction.Arn>'],
      ['rate(1 day)', '<exportkeysFunction.Arn>'],
      ['rate(1 minute)', '<flaglatenotesFunction.Arn>'],
      ['rate(15 minutes)', '<enforceretentionFunction.Arn>'],
      ['rate(15 minutes)', '<senddigestsFunction.Arn>'],
      ['rate(5 minutes)', '<renderdocumentFunction.Arn>'],
    ])
  })
})

describe('an alarm', () => {
  const runbook = readFileSync(new URL('../../docs/runbook.md', import.meta.url), 'utf8')
  const watched = () => [
    ...app
      .ofType('AWS::CloudWatch::Alarm')
      .map(({ properties }) => String(properties['AlarmDescription'])),
    ...app.ofType('AWS::Events::Rule').map(({ properties }) => String(properties['Description'])),
  ]

  it('reaches somebody', () => {
    for (const { id, properties } of app.ofType('AWS::CloudWatch::Alarm'))
      expect(properties['AlarmActions'], id).toEqual(['<Alarms>'])
    const { Statement } = one('AWS::SNS::TopicPolicy')['PolicyDocument']
    const publishers = Statement.filter(({ Effect }: { Effect: string }) => Effect === 'Allow').map(
      ({ Principal }: { Principal: { Service: string } }) => Principal.Service,
    )
    expect(publishers.sort()).toEqual([
      'cloudwatch.amazonaws.com',
      'events.amazonaws.com',
      'ses.amazonaws.com',
    ])
    expect(one('AWS::SNS::Subscription')).toMatchObject({ Protocol: 'email' })
  })

  it('says where the runbook tells what to do', () => {
    const pointers = watched().map((text) => /See docs\/runbook\.md#([\w-]+)$/.exec(text)?.[1])
    const headings = [...runbook.matchAll(/^### (.+)$/gm)].map(([, heading]) => heading)
    expect(pointers).toHaveLength(11)
    expect(pointers.sort()).toEqual(headings.sort())
  })

  it('has a page that describes it and says how to look into it and what to do', () => {
    const pages = runbook.split(/^### /m).slice(1)
    for (const page of pages)
      for (const part of ['**Description.**', '**Investigation.**', '**Resolution.**'])
        expect(page).toContain(part)
  })
})
