import {
  DynamoDBClient,
  GetItemCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb'
import { mockClient } from 'aws-sdk-client-mock'
import { describe, expect, it } from 'vitest'
import { toRaw } from '../../shared/aws/item.ts'
import { LedgerTable } from '../../shared/aws/ledger-table.ts'
import { Table } from '../../shared/aws/table.ts'
import { newId } from '../../shared/id.ts'
import { type EventDraft, type Head, nextEvent } from '../../shared/ledger/event.ts'
import { Refused } from '../../shared/refused.ts'

const db = new DynamoDBClient({ region: 'us-west-2' })
const ledger = new LedgerTable(db, 'Ledger')
const records = new Table(db, 'Records')

const chain = `P#${newId()}#C#${newId()}`
const event: EventDraft = {
  chain,
  type: 'client_opened',
  actorId: newId(),
  at: '2026-01-14T15:00:00.000Z',
  about: { version: '1' },
}

/** The heads of a chain as it grows by others. */
function heads(count: number): Head[] {
  const found: Head[] = []
  for (let i = 0; i < count; i++) found.push(nextEvent(found.at(-1), event).head)
  return found
}

/** Which write of a transaction of three is refused: the change, the event, or the head. */
const refusing = (index: number) =>
  new TransactionCanceledException({
    message: 'cancelled',
    $metadata: {},
    CancellationReasons: [0, 1, 2].map((i) => ({
      Code: i === index ? 'ConditionalCheckFailed' : 'None',
    })),
  })
const change = { write: records.putNew({ pk: 'P', sk: 'CHANGE' }) }

function answering(errors: readonly Error[], found: readonly Head[]) {
  const sent = mockClient(db)
  const transactions = sent.on(TransactWriteItemsCommand)
  for (const error of errors) transactions.rejectsOnce(error)
  transactions.resolves({})
  const reads = sent.on(GetItemCommand)
  for (const head of found) reads.resolvesOnce({ Item: toRaw({ ...head }) })
  return {
    reads: () => sent.commandCalls(GetItemCommand).map(({ args: [{ input }] }) => input),
    transactions: () =>
      sent
        .commandCalls(TransactWriteItemsCommand)
        .map(({ args: [{ input }] }) => input.TransactItems ?? []),
  }
}

describe('a change with its event', () => {
  it('of a new chain makes event 1 and a head, each only if there is none', async () => {
    const { transactions } = answering([], [])
    await ledger.commit([{ chain, head: undefined, event }], () => [change])
    const [[, first, head] = []] = transactions()
    expect(first?.Put).toMatchObject({
      Item: { pk: { S: chain }, sk: { S: 'E#0000000001' }, uncheckedShard: { S: 'UNCHECKED#1' } },
      ConditionExpression: 'attribute_not_exists(pk)',
    })
    expect(head?.Put).toMatchObject({
      Item: { pk: { S: chain }, sk: { S: 'HEAD' }, seq: { N: '1' } },
      ConditionExpression: 'attribute_not_exists(pk)',
    })
  })

  it('holds the transaction to the head that it follows', async () => {
    const [, second] = heads(2)
    const { transactions } = answering([], [])
    const { positions } = await ledger.commit([{ chain, head: second, event }], () => [change])
    expect(positions).toEqual([{ chain, seq: 3 }])
    const [[, , head] = []] = transactions()
    expect(head?.Update).toMatchObject({
      Key: { pk: { S: chain }, sk: { S: 'HEAD' } },
      ConditionExpression: '#hash = :before AND attribute_not_exists(ended)',
      ExpressionAttributeNames: { '#hash': 'hash', '#seq': 'seq' },
    })
    expect(head?.Update?.ExpressionAttributeValues?.[':before']).toEqual({ S: second?.hash })
  })

  it.each([
    ['event', 1],
    ['head', 2],
  ])(
    'whose %s somebody was before with reads the head again, consistently, and tells the new place',
    async (_what, index) => {
      const [first, second] = heads(2)
      const { reads, transactions } = answering([refusing(index)], second ? [second] : [])
      const told: number[] = []
      const { outcome, positions } = await ledger.commit([{ chain, head: first, event }], (at) => {
        told.push(...at.map(({ seq }) => seq))
        return [change]
      })
      expect({ outcome, positions, told }).toEqual({
        outcome: 'written',
        positions: [{ chain, seq: 3 }],
        told: [2, 3],
      })
      expect(reads()).toMatchObject([{ ConsistentRead: true, Key: { sk: { S: 'HEAD' } } }])
      expect(transactions().map(([, it]) => it?.Put?.Item?.['sk'])).toEqual([
        { S: 'E#0000000002' },
        { S: 'E#0000000003' },
      ])
    },
  )

  it('that comes too late every time is too_busy after eight tries', async () => {
    const [first, ...others] = heads(9)
    const { transactions } = answering(
      Array.from({ length: 12 }, () => refusing(2)),
      others,
    )
    const doing = ledger.commit([{ chain, head: first, event }], () => [change])
    await expect(doing).rejects.toMatchObject({ code: 'too_busy' })
    expect(transactions()).toHaveLength(8)
  })

  it('is refused for its own sake before anybody asks for the head', async () => {
    const both = new TransactionCanceledException({
      message: 'cancelled',
      $metadata: {},
      CancellationReasons: Array.from({ length: 3 }, () => ({ Code: 'ConditionalCheckFailed' })),
    })
    const { reads } = answering([both], [])
    const otherwise = (): never => {
      throw new Refused('stale_revision')
    }
    const doing = ledger.commit([{ chain, head: heads(1)[0], event }], () => [
      { ...change, otherwise },
    ])
    await expect(doing).rejects.toMatchObject({ code: 'stale_revision' })
    expect(reads()).toEqual([])
  })

  it('and with another follows it in the same transaction, with one head for both', async () => {
    const [first] = heads(1)
    const { transactions } = answering([], [])
    const other = `P#${newId()}`
    const { positions } = await ledger.commit(
      [
        { chain, head: first, event },
        { chain: other, head: undefined, event: { ...event, chain: other } },
        { chain, head: undefined, event: { ...event, type: 'client_changed' } },
      ],
      () => [change],
    )
    expect(positions).toEqual([
      { chain, seq: 2 },
      { chain: other, seq: 1 },
      { chain, seq: 3 },
    ])
    const [[, ...writes] = []] = transactions()
    const events = writes.flatMap(({ Put }) => Put?.Item?.['event']?.S ?? [])
    const [second, third] = events.map((text) => JSON.parse(text))
    expect(third).toMatchObject({ seq: 3, previous: nextEvent(first, event).hash })
    expect(second.seq).toBe(2)
    const newHeads = writes.filter(
      ({ Update, Put }) => (Update?.Key ?? Put?.Item)?.['sk']?.S === 'HEAD',
    )
    expect(newHeads).toHaveLength(2)
    expect(newHeads[0]?.Update?.ExpressionAttributeValues?.[':set_seq']).toEqual({ N: '3' })
  })

  it('that ends its chain says so on the head', async () => {
    const { transactions } = answering([], [])
    await ledger.commit([{ chain, head: heads(1)[0], event, ends: true }], () => [change])
    const [[, , head] = []] = transactions()
    expect(head?.Update?.ExpressionAttributeValues?.[':set_ended']).toEqual({ BOOL: true })
  })

  it('of a chain that has ended is client_not_found, and not tried again', async () => {
    const cancelled = new TransactionCanceledException({
      message: 'cancelled',
      $metadata: {},
      CancellationReasons: [
        { Code: 'None' },
        { Code: 'None' },
        { Code: 'ConditionalCheckFailed', Item: toRaw({ seq: 1, hash: 'x', ended: true }) },
      ],
    })
    const { transactions } = answering([cancelled], [])
    const doing = ledger.commit([{ chain, head: heads(1)[0], event }], () => [change])
    await expect(doing).rejects.toMatchObject({ code: 'client_not_found' })
    expect(transactions()).toHaveLength(1)
  })

  it('that was made before adds no event', async () => {
    const { transactions } = answering([refusing(0)], [])
    const { outcome } = await ledger.commit([{ chain, head: heads(1)[0], event }], () => [
      { ...change, otherwise: () => 'done' },
    ])
    expect(outcome).toBe('done')
    expect(transactions()).toHaveLength(1)
  })
})
