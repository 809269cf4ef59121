import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { KMSClient } from '@aws-sdk/client-kms'
import { S3Client } from '@aws-sdk/client-s3'
import { SESv2Client } from '@aws-sdk/client-sesv2'
import { createServices } from '../../../../infra/local/services/create-services.ts'
import type { PolicyDocument } from '../../../../infra/local/services/iam/policy.ts'
import type {
  Principal,
  Services,
  ServicesOptions,
  WireCall,
} from '../../../../infra/local/services/service.ts'

export const region = 'us-east-1'
export const account = '111122223333'

export const allowAll: PolicyDocument = {
  Version: '2012-10-17',
  Statement: { Sid: 'All', Effect: 'Allow', Action: '*', Resource: '*' },
}

/** As CDK writes it: the account's own policies decide. */
export const keyPolicy: PolicyDocument = {
  Version: '2012-10-17',
  Statement: {
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${account}:root` },
    Action: 'kms:*',
    Resource: '*',
  },
}

export interface TestServices {
  readonly services: Services
  readonly calls: WireCall[]
  readonly logged: string[]
  /** Milliseconds since 1970, as the services and the clients have it. */
  now(): number
  advance(milliseconds: number): void
  /** Clients that sign as a role with these policies. */
  clientsOf(name: string, ...policies: PolicyDocument[]): Clients
  principal(name: string): Principal
  close(): Promise<void>
}

export interface Clients {
  readonly dynamodb: DynamoDBClient
  readonly kms: KMSClient
  readonly s3: S3Client
  readonly ses: SESv2Client
}

/** The stand-ins in memory, unless `dir` is given, with roles made as the test goes. */
export async function startServices(options: Partial<ServicesOptions> = {}): Promise<TestServices> {
  const principals = new Map<string, Principal>()
  const calls: WireCall[] = []
  const logged: string[] = []
  const clients: Clients[keyof Clients][] = []
  let offset = 0
  const now = () => Date.now() + offset
  const services = await createServices({
    region,
    account,
    now,
    principals: { lookup: (accessKeyId) => principals.get(accessKeyId) },
    onCall: (call) => calls.push(call),
    log: (line) => logged.push(line),
    ...options,
  })

  return {
    services,
    calls,
    logged,
    now,
    advance(milliseconds) {
      offset += milliseconds
      for (const { config } of clients) config.systemClockOffset = offset
    },
    clientsOf(name, ...policies) {
      const secretAccessKey = `secret of ${name}`
      principals.set(`AK${name}`, {
        roleArn: `arn:aws:iam::${account}:role/${name}`,
        functionName: name,
        secretAccessKey,
        policies,
      })
      const made = clientsFor(services.endpoints, `AK${name}`, secretAccessKey)
      clients.push(made.dynamodb, made.kms, made.s3, made.ses)
      for (const { config } of clients) config.systemClockOffset = offset
      return made
    },
    principal(name) {
      const principal = principals.get(`AK${name}`)
      if (!principal) throw new Error(`No role ${name}`)
      return principal
    },
    async close() {
      for (const client of clients) client.destroy()
      await services.close()
    },
  }
}

export function clientsFor(
  endpoints: Services['endpoints'],
  accessKeyId: string,
  secretAccessKey: string,
): Clients {
  const common = { region, credentials: { accessKeyId, secretAccessKey }, maxAttempts: 1 }
  return {
    dynamodb: new DynamoDBClient({ ...common, endpoint: endpoints.dynamodb }),
    kms: new KMSClient({ ...common, endpoint: endpoints.kms }),
    s3: new S3Client({ ...common, endpoint: endpoints.s3 }),
    ses: new SESv2Client({ ...common, endpoint: endpoints.sesv2 }),
  }
}
