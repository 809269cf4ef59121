import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { GenerateDataKeyCommand } from '@aws-sdk/client-kms'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PolicyDocument } from '../../../../infra/local/services/iam/policy.ts'
import {
  account,
  allowAll,
  keyPolicy,
  region,
  startServices,
  type TestServices,
} from './start-services.ts'

let test: TestServices
const latencyMs = 20
const TableName = 'Wire'
const item = (word: string) => ({ pk: { S: word } })

beforeAll(async () => {
  test = await startServices({ latencyMs })
  await test.services.dynamodb.createTable(TableName, {
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  })
})

afterAll(() => test?.close())

const callsSince = (count: number) => test.calls.slice(count)

describe('the wire log', () => {
  it('names who called what, under which trace, and how it ended', async () => {
    const count = test.calls.length
    const { dynamodb } = test.clientsOf('records-api', allowAll)
    const traced = new GetItemCommand({ TableName, Key: item('a') })
    traced.middlewareStack.add(
      (next) => (args) => {
        const { headers } = args.request as { headers: Record<string, string> }
        headers['X-Amzn-Trace-Id'] = 'Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=0'
        return next(args)
      },
      { step: 'build' },
    )
    await dynamodb.send(traced)
    await dynamodb
      .send(new PutItemCommand({ TableName: 'Nowhere', Item: item('b') }))
      .catch(() => undefined)
    expect(callsSince(count)).toMatchObject([
      {
        traceId: '1-5759e988-bd862e3fe1be46a994272793',
        functionName: 'records-api',
        service: 'dynamodb',
        operation: 'GetItem',
        status: 200,
      },
      { traceId: '', operation: 'PutItem', status: 400, errorName: 'ResourceNotFoundException' },
    ])
  })

  it('shows calls sent together as overlapping, and calls in turn as not', async () => {
    const { dynamodb } = test.clientsOf('records-api', allowAll)
    const get = () => dynamodb.send(new GetItemCommand({ TableName, Key: item('a') }))
    const count = test.calls.length
    await Promise.all([get(), get(), get()])
    const together = callsSince(count)
    expect(Math.max(...together.map(({ startedAt }) => startedAt))).toBeLessThan(
      Math.min(...together.map(({ endedAt }) => endedAt)),
    )
    const inTurn = test.calls.length
    await get()
    await get()
    const [first, second] = callsSince(inTurn)
    expect(second?.startedAt).toBeGreaterThan(first?.endedAt ?? Number.POSITIVE_INFINITY)
  })

  it('holds every answer back for the latency asked for', async () => {
    const { dynamodb } = test.clientsOf('records-api', allowAll)
    const count = test.calls.length
    await dynamodb.send(new GetItemCommand({ TableName, Key: item('a') }))
    for (const { startedAt, endedAt } of callsSince(count)) {
      expect(endedAt - startedAt).toBeGreaterThanOrEqual(latencyMs)
    }
  })

  it('and every other line never hold what was written', async () => {
    const canary = 'canary-words-of-a-session'
    const nothing: PolicyDocument = { Statement: [] }
    for (const policy of [allowAll, nothing]) {
      const { dynamodb, kms } = test.clientsOf('records-api', policy)
      const { keyArn } = await test.services.kms.createKey('wire', { KeyPolicy: keyPolicy })
      const asked = [
        dynamodb.send(new PutItemCommand({ TableName, Item: item(canary) })),
        dynamodb.send(new PutItemCommand({ TableName, Item: { pk: { M: { x: { S: canary } } } } })),
        dynamodb.send(new PutItemCommand({ TableName: 'Nowhere', Item: item(canary) })),
        kms.send(
          new GenerateDataKeyCommand({
            KeyId: keyArn,
            KeySpec: 'AES_256',
            EncryptionContext: { name: canary },
          }),
        ),
      ]
      await Promise.allSettled(asked)
    }
    const everything = JSON.stringify([test.calls, test.logged, test.services.usedRights.list()])
    expect(everything).toContain('is not authorized to perform: dynamodb:PutItem')
    expect(everything).not.toContain(canary)
  })
})

describe('a queue', () => {
  it('takes messages from whoever may send, in order', async () => {
    const { queueArn, queueUrl } = await test.services.queues.createQueue('render-failures')
    expect(queueArn).toBe(`arn:aws:sqs:${region}:${account}:render-failures`)
    expect(queueUrl).toContain('render-failures')
    test.clientsOf('renderer', {
      Statement: { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: queueArn },
    })
    test.clientsOf('other', { Statement: [] })
    const { queues } = test.services
    await queues.send(queueArn, 'one', test.principal('renderer'))
    await queues.send(queueArn, 'two')
    const refused = queues.send(queueArn, 'three', test.principal('other'))
    await expect(refused).rejects.toMatchObject({ name: 'AccessDenied' })
    expect((await queues.list(queueArn)).map(({ body }) => body)).toEqual(['one', 'two'])
  })
})
