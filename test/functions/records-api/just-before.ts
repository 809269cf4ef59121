import { type DynamoDBClient, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb'

/** A client before whose first transaction something else happens: between a deed's read and its write. */
export function justBefore(client: DynamoDBClient, deed: () => Promise<unknown>): DynamoDBClient {
  const real: { send(command: unknown): Promise<unknown> } = client as never
  let done = false
  const send = async (command: unknown) => {
    if (!done && command instanceof TransactWriteItemsCommand) {
      done = true
      await deed()
    }
    return real.send(command)
  }
  return { send } as unknown as DynamoDBClient
}
