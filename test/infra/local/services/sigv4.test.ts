import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  SignatureFault,
  type SignedRequest,
  verifySignature,
} from '../../../../infra/local/services/http/sigv4.ts'
import type { Principal } from '../../../../infra/local/services/service.ts'
import { allowAll, clientsFor, startServices, type TestServices } from './start-services.ts'

const caller: Principal = {
  roleArn: 'arn:aws:iam::123456789012:role/example',
  functionName: 'example',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  policies: [],
}
const principals = { lookup: (id: string) => (id === 'AKIDEXAMPLE' ? caller : undefined) }

describe('a signature by AWS’s published example', () => {
  // get-vanilla-query-order-key-case of AWS's Signature Version 4 test suite.
  const request: SignedRequest = {
    method: 'GET',
    url: '/?Param2=value2&Param1=value1',
    headers: {
      host: 'example.amazonaws.com',
      'x-amz-date': '20150830T123600Z',
      authorization:
        'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, ' +
        'SignedHeaders=host;x-amz-date, ' +
        'Signature=b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
    },
    body: Buffer.alloc(0),
  }
  const scope = { region: 'us-east-1', signingName: 'service' }
  const at = Date.parse('2015-08-30T12:36:00Z')
  const reasonOf = (changed: Partial<SignedRequest>, now = at, where = scope) => {
    try {
      return verifySignature({ ...request, ...changed }, where, principals, now).caller.functionName
    } catch (error) {
      return error instanceof SignatureFault ? error.reason : error
    }
  }
  const authorization = String(request.headers.authorization)
  const headers = (more: object) => ({ headers: { ...request.headers, ...more } })

  it('is taken', () => {
    expect(reasonOf({})).toBe('example')
  })

  it.each([
    ['another method', { method: 'POST' }, 'mismatch'],
    ['another path', { url: '/x?Param2=value2&Param1=value1' }, 'mismatch'],
    ['another parameter', { url: '/?Param2=value2&Param1=value3' }, 'mismatch'],
    ['one parameter more', { url: `${request.url}&x=` }, 'mismatch'],
    ['a body', { body: Buffer.from('x') }, 'mismatch'],
    ['another host', headers({ host: 'other.amazonaws.com' }), 'mismatch'],
    [
      'another signature',
      headers({ authorization: authorization.replace('b97d', 'b97e') }),
      'mismatch',
    ],
    ['no signature', headers({ authorization: undefined }), 'missing'],
    ['another scheme', headers({ authorization: 'Bearer x' }), 'malformed'],
    [
      'an unsigned host',
      headers({ authorization: authorization.replace('host;', '') }),
      'malformed',
    ],
    [
      'another key',
      headers({ authorization: authorization.replace('AKID', 'AKIE') }),
      'unknown_key',
    ],
    ['no date', headers({ 'x-amz-date': undefined }), 'wrong_scope'],
  ] as [string, Partial<SignedRequest>, string][])(
    'is refused with %s',
    (_what, changed, reason) => {
      expect(reasonOf(changed)).toBe(reason)
    },
  )

  it('is taken for a quarter of an hour either way, and no longer', () => {
    expect(reasonOf({}, at + 15 * 60_000)).toBe('example')
    expect(reasonOf({}, at + 15 * 60_000 + 1)).toBe('skewed')
    expect(reasonOf({}, at - 15 * 60_000 - 1)).toBe('skewed')
  })

  it('is refused by another service and another region', () => {
    expect(reasonOf({}, at, { ...scope, signingName: 'kms' })).toBe('wrong_scope')
    expect(reasonOf({}, at, { ...scope, region: 'eu-west-1' })).toBe('wrong_scope')
  })
})

describe('a service', () => {
  let test: TestServices
  const TableName = 'Signed'
  const Key = { pk: { S: 'a' } }

  beforeAll(async () => {
    test = await startServices()
    test.clientsOf('owner', allowAll)
    await test.services.dynamodb.createTable(TableName, {
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    })
  })

  afterAll(() => test?.close())

  it.each([
    ['a wrong secret', 'AKowner', 'wrong', 'InvalidSignatureException'],
    ['an unknown key', 'AKnobody', 'secret of owner', 'UnrecognizedClientException'],
  ])('refuses %s, and stores nothing', async (_what, accessKeyId, secret, name) => {
    const { dynamodb } = clientsFor(test.services.endpoints, accessKeyId, secret)
    const put = dynamodb.send(new PutItemCommand({ TableName, Item: Key }))
    await expect(put).rejects.toMatchObject({ name })
    dynamodb.destroy()
    expect(await test.services.dynamodb.items(TableName)).toEqual([])
  })

  it('refuses a call without a signature, and says so in its log', async () => {
    const response = await fetch(test.services.endpoints.dynamodb, {
      method: 'POST',
      headers: { 'x-amz-target': 'DynamoDB_20120810.GetItem' },
      body: JSON.stringify({ TableName, Key }),
    })
    expect(response.status).toBe(403)
    expect(await response.json()).toMatchObject({ __type: 'MissingAuthenticationTokenException' })
    expect(test.logged.join('\n')).toMatch(/dynamodb GetItem for nobody: 403/)
  })

  it('takes a right signature', async () => {
    const { dynamodb } = test.clientsOf('owner', allowAll)
    expect((await dynamodb.send(new GetItemCommand({ TableName, Key }))).Item).toBeUndefined()
  })
})
