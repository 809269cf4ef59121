import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sweep } from '../../../functions/flag-late-notes/sweep.ts'
import { clientEndpoints } from '../../../functions/records-api/client-endpoints.ts'
import { sessionEndpoints } from '../../../functions/records-api/session-endpoints.ts'
import { DueIndex } from '../../../shared/aws/due-index.ts'
import { PracticeReader } from '../../../shared/aws/practice-reader.ts'
import { transact } from '../../../shared/aws/transact.ts'
import { noteObligationId } from '../../../shared/obligation/note-owed.ts'
import { type Caller, from, House, MORNING, type Practice } from '../harness.ts'
import { ada, hour, people } from '../records-api/sketches.ts'

let house: House
let north: Practice
let able: Caller
let clientId: string

/** The hour ends at 16:53; its note is due a day later. */
const REMINDER = '2026-01-15T12:53:00.000Z'
const DUE = '2026-01-15T16:53:00.000Z'
const SUPERVISOR = '2026-01-16T16:53:00.000Z'
const plusSecond = (moment: string) => moment.replace(':00.000Z', ':01.000Z')
const minusSecond = (moment: string) => new Date(Date.parse(moment) - 1000).toISOString()

/** A house of its own for each test: a sweep sees all that there is. */
beforeEach(async () => {
  house = await House.start()
  north = await house.practice('north', people)
  const context = house.recordsContext()
  const serve = house.serve(context.findMember, [
    ...clientEndpoints(context),
    ...sessionEndpoints(context),
  ])
  able = serve(north, 'able')
  clientId = (await able.post('/v1/clients', { demographics: ada })).body.clientId
})

afterEach(() => house.close())

const contextOf = (now = house.now) => ({
  due: new DueIndex(house.db, 'RECORDS_TABLE'),
  practice: new PracticeReader(house.table('RECORDS_TABLE'), () => Date.parse(house.now())),
  now,
})

const always = () => true
const sweepAt = (moment: string) => {
  house.travelTo(moment)
  return sweep(contextOf(), always)
}

const plan = async (change: object = {}) => {
  const { body } = await able.post(`/v1/clients/${clientId}/sessions`, { ...hour, ...change })
  return body.sessionId as string
}

const owed = (sessionId: string) =>
  house.recordsContext().obligations.find(north.id, clientId, noteObligationId(sessionId))

