import { PutObjectCommand } from '@aws-sdk/client-s3'
import { retentionContext } from '../../functions/enforce-retention/context.ts'
import { destroyClient } from '../../functions/enforce-retention/destroy-client.ts'
import { enforceRetention } from '../../functions/enforce-retention/enforce-retention.ts'
import { sequenceOf } from '../../infra/local/wire.ts'
import { clientChain, clientKey } from '../../shared/aws/client-table.ts'
import { disposalItem } from '../../shared/aws/disposal-table.ts'
import type { Item, Key } from '../../shared/aws/item.ts'
import { clientKeyId } from '../../shared/aws/key-ring.ts'
import { LedgerTable } from '../../shared/aws/ledger-table.ts'
import { memberKey, settingsKey } from '../../shared/aws/practice-reader.ts'
import { retentionPlace } from '../../shared/aws/retention-index.ts'
import { Table } from '../../shared/aws/table.ts'
import { transact, type Write } from '../../shared/aws/transact.ts'
import type { Client } from '../../shared/client/client.ts'
import { newId } from '../../shared/id.ts'
import { defaultLateRule } from '../../shared/practice/settings.ts'
import { Disposal } from '../../shared/retention/disposal.ts'
import { defaultRetentionPolicy, earliestDisposal } from '../../shared/retention/policy.ts'
import { counting } from '../functions/enforce-retention/counted-calls.ts'
import { houseTables } from '../functions/house-tables.ts'
import {
  allowAll,
  startServices,
  type TestServices,
} from '../infra/local/services/start-services.ts'

export interface DestructionFigures {
  readonly notes: number
  /** Until the point of no return. */
  readonly calls: number
  readonly sequence: number
  /** Of all that the keys had opened. */
  readonly items: number
  readonly objects: number
  readonly clearingMs: number
}

export interface DailyRunFigures {
  readonly stored: number
  readonly due: number
  readonly readUnits: number
  readonly calls: number
}

export interface RetentionFigures {
  readonly destructions: readonly DestructionFigures[]
  readonly dailyRuns: readonly DailyRunFigures[]
}

const NOW = '2037-02-01T09:40:00.000Z'
const DUE = 20
/** Answers are held back so long that what goes out together is seen to overlap. */
const LATENCY_MS = 60
const CONNECTIONS = 8

/** On the stand-ins, by their own accounting. */
export async function benchRetention(): Promise<RetentionFigures> {
  const destructions: DestructionFigures[] = []
  for (const notes of [10, 2_000]) destructions.push(await withPractice((it) => destroy(it, notes)))
  const dailyRuns: DailyRunFigures[] = []
  for (const stored of [1_000, 16_000])
    dailyRuns.push(await withPractice((it) => runDaily(it, stored)))
  return { destructions, dailyRuns }
}

class Practice {
  readonly id = newId()
  readonly approvers = [newId(), newId()] as const
  readonly services: TestServices
  readonly records: Table
  readonly holdBack: (milliseconds: number) => void
  readonly #clients: ReturnType<TestServices['clientsOf']>

