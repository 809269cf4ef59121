import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { KMSClient } from '@aws-sdk/client-kms'
import { S3Client } from '@aws-sdk/client-s3'
import { SESv2Client } from '@aws-sdk/client-sesv2'
import { createDynamoDb } from '../../../../infra/local/services/dynamodb/create-dynamodb.ts'
import type { WireService } from '../../../../infra/local/services/http/wire-server.ts'
import { createAuthority } from '../../../../infra/local/services/iam/authority.ts'
import { createKms } from '../../../../infra/local/services/kms/create-kms.ts'
import { storageKeyUse } from '../../../../infra/local/services/kms/storage-key-use.ts'
import { createS3 } from '../../../../infra/local/services/s3/create-s3.ts'
import type { Principal, ServiceName, Services } from '../../../../infra/local/services/service.ts'
import { createSes } from '../../../../infra/local/services/ses/create-ses.ts'
import { createQueues } from '../../../../infra/local/services/sqs/create-queues.ts'
import { account, allowAll, type Clients, region, type TestServices } from './start-services.ts'

/** One try of one call: the SDK may make several tries of what a function asked for once. */
export interface Try {
  readonly service: ServiceName
  readonly operation: string
  readonly input: unknown
  /** The SDK's number for what the function asked for: the same for every try of it. */
  readonly invocation: string
}

export interface Delivered {
  readonly statusCode: number
  readonly headers: Record<string, string>
  readonly body: Uint8Array
}

/** Stands between the SDK's clients and the services, told of every try. */
export type Hands = (attempt: Try, deliver: () => Promise<Delivered>) => Promise<Delivered>

const justDeliver: Hands = (_attempt, deliver) => deliver()

/** The SDK's own tries, at once: how long it waits is its own affair. */
const triesAtOnce = (maxAttempts: number) => {
  const token = (count: number) => ({ getRetryCount: () => count, getRetryDelay: () => 0 })
  return {
    mode: 'standard',
    acquireInitialRetryToken: async () => token(0),
    refreshRetryTokenForRetry: async (before: ReturnType<typeof token>) => {
      const tries = before.getRetryCount() + 1
      if (tries >= maxAttempts) throw new Error('no more tries')
      return token(tries)
    },
    recordSuccess: () => undefined,
  }
}

/**
 * The stand-ins without sockets and signatures: the same engines, the SDK's real clients with all
 * their tries, several times as fast. For tests that make very many calls.
 */
export async function servicesInProcess(hands: Hands = justDeliver): Promise<TestServices> {
  const dir = await mkdtemp(join(tmpdir(), 'noteseal-in-process-'))
  let offset = 0
  const now = () => Date.now() + offset
  const authority = createAuthority({ account, region, now })
  const place = { region, account, now, authority }
  const kms = createKms({ ...place, dir: undefined })
  const useStorageKey = storageKeyUse({ authority, region, usableKey: kms.usableKey })
  const s3 = createS3({ now, authority, useStorageKey, dir: join(dir, 's3') })
  const { putExported } = s3
  const dynamodb = await createDynamoDb({ ...place, path: undefined, useStorageKey, putExported })
  const ses = createSes({ ...place, dir: join(dir, 'mail') })
  const queues = createQueues({ ...place, useStorageKey, dir: join(dir, 'queues') })
  const principals = new Map<string, Principal>()
  const clients: Clients[keyof Clients][] = []

  const services: Services = {
    endpoints: { dynamodb: '', kms: '', s3: '', sesv2: '' },
    dynamodb,
    kms,
    s3,
    mailbox: ses.mailbox,
    queues,
    usedRights: { list: authority.used, clear: authority.clear },
    authorize: (principal, request) => authority.authorize(principal, request),
    close: async () => {
      await dynamodb.close()
      await rm(dir, { recursive: true, force: true })
    },
  }

  return {
    services,
    calls: [],
    logged: [],
    now,
    advance(milliseconds) {
      offset += milliseconds
      for (const { config } of clients) config.systemClockOffset = offset
    },
    clientsOf(name, ...policies) {
      const caller: Principal = {
        roleArn: `arn:aws:iam::${account}:role/${name}`,
        functionName: name,
        secretAccessKey: '',
        policies: policies.length > 0 ? policies : [allowAll],
      }
      principals.set(name, caller)
      const common = (wire: WireService, maxAttempts = 4) => ({
        region,
        endpoint: 'http://127.0.0.1:1',
        credentials: { accessKeyId: 'AK', secretAccessKey: 'secret' },
        retryStrategy: triesAtOnce(maxAttempts),
        requestHandler: wireTo(wire, caller, hands),
      })
      const made: Clients = {
        dynamodb: new DynamoDBClient(common(dynamodb.wire)),
        kms: new KMSClient(common(kms.wire)),
        s3: new S3Client(common(s3.wire)),
        ses: new SESv2Client(common(ses.wire, 1)),
      }
      clients.push(made.dynamodb, made.kms, made.s3, made.ses)
      for (const { config } of clients) config.systemClockOffset = offset
      return made
    },
    principal(name) {
      const principal = principals.get(name)
      if (!principal) throw new Error(`No role ${name}`)
      return principal
    },
    close: () => services.close(),
  }
}

interface HttpRequest {
  readonly method: string
  readonly path: string
  readonly query?: Readonly<Record<string, string | string[] | null>>
  readonly headers: Readonly<Record<string, string>>
  readonly body?: unknown
}

function wireTo(wire: WireService, caller: Principal, hands: Hands) {
  const deliver = async (request: ReturnType<typeof asCame>, operation: string) => {
    try {
      return asAnswered(await wire.handle({ ...request, caller, presigned: false }, operation))
    } catch (error) {
      return asAnswered(wire.refuse(error, request))
    }
  }
  return {
    async handle(sent: HttpRequest) {
      const request = asCame(sent)
      const operation = wire.operationOf(request)
      const attempt: Try = {
        service: wire.name,
        operation,
        input: wire.name === 's3' ? request.url : JSON.parse(request.body.toString() || '{}'),
        invocation: String(request.headers['amz-sdk-invocation-id'] ?? ''),
      }
      const answer = await hands(attempt, () => deliver(request, operation))
      // Only an object's own bytes are read as they come.
      const body = wire.name === 's3' ? Readable.from([answer.body]) : answer.body
      return { response: { ...answer, body } }
    },
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
  }
}

function asCame({ method, path, query = {}, headers, body }: HttpRequest) {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) search.append(name, String(value ?? ''))
  return {
    method,
    url: search.size > 0 ? `${path}?${search}` : path,
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
    ),
    body: body === undefined ? Buffer.alloc(0) : Buffer.from(body as Uint8Array | string),
  }
}

const asAnswered = ({ status, headers, body }: Awaited<ReturnType<WireService['handle']>>) => ({
  statusCode: status,
  headers: { ...headers },
  body: Buffer.from(body ?? ''),
})
