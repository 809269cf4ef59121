import { DeleteItemCommand, GetItemCommand } from '@aws-sdk/client-dynamodb'
import { describe, expect, it } from 'vitest'
import { type ContractCalls, type Item, key, N, S, TableName } from './contract-table.ts'

export function itemRules(calls: ContractCalls): void {
  const { put, get } = calls

  describe('single items', () => {
    it('gives back every type as it was put', async () => {
      const item: Item = {
        ...key('types', '1'),
        text: S('Ünï 😀'),
        empty: S(''),
        number: N('12345678901234567890.123'),
        bytes: { B: new Uint8Array([0, 1, 255]) },
        yes: { BOOL: true },
        nothing: { NULL: true },
        list: { L: [S('a'), { M: { deep: N(1) } }] },
        strings: { SS: ['a', 'b'] },
        numbers: { NS: ['1', '2'] },
      }
      await put(item)
      expect(await get('types', '1')).toEqual(item)
    })

    it('finds nothing under a key that was never written', async () => {
      expect(await get('types', 'never')).toBeUndefined()
    })

    it('replaces a whole item by a put, and tells the old one when asked', async () => {
      await put({ ...key('replace', '1'), a: N(1), b: N(2) })
      const { Attributes } = await put(
        { ...key('replace', '1'), a: N(3) },
        { ReturnValues: 'ALL_OLD' },
      )
      expect(Attributes).toEqual({ ...key('replace', '1'), a: N(1), b: N(2) })
      expect(await get('replace', '1')).toEqual({ ...key('replace', '1'), a: N(3) })
    })

    it('deletes an item, and deleting nothing is no error', async () => {
      await put(key('delete', '1'))
      const gone = new DeleteItemCommand({
        TableName,
        Key: key('delete', '1'),
        ReturnValues: 'ALL_OLD',
      })
      expect((await calls.client().send(gone)).Attributes).toEqual(key('delete', '1'))
      expect(await get('delete', '1')).toBeUndefined()
      expect((await calls.client().send(gone)).Attributes).toBeUndefined()
    })

    it('reads only the attributes a projection names', async () => {
      await put({ ...key('project', '1'), a: { M: { b: N(1), c: N(2) } }, d: N(3) })
      const input = { TableName, Key: key('project', '1'), ProjectionExpression: 'a.b, d' }
      const { Item } = await calls.client().send(new GetItemCommand(input))
      expect(Item).toEqual({ a: { M: { b: N(1) } }, d: N(3) })
    })

    it.each([
      ['an item over 400 KB', { ...key('big', '1'), v: S('x'.repeat(410 * 1024)) }],
      ['an item over 400 KB in UTF-8', { ...key('big', '2'), v: S('ü'.repeat(206 * 1024)) }],
      ['an empty key', key('', '1')],
      ['a key of another type', { pk: N(1), sk: S('1') }],
      ['an item without its sort key', { pk: S('incomplete') }],
      ['an index key of another type', { ...key('badindex', '1'), dueShard: N(1) }],
      ['an empty index key', { ...key('badindex', '2'), dueShard: S('') }],
      ['an empty set', { ...key('badset', '1'), s: { SS: [] } }],
    ])('refuses %s', async (_what, item) => {
      await expect(put(item)).rejects.toMatchObject({ name: 'ValidationException' })
    })

    it('refuses a table that does not exist', async () => {
      const input = { TableName: 'Nowhere', Key: key('a', 'b') }
      await expect(calls.client().send(new GetItemCommand(input))).rejects.toMatchObject({
        name: 'ResourceNotFoundException',
      })
    })
  })
}
