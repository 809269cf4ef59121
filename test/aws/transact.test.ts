import {
  type CancellationReason,
  DynamoDBClient,
  DynamoDBServiceException,
  TransactionCanceledException,
  TransactionInProgressException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb'
import { mockClient } from 'aws-sdk-client-mock'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { toRaw } from '../../shared/aws/item.ts'
import { Table } from '../../shared/aws/table.ts'
import { ConditionFailed, transact, type Write } from '../../shared/aws/transact.ts'
import { Refused } from '../../shared/refused.ts'

const db = new DynamoDBClient({ region: 'us-west-2' })
const table = new Table(db, 'Records')
const $metadata = {}

/** Each of these in its turn; success from then on. */
function answering(...errors: readonly Error[]) {
  const sent = mockClient(db)
  const command = sent.on(TransactWriteItemsCommand)
  for (const error of errors) command.rejectsOnce(error)
  command.resolves({})
  return {
    tokens: () =>
      sent
        .commandCalls(TransactWriteItemsCommand)
        .map(({ args: [{ input }] }) => input.ClientRequestToken),
    inputs: () =>
      sent.commandCalls(TransactWriteItemsCommand).map(({ args: [{ input }] }) => input),
  }
}

const cancelled = (...CancellationReasons: CancellationReason[]) =>
  new TransactionCanceledException({ message: 'cancelled', $metadata, CancellationReasons })
const inProgress = () => new TransactionInProgressException({ message: 'under way', $metadata })

const none = { Code: 'None' }
const conflict = { Code: 'TransactionConflict' }
const failed = (standing?: object) => ({
  Code: 'ConditionalCheckFailed',
  ...(standing && { Item: toRaw({ ...standing }) }),
})

const put = (sk: string, otherwise?: Write['otherwise']): Write => ({
  write: table.putNew({ pk: 'P', sk }),
  ...(otherwise && { otherwise }),
})

/** What is thrown, to be looked at. */
const thrownBy = (doing: Promise<unknown>) =>
  doing.then(
    () => undefined,
    (error: unknown) => error,
  )

/** Waits as long as it is made to, without waiting. */
const hurried = () => vi.spyOn(Math, 'random').mockReturnValue(0)
afterEach(() => vi.restoreAllMocks())

describe('a transaction', () => {
  it('is one command with every write, its conditions, and what stands there in the answer', async () => {
    const { inputs } = answering()
    expect(await transact(db, [put('1'), { write: table.delete({ pk: 'P', sk: '2' }) }])).toBe(
      'written',
    )
    expect(inputs()).toEqual([
      {
        TransactItems: [
          {
            Put: {
              TableName: 'Records',
              Item: { pk: { S: 'P' }, sk: { S: '1' } },
              ConditionExpression: 'attribute_not_exists(pk)',
              ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
            },
          },
          { Delete: { TableName: 'Records', Key: { pk: { S: 'P' }, sk: { S: '2' } } } },
        ],
        ClientRequestToken: expect.stringMatching(/^[0-9a-f-]{36}$/),
      },
    ])
  })

  it.each(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'])(
    'that met %s is asked for anew, under another token',
    async (Code) => {
      hurried()
      const { tokens } = answering(cancelled(none, { Code }), cancelled({ Code }, none))
      expect(await transact(db, [put('1'), put('2')])).toBe('written')
      expect(new Set(tokens()).size).toBe(3)
    },
  )

  it('that is still under way is asked for again under its own token: it may be our own', async () => {
    hurried()
    const { tokens } = answering(inProgress(), inProgress())
    expect(await transact(db, [put('1')])).toBe('written')
    expect(tokens()).toHaveLength(3)
    expect(new Set(tokens()).size).toBe(1)
  })

  it.each<[string, () => Error]>([
    ['conflicts', () => cancelled(conflict)],
    ['is under way', inProgress],
  ])('that %s again and again is too_busy after six tries', async (_how, error) => {
    hurried()
    const { tokens } = answering(...Array.from({ length: 9 }, error))
    expect(await thrownBy(transact(db, [put('1')]))).toMatchObject({ code: 'too_busy' })
    expect(tokens()).toHaveLength(6)
  })

  it('waits longer with each try, and at most as long as that', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(1)
    const waits: number[] = []
    vi.spyOn(globalThis, 'setTimeout').mockImplementation(((resume: () => void, ms: number) => {
      waits.push(ms)
      queueMicrotask(resume)
    }) as unknown as typeof setTimeout)
    answering(...Array.from({ length: 9 }, () => cancelled(conflict)))
    await thrownBy(transact(db, [put('1')]))
    expect(waits).toEqual([20, 40, 80, 160, 320])
  })
})

