import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  attendClient,
  type ClientName,
} from '../../../functions/enforce-retention/attend-client.ts'
import { clientChain } from '../../../shared/aws/client-table.ts'
import { clientKeyId } from '../../../shared/aws/key-ring.ts'
import { LedgerTable } from '../../../shared/aws/ledger-table.ts'
import { practiceChain } from '../../../shared/aws/practice-events.ts'
import { shelfItem, shelfName, shelvesPartition } from '../../../shared/aws/process-shelf.ts'
import { verifyChain } from '../../../shared/ledger/verify-chain.ts'
import { typeOfVersion } from '../../../shared/seal/key-store.ts'
import { RetentionRoom } from './retention-room.ts'

let room: RetentionRoom
beforeAll(async () => {
  room = await RetentionRoom.open()
})
afterAll(() => room.close())

const AT_ONCE = 6

class Crashed extends Error {
  override readonly name = 'Crashed'
}

/** The call after which the function is stopped: it is made, its answer is lost, and no other is made. */
function crashing(after: (call: number) => boolean) {
  let calls = 0
  let down = false
  const through = <T extends DynamoDBClient | S3Client>(client: T): T =>
    new Proxy(client, {
      get: (target, name) => {
        if (name !== 'send') return Reflect.get(target, name, target)
        const send = (command: unknown) =>
          (target as unknown as { send(command: unknown): Promise<unknown> }).send(command)
        return async (command: unknown) => {
          if (down) throw new Crashed()
          const last = after(++calls)
          if (last) down = true
          const answer = await send(command)
          if (last) throw new Crashed()
          return answer
        }
      },
    })
  return { db: through(room.house.db), s3: through(room.s3), calls: () => calls }
}

/** A small record, by its items alone; two approved, and the notice period is over. */
async function approvedRecord(): Promise<ClientName> {
  const clientId = await room.bareClient()
  const practiceId = room.practice.id
  await Promise.all([room.fill(clientId, 1), room.approvedItem(clientId)])
  const authorId = room.practice.memberId('baker')
  const shelf = { practiceId, clientId, authorId }
  const version = '11111111-2222-4333-8444-555555555555'
  const type = typeOfVersion(version)
  await Promise.all([
    room.putBack('KEYS_TABLE', { 'branch-key-id': clientKeyId(clientId), type }),
    room.putBack('PROCESS_KEYS_TABLE', { 'branch-key-id': shelfName(shelf), type }),
    room.putBack('PROCESS_TABLE', shelfItem(shelf, version)),
    room.putBack('PROCESS_TABLE', { pk: shelfName(shelf), sk: 'N#1' }),
    room.putObject(`documents/${clientId}/n/v1.pdf`, 'pdf'),
  ])
  return { practiceId, clientId }
}

const attend = (name: ClientName, aws = {}) => attendClient(room.context(aws), name, () => true)

const keysOf = async ({ practiceId, clientId }: ClientName) => {
  const { destruction } = room.context()
  const authorId = room.practice.memberId('baker')
  const found = await Promise.all([
    destruction.keyItems('keys', clientKeyId(clientId)),
    destruction.keyItems('processKeys', shelfName({ practiceId, clientId, authorId })),
  ])
  return found.flat().length
}

/** Nothing in between: a record is whole with its keys, or its keys are gone, all of them. */
async function whollyOrNot(name: ClientName): Promise<void> {
  const { clientId } = name
  const state = (await room.disposal(clientId))?.state
  const tombstone = (await room.clientItem(clientId))?.['state'] === 'destroyed'
  expect({ keys: await keysOf(name), tombstone }).toEqual(
    state === 'approved' ? { keys: 2, tombstone: false } : { keys: 0, tombstone: true },
  )
}

async function gone(name: ClientName): Promise<void> {
  const { practiceId, clientId } = name
  expect(await room.disposal(clientId)).toMatchObject({
    state: 'destroyed',
    destroyed: { records: 3, notes: 1, objects: 1, processKeys: 1 },
  })
  const chain = clientChain(practiceId, clientId)
  const records = await room.house.table('RECORDS_TABLE').all(chain, '')
  expect(records.map(({ sk }) => sk)).toEqual(['CLIENT', 'DISP'])
  expect(await keysOf(name)).toBe(0)
  const process = room.house.table('PROCESS_TABLE')
  const authorId = room.practice.memberId('baker')
  expect(await process.all(shelvesPartition(practiceId, clientId), '')).toEqual([])
  expect(await process.all(shelfName({ practiceId, clientId, authorId }), '')).toEqual([])
  expect(await room.objects('documents', `documents/${clientId}/`)).toEqual([])
  expect(await room.objects('ledger', `tombstones/${practiceId}/${clientId}`)).toHaveLength(1)
  const certificates = await room.house
    .table('RECORDS_TABLE')
    .all(`P#${practiceId}#CERTIFICATES`, clientId)
  expect(certificates).toHaveLength(1)
  const ledger = new LedgerTable(room.house.db, 'LEDGER_TABLE')
  const events = await ledger.events(chain)
  const head = await ledger.head(chain)
  expect(head && verifyChain(events, { chain, head })).toEqual([])
  expect(events.filter(({ type }) => type === 'client_destroyed')).toHaveLength(1)
  const noted = await ledger.events(practiceChain(practiceId))
  expect(noted.filter(({ about }) => about['clientId'] === clientId)).toHaveLength(1)
}

it('a destruction that crashes after any of its calls comes to the same end', async () => {
  const undisturbed = crashing(() => false)
  const first = await approvedRecord()
  expect(await attend(first, undisturbed)).toBe('destroyed')
  await gone(first)
  const total = undisturbed.calls()
  expect(total).toBeGreaterThan(25)

  const crashAfter = async (at: number) => {
    const name = await approvedRecord()
    const hands = crashing((call) => call === at)
    await expect(attend(name, hands)).rejects.toBeInstanceOf(Crashed)
    await whollyOrNot(name)
    expect(['destroyed', 'waiting']).toContain(await attend(name))
    await gone(name)
  }
  for (let at = 1; at <= total; at += AT_ONCE)
    await Promise.all(
      Array.from({ length: Math.min(AT_ONCE, total + 1 - at) }, (_, i) => crashAfter(at + i)),
    )
}, 120_000)

it('two runs at once destroy once', async () => {
  const name = await approvedRecord()
  const counts = await Promise.all([room.run(), room.run(), room.run({ only: 'unfinished' })])
  expect(counts.map(({ failed }) => failed)).toEqual([0, 0, 0])
  await room.run()
  await gone(name)
})
