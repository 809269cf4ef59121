import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { replayTombstones } from '../../../functions/enforce-retention/replay-tombstones.ts'
import { clientChain } from '../../../shared/aws/client-table.ts'
import { LedgerTable } from '../../../shared/aws/ledger-table.ts'
import { verifyChain } from '../../../shared/ledger/verify-chain.ts'
import { type Past, pastOf, putBack } from '../past-tables.ts'
import { canary, code } from '../records-api/note-room.ts'
import { rendererOf } from './render-room.ts'
import { RetentionRoom } from './retention-room.ts'

let room: RetentionRoom
let clientId: string
let noteId: string
let processNoteId: string
/** From before anybody proposed anything; from after the second approval; from after the end. */
const from: Record<'before' | 'approved' | 'after', Past> = { before: {}, approved: {}, after: {} }
let renderer: Awaited<ReturnType<typeof rendererOf>>
/** The one of part 1, with its document. */
let certificates: unknown
let ended: { seq: number; hash: string } | undefined

const ledger = () => new LedgerTable(room.house.db, 'LEDGER_TABLE')
const chain = () => clientChain(room.practice.id, clientId)
const replay = (timeLeft = () => true) =>
  replayTombstones(room.context(), { task: 'replay-tombstones' }, timeLeft)

beforeAll(async () => {
  room = await RetentionRoom.open()
  renderer = await rendererOf(room)
  ;({ clientId, noteId, processNoteId } = await room.record())
  await room.setClient(clientId, { state: 'closed' })
  from.before = await pastOf(room.house)
  await room.approvedByMembers(clientId)
  from.approved = await pastOf(room.house)
  // Keys, then what they opened, then what came meanwhile.
  await room.run()
  room.house.advance(20 * 60_000)
  await room.run({ only: 'unfinished' })
  await renderer.render()
  certificates = await listed()
  ended = await ledger().head(chain())
  from.after = await pastOf(room.house)
})
afterAll(() => room.close())

const listed = async () => {
  const path = `/v1/disposals/${clientId}/certificates`
  return (await room.documents()('keeper').get(path)).body.certificates
}

const registered = async () => {
  const path = `/v1/disposal-register?name=${canary.family}`
  return (await room.review()('keeper').get(path)).body.entries
}

const inBucket = () => room.objects('documents', 'documents/certificates/')

/** As after a restore: the mark came back, too, and is of tables of other names. */
async function restored(past: Past): Promise<void> {
  await putBack(room.house, past)
  await room.putBack('RECORDS_TABLE', { ...MARK, tables: 'others', done: true })
}

const MARK = { pk: 'TOMBSTONES', sk: 'REPLAYED' }