describe('a condition that does not hold', () => {
  it('is told with the item as it stands', async () => {
    answering(cancelled(none, failed({ pk: 'P', version: 7 })))
    const refusal = transact(db, [
      put('1'),
      put('2', (standing) => {
        throw new Refused('stale_revision', [String(standing?.['version'])])
      }),
    ])
    expect(await thrownBy(refusal)).toMatchObject({ code: 'stale_revision', about: ['7'] })
  })

  it('is told without one where there is none', async () => {
    answering(cancelled(failed()))
    const seen: unknown[] = []
    const done = await transact(db, [
      put('1', (standing) => {
        seen.push(standing)
        return 'done'
      }),
    ])
    expect({ done, seen }).toEqual({ done: 'done', seen: [undefined] })
  })

  it('of several, the first write that has something to say is heard', async () => {
    const heard: string[] = []
    answering(cancelled(failed(), failed(), failed()))
    const saying = (what: string, answer: 'pass' | 'done') => () => {
      heard.push(what)
      return answer
    }
    const writes = [
      put('1', saying('1', 'pass')),
      put('2', saying('2', 'done')),
      put('3', saying('3', 'done')),
    ]
    expect(await transact(db, writes)).toBe('done')
    expect(heard).toEqual(['1', '2'])
  })

  it('comes before a conflict: what is stale is not tried again', async () => {
    const { tokens } = answering(cancelled(conflict, failed()))
    const stale = (): never => {
      throw new Refused('stale_revision')
    }
    expect(await thrownBy(transact(db, [put('1'), put('2', stale)]))).toMatchObject({
      code: 'stale_revision',
    })
    expect(tokens()).toHaveLength(1)
  })

  it('that passes the question on beside a conflict is tried again', async () => {
    hurried()
    const { tokens } = answering(cancelled(failed(), conflict))
    expect(await transact(db, [put('1', () => 'pass'), put('2')])).toBe('written')
    expect(tokens()).toHaveLength(2)
  })

  it.each([
    ['that nobody explains', undefined],
    ['of which everybody says that another tells more', () => 'pass' as const],
  ])('%s is a fault that names the write', async (_how, otherwise) => {
    answering(cancelled(none, failed({ pk: 'P', words: 'kumquat' })))
    const error = await thrownBy(transact(db, [put('1'), put('2', otherwise)]))
    expect(error).toBeInstanceOf(ConditionFailed)
    expect(error).toMatchObject({ index: 1 })
    expect(String(error)).not.toContain('kumquat')
  })
})

describe('what is nothing of this', () => {
  it.each([
    ['a transaction cancelled for a fault of ours', () => cancelled({ Code: 'ValidationError' })],
    ['one cancelled without reasons', () => cancelled()],
    [
      'a token used for something else',
      () =>
        new DynamoDBServiceException({
          name: 'IdempotentParameterMismatchException',
          $fault: 'client',
          $metadata,
        }),
    ],
    [
      'throttling that outlived the SDK’s own tries',
      () =>
        new DynamoDBServiceException({ name: 'ThrottlingException', $fault: 'client', $metadata }),
    ],
    ['a connection that broke', () => Object.assign(new Error('reset'), { name: 'TimeoutError' })],
  ])('is thrown as it is, after one try: %s', async (_what, make) => {
    const error = make()
    const { tokens } = answering(error)
    expect(await thrownBy(transact(db, [put('1', () => 'done')]))).toBe(error)
    expect(tokens()).toHaveLength(1)
  })
})
