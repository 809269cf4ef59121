import { KMSClient } from '@aws-sdk/client-kms'

/** Made once, outside any handler. Region, credentials and endpoint come from the environment. */
export const kms = (): KMSClient => new KMSClient({ maxAttempts: 4 })
