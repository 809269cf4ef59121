import { appendFile, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { openClock } from './clock/cloud-clock.ts'
import { startConsole } from './console/console-server.ts'
import { shortNameOf } from './deploy/function-definitions.ts'
import { openFunctions } from './deploy/functions.ts'
import { httpApi, issuersOf } from './deploy/http-api.ts'
import { makeCustomResources } from './deploy/make-custom-resources.ts'
import { makeResources, type PutBack } from './deploy/make-resources.ts'
import { rolePrincipals } from './deploy/role-principals.ts'
import { startTriggers, type Triggers } from './deploy/start-triggers.ts'
import { appClients } from './deploy/user-pool.ts'
import { startGateway } from './gateway/gateway.ts'
import { demoAccounts } from './identity/demo-accounts.ts'
import { startIdentity } from './identity/identity-server.ts'
import { createServices } from './services/create-services.ts'
import type { Mailbox } from './services/service.ts'
import { lockState } from './state/lock.ts'
import { loadAssembly } from './template/assembly.ts'
import { openEstate } from './template/estate.ts'
import { type Wire, wireLog } from './wire.ts'

export interface CloudOptions {
  /** Where all state lives. */
  readonly dir: string
  /** The synthesized CDK app: `cdk.out`. */
  readonly assembly: string
  /** Console, API and sign-in take `base`, `base + 1` and `base + 2`. Any free ports by default. */
  readonly ports?: { readonly base?: number }
  /** The services answer no sooner than this, as the real ones would not. 0 by default. */
  readonly latencyMs?: number | (() => number)
  /** Where the clock of a new state begins, in milliseconds since 1970; now by default. */
  readonly startAt?: number
  /**
   * Functions work on tables that were put back, as after a restore and a deployment that names them:
   * made at the first start with this, found at the next ones.
   */
  readonly putBack?: PutBack
  /** No clock and no stream starts a function: writing is stopped. */
  readonly paused?: boolean
  readonly log?: (line: string) => void
}

export interface NewAccount {
  readonly subject: string
  readonly email: string
  readonly name: string
  readonly password: string
  /** Base 32, as an authenticator app takes it. */
  readonly totpSecret: string
}

/** DynamoDB itself takes up to a few days. */
const SWEEP_EVERY_MS = 5_000

/** The practice's cloud on one machine. */
export interface Cloud {
  readonly apiUrl: string
  readonly issuerUrl: string
  /** What tokens name as their issuer. */
  readonly issuer: string
  /** The app that people sign in to. */
  readonly clientId: string
  readonly consoleUrl: string
  readonly clock: { now(): number; advance(milliseconds: number): Promise<void> }
  readonly accounts: {
    add(account: NewAccount): Promise<void>
    list(): readonly NewAccount[]
    /** An access token without the pages, for founding a practice's past: nobody signed in. */
    token(subject: string): Promise<string>
  }
  readonly mailbox: Pick<Mailbox, 'list'>
  /** Invokes a function as the deployer would. @throws FunctionFailed */
  invoke(functionName: string, event: unknown): Promise<unknown>
  readonly wire: Wire
  /** Streams drained, nothing scheduled or invoked under way. */
  idle(): Promise<void>
  readonly functions: readonly string[]
  /** What lies in tables and buckets, as somebody with every right sees it. */
  readonly storage: Storage
  close(): Promise<void>
}

export interface Storage {
  /** Names of the tables that functions work on. */
  readonly tables: readonly string[]
  items(table: string): Promise<Record<string, unknown>[]>
  /** Deletes everything in a table. */
  empty(table: string): Promise<void>
  /** Puts an object into the bucket whose id in the templates begins so. */
  put(bucket: string, key: string, data: Buffer): Promise<void>
  /** Deletes everything in such a bucket. */
  emptyBucket(bucket: string): Promise<void>
  /** Keys of all objects, whichever version, by bucket. */
  objects(): Promise<ReadonlyMap<string, readonly string[]>>
}

const noTriggers: Triggers = {
  runDue: async () => {},
  idle: async () => {},
  close: async () => {},
}

/**
 * Runs a synthesized CDK app on this machine: its templates and its bundles as they are. From here
 * on the process's `Date` is the cloud's, until it is closed.
 *
 * @throws AlreadyRunning, PortTaken, or Error naming what in the templates cannot be run
 */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const { dir, latencyMs } = options
  const logFile = (name: string) => join(dir, 'logs', name)
  const log = (line: string) => {
    appendFile(
      logFile('cloud.log'),
      `${new Date().toISOString()} ${line}\n`,
      { mode: 0o600 },
      () => {},
    )
    options.log?.(line)
  }
  const closers: (() => unknown)[] = []
  /** What started last is closed first. */
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer()
  }
  try {
    return await start()
  } catch (error) {
    await close()
    throw error
  }

  async function start(): Promise<Cloud> {
    const port = (after: number) =>
      options.ports?.base === undefined ? undefined : options.ports.base + after
    closers.push(lockState(dir))
    mkdirSync(join(dir, 'logs'), { recursive: true })
    const clock = openClock(dir, options.startAt)
    closers.push(clock.release)

    const assembly = loadAssembly(options.assembly)
    const estate = openEstate(assembly)
    const [stack] = assembly.stacks
    const lambdas = estate.all('AWS::Lambda::Function')
    const principals = rolePrincipals(estate, join(dir, 'cloud'), (roleArn) => {
      const lambda = lambdas.find(({ properties }) => properties['Role'] === roleArn)
      return lambda ? shortNameOf(lambda) : roleArn
    })
    closers.push(principals.close)

    const wire = wireLog()
    const services = await createServices({
      dir: join(dir, 'services'),
      now: clock.now,
      region: stack?.region ?? 'us-east-1',
      account: stack?.account ?? '000000000000',
      principals,
      ...(latencyMs !== undefined && { latencyMs }),
      sweepEveryMilliseconds: SWEEP_EVERY_MS,
      onCall: wire.record,
      log,
    })
    closers.push(services.close)
    await makeResources(estate, services, options.putBack)

    const clients = appClients(estate)
    const [app] = clients
    if (!app) throw new Error('The templates name no app that people sign in to')
    const identity = await startIdentity({
      dir: join(dir, 'identity'),
      port: port(2),
      clients,
      realNow: clock.realNow,
    })
    closers.push(identity.close)
    for (const pool of estate.all('AWS::Cognito::UserPool'))
      estate.learn(pool, { ProviderURL: identity.issuer, ProviderName: identity.issuer })

    const functions = openFunctions({
      assembly,
      estate,
      principals,
      services,
      clock: clock.memory,
      instead: new Map(issuersOf(estate).map((issuer) => [issuer, identity.issuer])),
      dir,
    })
    closers.push(functions.close)
    await makeCustomResources(estate, join(dir, 'cloud'), functions.invoke)
    functions.prepare()

    const triggers = options.paused
      ? noTriggers
      : startTriggers({
          estate,
          services,
          principals,
          functions,
          dir: join(dir, 'cloud'),
          now: clock.now,
          log,
        })
    closers.push(triggers.close)

    const demo = demoAccounts(join(dir, 'identity/demo-accounts.json'), identity.accounts)
    const cloudClock = {
      now: clock.now,
      advance: async (milliseconds: number) => {
        // No signature or token is made at one time and checked at another.
        await functions.between(() => clock.advance(milliseconds))
        await services.dynamodb.sweepExpired()
        await triggers.runDue()
      },
    }
    const consoleServer = await startConsole(
      {
        clock: { ...cloudClock, offset: clock.offset, realNow: clock.realNow },
        accounts: demo.list,
        functions: functions.names,
        mailbox: services.mailbox,
        wire,
        addresses: () => ({ api: gateway.url, signIn: identity.url }),
        clientId: app.clientId,
        deadLetters: async () =>
          Promise.all(
            estate.all('AWS::SQS::Queue').map(async ({ arn, name }) => ({
              queue: name,
              letters: await services.queues.list(arn),
            })),
          ),
        openApi: () => fetch(`${gateway.url}/v1/openapi.json`).then((answer) => answer.json()),
        dir,
      },
      port(0),
    )
    closers.push(consoleServer.close)

    const gateway = await startGateway(
      httpApi(estate, {
        issuer: identity.issuer,
        keys: identity.keys,
        origins: [consoleServer.url],
        invoke: functions.invoke,
      }),
      port(1),
      (line) =>
        appendFile(logFile('gateway.log'), `${JSON.stringify(line)}\n`, { mode: 0o600 }, () => {}),
    )
    closers.push(gateway.close)

    const bucketCalled = (id: string) => {
      const found = estate.all('AWS::S3::Bucket').find(({ logicalId }) => logicalId.startsWith(id))
      if (!found) throw new Error(`There is no bucket ${id}`)
      return found.name
    }
    return {
      apiUrl: gateway.url,
      issuerUrl: identity.url,
      issuer: identity.issuer,
      clientId: app.clientId,
      mailbox: services.mailbox,
      consoleUrl: consoleServer.url,
      clock: cloudClock,
      accounts: { ...demo, token: (subject) => identity.token(subject, app) },
      invoke: functions.invoke,
      wire,
      idle: triggers.idle,
      functions: functions.names,
      storage: {
        tables: estate.all('AWS::DynamoDB::Table').map(({ ref }) => ref),
        items: services.dynamodb.items,
        empty: services.dynamodb.emptyTable,
        put: (bucket, key, data) => services.s3.put(bucketCalled(bucket), key, data),
        emptyBucket: (bucket) => services.s3.empty(bucketCalled(bucket)),
        objects: async () => {
          const buckets = estate.all('AWS::S3::Bucket').map(async ({ name }) => {
            const versions = await services.s3.versions(name)
            return [name, versions.map(({ key }) => key)] as const
          })
          return new Map(await Promise.all(buckets))
        },
      },
      close,
    }
  }
}
