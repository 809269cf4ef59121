import { DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import type { RawItem } from '../../shared/aws/item.ts'
import type { House } from './harness.ts'
import { type HouseTable, houseTables } from './house-tables.ts'

/** What tables held, to put them back to. */
export type Past = Readonly<Partial<Record<HouseTable, readonly RawItem[]>>>

export async function pastOf(
  { services }: House,
  tables: readonly HouseTable[] = Object.keys(houseTables) as HouseTable[],
): Promise<Past> {
  const read = tables.map(async (table) => {
    const items = await services.services.dynamodb.items(table)
    return [table, items as RawItem[]] as const
  })
  return Object.fromEntries(await Promise.all(read))
}

/** As a restore leaves these tables; the others stay as they are. */
export async function putBack({ db, services }: House, past: Past): Promise<void> {
  for (const [TableName, items] of Object.entries(past)) {
    const { KeySchema } = houseTables[TableName as HouseTable]
    const keyOf = (item: RawItem) =>
      Object.fromEntries(
        KeySchema.map(({ AttributeName }) => [AttributeName, item[AttributeName] ?? { S: '' }]),
      )
    const standing = (await services.services.dynamodb.items(TableName)) as RawItem[]
    await Promise.all(
      standing.map((item) => db.send(new DeleteItemCommand({ TableName, Key: keyOf(item) }))),
    )
    await Promise.all(items.map((Item) => db.send(new PutItemCommand({ TableName, Item }))))
  }
}