  constructor(services: TestServices, holdBack: (milliseconds: number) => void) {
    this.services = services
    this.holdBack = holdBack
    this.#clients = services.clientsOf('Owner', allowAll)
    this.records = new Table(this.#clients.dynamodb, 'RECORDS_TABLE')
  }

  get s3() {
    return this.#clients.s3
  }

  async put(items: readonly (Item & Key)[]): Promise<void> {
    for (let at = 0; at < items.length; at += 99)
      await this.commit(items.slice(at, at + 99).map((item) => ({ write: this.records.put(item) })))
  }

  commit(writes: readonly Write[]): Promise<unknown> {
    return transact(this.#clients.dynamodb, writes)
  }

  client(lastServiceOn: string): Client {
    return {
      clientId: newId(),
      practiceId: this.id,
      state: 'closed',
      careTeam: [],
      barred: [],
      openDrafts: 0,
      holds: 0,
      retention: { lastServiceOn, birthYear: 1980 },
      openedAt: `${lastServiceOn}T15:00:00.000Z`,
      version: 1,
    }
  }

  clientItem(client: Client): Item & Key {
    const { practiceId, clientId, retention } = client
    const place = retentionPlace(clientId, defaultRetentionPolicy, retention)
    return { ...clientKey(practiceId, clientId), ...client, ...place }
  }

  /** A client whom two approved, in the items that their destruction reads. */
  async approved(client: Client): Promise<void> {
    const { practiceId, clientId, retention, version, openedAt } = client
    const { on, rule } = earliestDisposal(defaultRetentionPolicy, retention)
    const disposal = Disposal.parse({
      state: 'approved',
      clientId,
      practiceId,
      proposedAt: NOW,
      dueOn: on,
      rule,
      facts: retention,
      version: 3,
      approvals: this.approvers.map((memberId) => ({ memberId, at: NOW })),
      destroyAfter: NOW,
      clientVersion: version,
    })
    const chain = clientChain(practiceId, clientId)
    const event = { chain, actorId: this.approvers[0], at: openedAt, about: {} }
    const ledger = new LedgerTable(this.#clients.dynamodb, 'LEDGER_TABLE')
    await ledger.commit(
      (['client_opened', 'disposal_approved'] as const).map((type) => ({
        chain,
        head: undefined,
        event: { ...event, type },
      })),
      () => [
        { write: this.records.put(this.clientItem(client)) },
        { write: this.records.put(disposalItem(disposal, new Uint8Array(200))) },
        {
          write: {
            Put: {
              TableName: 'KEYS_TABLE',
              Item: {
                'branch-key-id': { S: clientKeyId(clientId) },
                type: { S: 'branch:version:11111111-2222-4333-8444-555555555555' },
              },
            },
          },
        },
      ],
    )
  }

  /** A cold function, and what it sends. */
  function(name: string) {
    const { dynamodb, s3 } = this.services.clientsOf(name, allowAll)
    const tables = Object.fromEntries(Object.keys(houseTables).map((table) => [table, table]))
    const told = { ...tables, DOCUMENTS_BUCKET: 'documents', LEDGER_BUCKET: 'ledger' }
    return {
      context: retentionContext(
        told as unknown as Parameters<typeof retentionContext>[0],
        { db: dynamodb, s3 },
        () => NOW,
      ),
      sent: counting(dynamodb),
    }
  }
}

async function withPractice<T>(use: (practice: Practice) => Promise<T>): Promise<T> {
  let latencyMs = 0
  const services = await startServices({ latencyMs: () => latencyMs })
  try {
    services.advance(Date.parse(NOW) - services.now())
    for (const [name, properties] of Object.entries(houseTables))
      await services.services.dynamodb.createTable(name, properties)
    for (const bucket of ['documents', 'ledger'])
      await services.services.s3.createBucket(bucket, {
        VersioningConfiguration: { Status: 'Enabled' },
        ObjectLockEnabled: true,
      })
    const practice = new Practice(services, (milliseconds) => {
      latencyMs = milliseconds
    })
    await practice.put([settingsItem(practice.id), ...practice.approvers.map(memberItem(practice))])
    return await use(practice)
  } finally {
    await services.close()
  }
}

async function destroy(practice: Practice, notes: number): Promise<DestructionFigures> {
  const client = practice.client('2026-01-14')
  await practice.approved(client)
  const { pk } = clientKey(practice.id, client.clientId)
  const own = Array.from({ length: notes }, () => newId())
  await practice.put(own.flatMap((id) => itemsOfNote(pk, id)))
  for (const id of own)
    await practice.s3.send(
      new PutObjectCommand({
        Bucket: 'documents',
        Key: `documents/${client.clientId}/${id}/v1.pdf`,
        Body: 'pdf',
      }),
    )
  const { context, sent } = practice.function('Destroyer')
  const name = { practiceId: practice.id, clientId: client.clientId }
  // Connections are open already, as in a function that is warm.
  const before = await Promise.all(
    Array.from({ length: CONNECTIONS }, () => context.disposals.find(practice.id, name.clientId)),
  )
  practice.services.calls.length = 0
  practice.holdBack(LATENCY_MS)
  await destroyClient(context, name)
  practice.holdBack(0)
  const calls = sent.commands.length - before.length
  const sequence = sequenceOf(practice.services.calls).length
  const began = performance.now()
  const counts = await enforceRetention(context, { only: 'unfinished', timeLeft: () => true })
  const clearingMs = performance.now() - began
  const stored = await context.disposals.find(practice.id, client.clientId)
  if (counts.destroyed !== 1 || stored?.disposal.state !== 'destroyed')
    throw new Error('the record was not destroyed')
  const { records: items, objects } = stored.disposal.destroyed
  return { notes, calls, sequence, items, objects, clearingMs }
}

const itemsOfNote = (pk: string, id: string): (Item & Key)[] =>
  [
    `SES#${id}`,
    `O#${id}`,
    `H#2026-01-14T15:00:00.000Z#${id}`,
    `N#${id}#0`,
    `N#${id}#200000001`,
    `DOC#${id}#1`,
  ].map((sk) => ({ pk, sk, sealed: new Uint8Array(1_400) }))

async function runDaily(practice: Practice, stored: number): Promise<DailyRunFigures> {
  await practice.put(
    Array.from({ length: stored }, (_, i) =>
      practice.clientItem(practice.client(i < DUE ? '2026-01-14' : '2036-06-01')),
    ),
  )
  const proposing = practice.function('Proposing')
  await enforceRetention(proposing.context, { only: undefined, timeLeft: () => true })
  const { context, sent } = practice.function('Daily')
  const { due } = await enforceRetention(context, { only: undefined, timeLeft: () => true })
  return { stored, due, readUnits: sent.readUnits, calls: sent.commands.length }
}

const settingsItem = (practiceId: string): Item & Key => ({
  ...settingsKey(practiceId),
  version: 1,
  settings: {
    practiceId,
    name: 'Bench',
    address: ['1 Main Street'],
    zone: 'America/Chicago',
    paper: 'us-letter',
    lateRule: defaultLateRule,
    digestHour: 7,
    coSignatureWithinHours: 72,
    retention: defaultRetentionPolicy,
    version: 1,
  },
})

const memberItem =
  ({ id }: Practice) =>
  (memberId: string): Item & Key => ({
    ...memberKey(id, memberId),
    version: 1,
    member: {
      memberId,
      name: 'Ada Bench',
      credentials: '',
      roles: ['custodian'],
      email: 'ada@bench.example',
      subject: memberId,
      state: 'active',
      version: 1,
    },
  })
