import { describe, expect, it } from 'vitest'
import { audiencesOf, httpApi } from '../../../../infra/local/deploy/http-api.ts'
import { appClients } from '../../../../infra/local/deploy/user-pool.ts'
import { type Assembly, loadAssembly } from '../../../../infra/local/template/assembly.ts'
import { openEstate } from '../../../../infra/local/template/estate.ts'
import { routes } from '../../../../shared/http/routes.ts'
import { synthesized } from '../../synthesized.ts'

const stack = (name: string, template: object): Assembly['stacks'][number] => ({
  name,
  region: 'us-east-2',
  account: '000000000000',
  template: {
    Parameters: {},
    Conditions: {},
    Mappings: {},
    Resources: {},
    Outputs: {},
    ...template,
  },
})

const resource = (Type: string, Properties: Record<string, unknown> = {}, rest: object = {}) => ({
  Type,
  Properties,
  Metadata: {},
  ...rest,
})

const estateOf = (...stacks: Assembly['stacks']) => openEstate({ stacks, assets: new Map() })

describe('an estate', () => {
  it('fails loudly on a type it neither runs nor may leave out', () => {
    const template = { Resources: { Cluster: resource('AWS::RDS::DBCluster') } }
    expect(() => estateOf(stack('data', template))).toThrow(
      'Cluster of data is a AWS::RDS::DBCluster',
    )
  })

  it('leaves out what only watches', () => {
    const template = { Resources: { Alarm: resource('AWS::CloudWatch::Alarm') } }
    expect(estateOf(stack('app', template)).all('AWS::CloudWatch::Alarm')).toHaveLength(1)
  })

  it('reaches across stacks by exports and by outputs', () => {
    const keys = stack('keys', {
      Resources: { Seal: resource('AWS::KMS::Key') },
      Outputs: {
        SealArn: { Value: { 'Fn::GetAtt': ['Seal', 'Arn'] }, Export: { Name: 'keys:Seal' } },
      },
    })
    const queue = (value: object) => resource('AWS::SQS::Queue', { KmsMasterKeyId: value })
    const app = stack('app', {
      Resources: {
        ByExport: queue({ 'Fn::ImportValue': 'keys:Seal' }),
        ByOutput: queue({
          'Fn::GetStackOutput': { StackName: 'keys', OutputName: 'SealArn' },
        }),
        ByNothing: queue({ 'Fn::ImportValue': 'keys:Other' }),
      },
    })
    const estate = estateOf(keys, app)
    const [seal] = estate.all('AWS::KMS::Key')
    const [byExport, byOutput, byNothing] = estate.all('AWS::SQS::Queue')
    expect(() => byExport?.properties['KmsMasterKeyId']).toThrow('not known')
    if (seal) estate.learn(seal, { Arn: 'arn:of:key' })
    expect(byExport?.properties['KmsMasterKeyId']).toBe('arn:of:key')
    expect(byOutput?.properties['KmsMasterKeyId']).toBe('arn:of:key')
    expect(() => byNothing?.properties['KmsMasterKeyId']).toThrow('No stack exports keys:Other')
  })

  it('leaves out what its condition rules out', () => {
    const estate = estateOf(
      stack('app', {
        Conditions: { No: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'eu-west-1'] } },
        Resources: {
          There: resource('AWS::SQS::Queue'),
          Elsewhere: resource('AWS::SQS::Queue', {}, { Condition: 'No' }),
        },
      }),
    )
    expect(estate.all('AWS::SQS::Queue').map(({ logicalId }) => logicalId)).toEqual(['There'])
  })

  it('gives the same names every time, and chosen ones where they are chosen', () => {
    const template = {
      Resources: {
        Made: resource('AWS::DynamoDB::Table'),
        Chosen: resource('AWS::DynamoDB::Table', {
          TableName: { 'Fn::Join': ['-', ['notes', { Ref: 'AWS::Region' }]] },
        }),
        Bucket: resource('AWS::S3::Bucket'),
      },
    }
    const names = () => {
      const estate = estateOf(stack('Data', template))
      return [...estate.all('AWS::DynamoDB::Table'), ...estate.all('AWS::S3::Bucket')].map(
        ({ name, arn }) => [name, arn],
      )
    }
    expect(names()).toEqual(names())
    expect(names()).toEqual([
      ['Data-Made', 'arn:aws:dynamodb:us-east-2:000000000000:table/Data-Made'],
      ['notes-us-east-2', 'arn:aws:dynamodb:us-east-2:000000000000:table/notes-us-east-2'],
      ['data-bucket', 'arn:aws:s3:::data-bucket'],
    ])
  })
})

describe('the templates for AWS', () => {
  it('can be run here as they are: every property that is used has a value', async () => {
    await synthesized('prod', ({ assembly }) => {
      const estate = openEstate(loadAssembly(assembly))
      for (const type of ['AWS::KMS::Key', 'AWS::DynamoDB::Table'])
        for (const each of estate.all(type))
          estate.learn(each, { Arn: `arn:${each.logicalId}`, StreamArn: `arn:${each.logicalId}/s` })
      for (const each of estate.custom()) estate.learn(each, { Pem: 'PEM' })

      for (const type of ['AWS::Lambda::Function', 'AWS::IAM::ManagedPolicy', 'AWS::S3::Bucket'])
        for (const { properties } of estate.all(type))
          expect(JSON.stringify(properties)).not.toContain('Fn::')

      const [client] = appClients(estate)
      expect(client).toMatchObject({ accessTokenSeconds: 900, refreshTokenSeconds: 12 * 3600 })
      expect(audiencesOf(estate)).toEqual([client?.clientId])
      const api = httpApi(estate, {
        issuer: 'http://localhost',
        keys: () => Promise.reject(new Error('no key')),
        origins: [],
        invoke: async () => undefined,
      })
      expect(api.routes).toHaveLength(routes.length)
      expect(
        api.routes.filter(({ authorize }) => !authorize).map(({ routeKey }) => routeKey),
      ).toEqual(routes.filter((each) => each.public).map(({ method, path }) => `${method} ${path}`))
    })
  })
})
