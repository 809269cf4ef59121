import { DynamoDBClient } from '@aws-sdk/client-dynamodb'

/** Made once, outside any handler. Region, credentials and endpoint come from the environment. */
export const dynamodb = (): DynamoDBClient => new DynamoDBClient({ maxAttempts: 4 })