/** Items of any table that are about the client, but for what stays of a destroyed one. */
async function traces(): Promise<string[]> {
  const all = await pastOf(room.house)
  return Object.entries(all).flatMap(([table, items]) =>
    table === 'LEDGER_TABLE' || table === 'ACCESS_TABLE'
      ? []
      : items
          .map((item) => JSON.stringify(Object.values(item).slice(0, 40)))
          .filter((text) => text.includes(clientId))
          .filter((text) => !/"(CLIENT|DISP)"|#REGISTER|#CERTIFICATES/.test(text))
          .map((text) => `${table} ${text}`),
  )
}

async function chains() {
  const read = async (name: string) => {
    const [standing, events] = await Promise.all([ledger().standing(name), ledger().events(name)])
    return { standing, events }
  }
  return Promise.all([read(chain()), read(`P#${room.practice.id}`)])
}

describe('a client who was destroyed after the second that the tables were put back to', () => {
  it.each([
    ['anybody proposed it', 'before'],
    ['the destruction that two had approved', 'approved'],
  ] as const)('is destroyed again where they are from before %s', async (_when, which) => {
    await putBack(room.house, from[which])
    expect((await room.notes.cold('baker').get(`/v1/notes/${noteId}`)).status).toBe(200)

    expect(await replay()).toEqual({
      done: true,
      counts: { tombstones: 1, replayed: 1, failed: 0 },
      replayed: [clientId],
      failed: [],
    })
    const there = room.notes.cold('baker')
    for (const path of [`/v1/notes/${noteId}`, `/v1/clients/${clientId}`])
      expect(code(await there.get(path))).toMatch(/_not_found$/)
    const processNote = await room.processNotes()('baker').get(`/v1/process-notes/${processNoteId}`)
    expect(processNote.status).toBe(404)
    expect(await traces()).toEqual([])
    expect(await room.objects('documents', `documents/${clientId}/`)).toEqual([])

    const [own, practice] = await chains()
    for (const { standing, events } of [own, practice])
      expect(verifyChain(events, { ...(standing && { head: standing.head }) })).toEqual([])
    expect(own.standing?.ended).toBe(true)
    expect(own.events.at(-1)?.type).toBe('client_destroyed')
    const told = practice.events.filter(({ type }) => type === 'record_destroyed')
    expect(told.map(({ about }) => about['clientId'])).toEqual([clientId])
  })

  it.each(['before', 'approved'] as const)(
    'is in the register and certified as before, once, where they are from %s the approval',
    async (which) => {
      await putBack(room.house, from[which])
      if (which === 'before') expect(await registered()).toEqual([])
      const objects = await inBucket()
      expect(objects).toHaveLength(3)
      await replay()
      await replay()
      await renderer.render()
      expect(await registered()).toMatchObject([{ clientId, birthDate: '1987-11-23' }])
      expect(await listed()).toEqual(certificates)
      expect(await inBucket()).toEqual(objects)
      // What was destroyed is what the certificate counted, not what the restore brought back.
      expect(await room.disposal(clientId)).toMatchObject({
        state: 'destroyed',
        destroyed: { records: 6, notes: 1, objects: 3, processKeys: 2 },
      })
    },
  )

  it('has the very chain that they had, where it is from right before its end', async () => {
    await putBack(room.house, from.approved)
    await replay()
    expect((await ledger().standing(chain()))?.head).toEqual(ended)
    expect(await room.disposal(clientId)).toMatchObject({ state: 'destroyed' })
  })

  it('has another end, that names the first one, where it is from earlier', async () => {
    await putBack(room.house, from.before)
    await replay()
    const events = await ledger().events(chain())
    expect(events.at(-1)).toMatchObject({
      type: 'client_destroyed',
      about: { lastSeq: String(ended?.seq), lastHash: ended?.hash },
    })
    const chainHead = (await ledger().standing(chain()))?.head
    expect(await room.disposal(clientId)).toMatchObject({ state: 'destroyed', chainHead })
  })

  it('says that the last backup of the keys lapses later: they were back for a while', async () => {
    await putBack(room.house, from.approved)
    room.house.advance(3 * 86_400_000)
    const now = room.house.now()
    await replay()
    expect(await room.disposal(clientId)).toMatchObject({
      keysLapseAt: new Date(Date.parse(now) + 35 * 86_400_000).toISOString(),
    })
  })

  it('stays as they are where the tables know of the end, and as often as it is asked for', async () => {
    await putBack(room.house, from.after)
    const before = await room.house.snapshot()
    expect(await replay()).toMatchObject({ done: true, counts: { tombstones: 1, replayed: 0 } })
    expect(await room.house.snapshot()).toEqual(before)
    await putBack(room.house, from.approved)
    await replay()
    const once = await room.house.snapshot()
    expect(await replay()).toMatchObject({ counts: { replayed: 0 } })
    expect(await room.house.snapshot()).toEqual(once)
  })

  it.each(['KEYS_TABLE', 'DIRECTORY_TABLE', 'PROCESS_ACCESS_TABLE'] as const)(
    'leaves nothing where the restore split the end and %s is from before it',
    async (table) => {
      await putBack(room.house, from.after)
      await putBack(room.house, { [table]: from.approved[table] ?? [] })
      expect(await traces()).not.toEqual([])
      await replay()
      expect(await traces()).toEqual([])
    },
  )

  it('says so, too, where the restore split the end and only the keys came back', async () => {
    await putBack(room.house, from.after)
    await putBack(room.house, { KEYS_TABLE: from.approved['KEYS_TABLE'] ?? [] })
    const now = room.house.now()
    await replay()
    expect(await room.disposal(clientId)).toMatchObject({
      state: 'destroyed',
      keysLapseAt: new Date(Date.parse(now) + 35 * 86_400_000).toISOString(),
    })
  })

  it('goes on where it stopped', async () => {
    await putBack(room.house, from.approved)
    let steps = 0
    let answers = 0
    for (let done = false; !done; answers++) {
      let left = 10 + 12 * answers
      ;({ done } = await replay(() => {
        steps++
        return left-- > 0
      }))
      if (answers > 20) throw new Error('it never ends')
    }
    expect(answers).toBeGreaterThan(1)
    expect(steps).toBeGreaterThan(answers)
    expect(await traces()).toEqual([])
    expect(await room.disposal(clientId)).toMatchObject({ state: 'destroyed' })
  })
})

describe('a run in tables that were put back', () => {
  it('destroys again first, and proposes and destroys nothing before', async () => {
    await restored(from.approved)
    const due = await room.bareClient()
    const objects = await inBucket()
    const first = await room.run({ timeLeft: once() })
    expect(first).toMatchObject({ due: 0, cutShort: 1, proposed: 0, destroyed: 0 })
    expect(await room.disposal(due)).toBeUndefined()
    expect(await room.run({ only: 'unfinished' })).toMatchObject({ failed: 0, cutShort: 0 })
    expect(await traces()).toEqual([])
    await renderer.render()
    expect(await inBucket()).toEqual(objects)
    const [, practice] = await chains()
    expect(practice.events.filter(({ type }) => type === 'record_destroyed')).toHaveLength(1)

    expect(await room.run()).toMatchObject({ replayed: 0, proposed: 1, destroyed: 0 })
  })

  it('does so where they are from before the first run of all', async () => {
    await putBack(room.house, from.before)
    expect(await room.run()).toMatchObject({ replayed: 1, failed: 0 })
    expect(await traces()).toEqual([])
  })

  it('that knows its tables looks for no tombstone', async () => {
    await restored(from.after)
    await room.run()
    const context = room.context()
    context.standingTombstones.page = () => {
      throw new Error('looked for tombstones')
    }
    expect(await room.run({}, context)).toMatchObject({ failed: 0 })
  })

  it('does nothing else while one of them cannot be replayed', async () => {
    await restored(from.before)
    const due = await room.bareClient()
    const context = room.context()
    context.standingTombstones.read = () => Promise.reject(new SyntaxError('cut off'))
    expect(await room.run({}, context)).toMatchObject({ failed: 1, due: 0, proposed: 0 })
    expect(await room.disposal(due)).toBeUndefined()
    expect(await room.clientItem(clientId)).not.toMatchObject({ state: 'destroyed' })
    expect(await room.run()).toMatchObject({ failed: 0, replayed: 1 })
  })
})

it('is certified a second time when the backups of the keys that were back have lapsed', async () => {
  await putBack(room.house, from.before)
  await replay()
  room.house.advance(16 * 60_000)
  await room.run({ only: 'unfinished' })
  room.house.advance(37 * 86_400_000)
  await room.run()
  await room.run()
  await renderer.render()
  expect(await room.disposal(clientId)).toMatchObject({ state: 'lapsed' })
  const parts = (await listed()) as { part: number; document?: object }[]
  expect(parts.map(({ part, document }) => [part, document !== undefined])).toEqual([
    [1, true],
    [2, true],
  ])
  expect(await inBucket()).toHaveLength(6)
  // A restore after that: both are there again, and neither is made anew.
  await putBack(room.house, from.before)
  await replay()
  await renderer.render()
  expect(await listed()).toEqual(parts)
  expect(await inBucket()).toHaveLength(6)
})

it('what is certified for the first time after a restore is of the chain as it ends now', async () => {
  await putBack(room.house, from.before)
  const context = room.context()
  context.certificates.of = async () => []
  await replayTombstones(context, { task: 'replay-tombstones' }, () => true)
  await renderer.render()
  expect(await listed()).toMatchObject([{ part: 1, document: { pages: 2 } }])
  expect(await inBucket()).toHaveLength(9)
})

/** Time for one more step. */
function once() {
  let left = 1
  return () => left-- > 0
}
