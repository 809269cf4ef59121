import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'

export interface Counted {
  /** Names of commands in the order in which they were sent. */
  readonly commands: string[]
  /** Read units that tables and indexes were charged. */
  readUnits: number
}

const reading: ReadonlySet<string> = new Set(['GetItemCommand', 'QueryCommand'])

/** Has a client of DynamoDB's tell what it sends, and what its reads cost as the service counts it. */
export function counting(db: DynamoDBClient): Counted {
  const counted: Counted = { commands: [], readUnits: 0 }
  db.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        counted.commands.push(commandName)
        if (!reading.has(commandName)) return next(args)
        const input = { ...args.input, ReturnConsumedCapacity: 'TOTAL' as const }
        const result = await next({ ...args, input })
        const { ConsumedCapacity } = result.output as {
          ConsumedCapacity?: { CapacityUnits?: number }
        }
        if (ConsumedCapacity?.CapacityUnits === undefined)
          throw new Error('a read that nobody was charged for')
        counted.readUnits += ConsumedCapacity.CapacityUnits
        return result
      },
    { step: 'initialize' },
  )
  return counted
}
