import { type ChildProcess, spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { type AddressInfo, createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DynamoDBClient,
  ListTablesCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb'
import type { TableProperties } from '../../../../../infra/local/services/service.ts'
import { allowAll, region, startServices } from '../start-services.ts'

/** An implementation of DynamoDB on which the contract is tried. */
export interface Store {
  readonly client: DynamoDBClient
  createTable(name: string, properties: TableProperties): Promise<void>
  close(): Promise<void>
}

export async function ourStore(): Promise<Store> {
  const test = await startServices()
  const { dynamodb } = test.clientsOf('contract', allowAll)
  return {
    client: dynamodb,
    async createTable(name, properties) {
      await test.services.dynamodb.createTable(name, properties)
    },
    close: test.close,
  }
}

/** Undefined where the optional package is not installed, as on machines it does not run on. */
function oracleBinary(): string | undefined {
  try {
    const manifest = createRequire(import.meta.url).resolve('@dynoxide/linux-x64/package.json')
    return join(dirname(manifest), 'dynoxide')
  } catch {
    return undefined
  }
}

/** On a machine for which the oracle is made, its absence is a fault, not a reason to skip. */
export function whyNoOracle(): string | undefined {
  const { platform, arch } = process
  if (oracleBinary() || (platform === 'linux' && arch === 'x64')) return undefined
  return `@dynoxide has no binary for ${platform} ${arch}`
}

/** dynoxide: written by others, from DynamoDB's documentation, in another language. */
export async function oracleStore(): Promise<Store> {
  const binary = oracleBinary()
  if (!binary) throw new Error('The package @dynoxide/linux-x64 is not installed')
  const port = await freePort()
  const args = ['serve', '--port', String(port)]
  const child = spawn(binary, args, { stdio: 'ignore', env: {} })
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${port}`,
    region,
    credentials: { accessKeyId: 'oracle', secretAccessKey: 'oracle' },
    maxAttempts: 1,
  })
  await untilAnswering(client, child)
  return {
    client,
    async createTable(name, properties) {
      await client.send(new CreateTableCommand(createInput(name, properties)))
      const { TimeToLiveSpecification } = properties
      if (!TimeToLiveSpecification?.AttributeName) return
      const { AttributeName, Enabled } = TimeToLiveSpecification
      const specification = { AttributeName, Enabled }
      const input = { TableName: name, TimeToLiveSpecification: specification }
      await client.send(new UpdateTimeToLiveCommand(input))
    },
    async close() {
      client.destroy()
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill()
      await ended
    },
  }
}

function createInput(name: string, properties: TableProperties): CreateTableCommandInput {
  const { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes } = properties
  const input = { AttributeDefinitions, KeySchema, BillingMode: 'PAY_PER_REQUEST' }
  const indexes = GlobalSecondaryIndexes && { GlobalSecondaryIndexes }
  return { TableName: name, ...input, ...indexes } as CreateTableCommandInput
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function untilAnswering(client: DynamoDBClient, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + 10_000
  for (;;) {
    try {
      await client.send(new ListTablesCommand({}))
      return
    } catch (error) {
      if (child.exitCode !== null || Date.now() > deadline) throw error
      await delay(20)
    }
  }
}