describe('the sweep', () => {
  it('flags each level at its moment and not a second before, and then never again', async () => {
    const id = await plan()
    const seen: unknown[] = []
    for (const moment of [REMINDER, DUE, SUPERVISOR]) {
      await sweepAt(minusSecond(moment))
      await sweepAt(moment)
      await sweepAt(plusSecond(moment))
      seen.push((await owed(id))?.level)
    }
    expect(seen).toEqual(['reminder', 'late', 'supervisor'])
    expect((await owed(id))?.flags).toEqual([
      { level: 'reminder', dueAt: DUE, at: REMINDER },
      { level: 'late', dueAt: DUE, at: DUE },
      { level: 'supervisor', dueAt: DUE, at: SUPERVISOR },
    ])
  })

  it('leaves the index after the last level, and stays in the worklist', async () => {
    const id = await plan()
    await sweepAt(SUPERVISOR)
    const item = (await house.items('RECORDS_TABLE')).find(
      ({ sk }) => sk === `O#${noteObligationId(id)}`,
    )
    expect(item).toMatchObject({ state: 'open', level: 'supervisor', workAt: DUE })
    expect(item).not.toHaveProperty('dueShard')
    expect(item).not.toHaveProperty('flagAt')
  })

  it('catches up on several levels at once after a long silence, each of them once', async () => {
    const id = await plan()
    const counts = await sweepAt('2026-02-20T00:00:00.000Z')
    expect(counts).toMatchObject({ flagged: 1, stale: 0, failed: 0, unfinished: false })
    const { level, flags } = (await owed(id)) ?? {}
    expect(level).toBe('supervisor')
    expect(flags?.map((flag) => flag.level)).toEqual(['reminder', 'late', 'supervisor'])
    expect(await sweepAt('2026-02-20T00:01:00.000Z')).toMatchObject({ due: 0, flagged: 0 })
  })

  it('flags each once however many sweeps run at the same time', async () => {
    const ids = await Promise.all(
      Array.from({ length: 12 }, (_, i) =>
        plan({
          start: `2026-01-14T16:${String(i).padStart(2, '0')}:00Z`,
          end: `2026-01-14T16:5${i % 10}:30Z`,
        }),
      ),
    )
    house.travelTo('2026-01-15T18:00:00.000Z')
    const all = await Promise.all([1, 2, 3, 4].map(() => sweep(contextOf(), always)))
    expect(all.reduce((sum, { flagged }) => sum + flagged, 0)).toBe(ids.length)
    expect(all.reduce((sum, { failed }) => sum + failed, 0)).toBe(0)
    for (const id of ids)
      expect((await owed(id))?.flags?.map(({ level }) => level)).toEqual(['reminder', 'late'])
  })

  it('believes the item, not the index: a hint that is behind flags nothing', async () => {
    const id = await plan()
    const context = contextOf()
    house.travelTo(DUE)
    const hints = (
      await Promise.all(
        ['DUE#0', 'DUE#1', 'DUE#2', 'DUE#3'].map((shard) => context.due.due(shard, DUE, 10)),
      )
    ).flatMap((page) => page.hints)
    const hint = hints.find(({ sk }) => sk === `O#${noteObligationId(id)}`)
    if (!hint) throw new Error('not in the index')
    const missed = { status: 'missed', reason: 'did not come' }
    await able.post(`/v1/sessions/${id}/outcome`, missed, from('"1"'))
    const before = await house.snapshot()
    const flagging = { level: 'late', flagAt: SUPERVISOR, reached: ['late'] } as const
    expect(await context.due.flag(hint, flagging, DUE)).toBe(false)
    expect(await house.snapshot()).toEqual(before)
  })

  it('reaches what moved again at its new moments', async () => {
    const id = await plan()
    await sweepAt(DUE)
    const week = { ...hour, start: '2026-01-21T16:00:00Z', end: '2026-01-21T16:53:00Z' }
    await able.put(`/v1/sessions/${id}`, week, from('"1"'))
    expect(await owed(id)).toMatchObject({ level: 'none', flagAt: '2026-01-22T12:53:00.000Z' })
    expect(await sweepAt('2026-01-16T16:53:00.000Z')).toMatchObject({ due: 0 })
    await sweepAt('2026-01-22T12:53:00.000Z')
    expect(await owed(id)).toMatchObject({ level: 'reminder' })
    const flags = (await owed(id))?.flags ?? []
    expect(new Set(flags.map(({ level, dueAt }) => level + dueAt)).size).toBe(flags.length)
  })

  it('and an outcome at the same time both hold, whichever comes first', async () => {
    const held = { status: 'held', start: hour.start, end: '2026-01-14T17:10:00Z' }
    for (let round = 0; round < 6; round++) {
      const id = await plan()
      house.travelTo(DUE)
      const [{ status }, counts] = await Promise.all([
        able.post(`/v1/sessions/${id}/outcome`, held, from('"1"')),
        sweep(contextOf(), always),
      ])
      expect({ status, failed: counts.failed }).toEqual({ status: 200, failed: 0 })
      const after = await owed(id)
      expect(after).toMatchObject({ state: 'open', dueAt: '2026-01-15T17:10:00.000Z' })
      const told = (after?.flags ?? []).map(({ level, dueAt }) => level + dueAt)
      expect(new Set(told).size).toBe(told.length)
      // Whatever was flagged, the next sweep brings it to the level that its due time asks for.
      house.travelTo('2026-01-15T17:10:00.000Z')
      await sweep(contextOf(), always)
      expect((await owed(id))?.level).toBe('late')
      house.travelTo(MORNING)
    }
  })

  it('chases a session that nobody marked', async () => {
    const id = await plan()
    await sweepAt(SUPERVISOR)
    const { body } = await able.get(`/v1/sessions/${id}`)
    expect(body).toMatchObject({ status: 'planned', obligation: { level: 'supervisor' } })
  })

  it('gives the time that a practice’s changed rule gives', async () => {
    const id = await plan()
    await north.changeSettings({
      lateRule: { dueAfterHours: 24, reminderBeforeHours: 1, supervisorAfterHours: 1 },
    })
    expect(await sweepAt(REMINDER)).toMatchObject({ flagged: 0, postponed: 1 })
    expect(await owed(id)).toMatchObject({ level: 'none', flagAt: '2026-01-15T15:53:00.000Z' })
    expect((await owed(id))?.flags ?? []).toEqual([])
  })

  it('is not kept from the others by one that cannot be flagged', async () => {
    const id = await plan()
    const broken = { pk: 'P#nobody#C#nobody', sk: 'O#broken', flagAt: '2026-01-01T00:00:00.000Z' }
    const records = house.table('RECORDS_TABLE')
    const shards = ['DUE#0', 'DUE#1', 'DUE#2', 'DUE#3']
    await transact(
      house.db,
      shards.flatMap((dueShard) => [
        { write: records.put({ ...broken, sk: `O#no-level-${dueShard}`, dueShard }) },
        {
          write: records.put({
            ...broken,
            sk: `O#no-practice-${dueShard}`,
            dueShard,
            dueAt: DUE,
            level: 'none',
            state: 'open',
          }),
        },
      ]),
    )
    expect(await sweepAt(REMINDER)).toMatchObject({ failed: 8, flagged: 1 })
    expect((await owed(id))?.level).toBe('reminder')
  })

  it('stops when its time is over, and the next goes on where it stopped', async () => {
    const id = await plan()
    house.travelTo(DUE)
    expect(await sweep(contextOf(), () => false)).toMatchObject({ flagged: 0, unfinished: true })
    expect((await owed(id))?.level).toBe('none')
    await sweep(contextOf(), always)
    expect((await owed(id))?.level).toBe('late')
  })

  it('costs one query a shard when nothing is due, however much is stored', async () => {
    for (let i = 0; i < 20; i++)
      await plan({
        start: `2026-02-${10 + (i % 9)}T10:00:00Z`,
        end: `2026-02-${10 + (i % 9)}T11:00:00Z`,
      })
    house.services.calls.length = 0
    expect(await sweepAt(MORNING)).toMatchObject({ due: 0 })
    expect(house.services.calls.map(({ operation }) => operation)).toEqual(Array(4).fill('Query'))
  })

  it('asks all shards at once and then only writes flags', async () => {
    await plan()
    house.travelTo(DUE)
    house.services.calls.length = 0
    await sweep(contextOf(), always)
    const operations = house.services.calls.map(({ operation }) => operation).sort()
    expect(operations).toEqual(['GetItem', 'Query', 'Query', 'Query', 'Query', 'UpdateItem'])
  })

  it('logs and answers counts alone', async () => {
    await plan()
    house.logged.length = 0
    const counts = await sweepAt(DUE)
    expect(Object.keys(counts).sort()).toEqual([
      'due',
      'failed',
      'flagged',
      'postponed',
      'stale',
      'unfinished',
    ])
    expect(house.logged).toEqual([])
  })
})
