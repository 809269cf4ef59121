import { GetItemCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb'
import { describe, expect, it } from 'vitest'
import { type ContractCalls, key, S, TableName } from './contract-table.ts'

export function capacityRules(calls: ContractCalls): void {
  const { put } = calls

  describe('capacity', () => {
    it('is told when asked: whole kilobytes written, half blocks of four read', async () => {
      const asked = { ReturnConsumedCapacity: 'TOTAL' }
      const written = await put({ ...key('capacity', '1'), v: S('x'.repeat(2500)) }, asked)
      expect(written.ConsumedCapacity?.CapacityUnits).toBe(3)
      const read = await calls.client().send(
        new GetItemCommand({
          TableName,
          Key: key('capacity', '1'),
          ReturnConsumedCapacity: 'TOTAL',
        }),
      )
      expect(read.ConsumedCapacity?.CapacityUnits).toBe(0.5)
    })

    it('counts the indexes a write touches', async () => {
      const item = { ...key('capacity', '2'), dueShard: S('cap'), dueAt: S('1') }
      const { ConsumedCapacity } = await put(item, { ReturnConsumedCapacity: 'TOTAL' })
      expect(ConsumedCapacity?.CapacityUnits).toBe(2)
    })

    it('is double in a transaction', async () => {
      const { ConsumedCapacity } = await calls.client().send(
        new TransactWriteItemsCommand({
          TransactItems: [{ Put: { TableName, Item: key('capacity', '3') } }],
          ReturnConsumedCapacity: 'TOTAL',
        }),
      )
      expect(ConsumedCapacity?.[0]?.CapacityUnits).toBe(2)
    })
  })
}
