import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { KMSClient } from '@aws-sdk/client-kms'
import type fc from 'fast-check'

/** A client each of whose calls waits until the scheduler lets it go. */
export function scheduled<T extends DynamoDBClient | KMSClient>(
  client: T,
  scheduler: fc.Scheduler,
): T {
  const real: { send(command: unknown): Promise<unknown> } = client as never
  const send = async (command: unknown) => {
    await scheduler.schedule(Promise.resolve())
    return real.send(command)
  }
  return { send } as unknown as T
}
