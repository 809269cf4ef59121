import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Item } from '../../../shared/aws/item.ts'
import { LedgerTable } from '../../../shared/aws/ledger-table.ts'
import { from } from '../harness.ts'
import { DUE, RetentionRoom } from './retention-room.ts'

let room: RetentionRoom
beforeAll(async () => {
  room = await RetentionRoom.open()
})
afterAll(() => room.close())

const DAY = 86_400_000
const state = async (clientId: string) => (await room.disposal(clientId))?.state

const keysOf = async (clientId: string) => {
  const tables = (['KEYS_TABLE', 'PROCESS_KEYS_TABLE'] as const).map((name) =>
    room.house.items(name),
  )
  return (await Promise.all(tables))
    .flat()
    .filter((key) => String(key['branch-key-id']).endsWith(`C#${clientId}`))
}

/** A run that changes nothing of this client's in any table. */
async function leftAlone(clientId: string) {
  const about = async () =>
    Object.fromEntries(
      Object.entries(await room.house.snapshot()).map(([name, items]) => [
        name,
        items.filter((item) => JSON.stringify(item).includes(`C#${clientId}`)),
      ]),
    )
  const before = await about()
  const counts = await room.run()
  expect(await about()).toEqual(before)
  return counts
}

describe('a record whose retention is over', () => {
  it('is proposed on its day, by the practice’s calendar, once, and never before', async () => {
    const clientId = await room.bareClient()
    // In Portland it is still the 31st of December.
    room.house.travelTo('2037-01-01T04:59:00.000Z')
    await leftAlone(clientId)
    room.house.travelTo('2037-01-01T05:00:00.000Z')
    expect(await room.run()).toMatchObject({ proposed: 1 })
    expect(await room.disposal(clientId)).toMatchObject({
      state: 'proposed',
      dueOn: '2037-01-01',
      rule: 'years-after-last-service',
      approvals: [],
      version: 1,
    })
    expect(await leftAlone(clientId)).toMatchObject({ due: 1, waiting: 1, proposed: 0 })
    room.house.travelTo(DUE)
    await leftAlone(clientId)
  })

  it('is proposed once by two runs at once', async () => {
    const clientId = await room.bareClient()
    const counts = await Promise.all([room.run(), room.run()])
    expect(counts.map(({ failed }) => failed)).toEqual([0, 0])
    expect(counts.map(({ proposed }) => proposed).sort()).toEqual([0, 1])
    const events = await new LedgerTable(room.house.db, 'LEDGER_TABLE').events(
      `P#${room.practice.id}#C#${clientId}`,
    )
    expect(events.map(({ type }) => type)).toEqual(['client_opened', 'disposal_proposed'])
  })

  it('is not proposed on hold, and is when the hold was lifted', async () => {
    const clientId = await room.bareClient({ holds: 1 })
    await leftAlone(clientId)
    await room.setClient(clientId, { holds: 0 })
    await room.run()
    expect(await state(clientId)).toBe('proposed')
  })

  it('is looked at on its new day where the practice keeps records longer by now', async () => {
    const clientId = await room.bareClient()
    const { retention } = await room.context().practice.settings(room.practice.id)
    await room.practice.changeSettings({ retention: { ...retention, yearsAfterLastService: 12 } })
    expect(await room.run()).toMatchObject({ redated: 1 })
    expect(await room.clientItem(clientId)).toMatchObject({ retentionDate: '2039-01-01' })
    expect(await state(clientId)).toBeUndefined()
    await room.practice.changeSettings({ retention })
  })
})

describe('what was proposed is taken back', () => {
  const proposed = async () => {
    const clientId = await room.bareClient()
    await room.run()
    return clientId
  }

  it('where the client was served since', async () => {
    const clientId = await proposed()
    const served = { lastServiceOn: '2026-03-01', birthYear: 1980 }
    await room.setClient(clientId, { retention: served })
    await room.run()
    expect(await room.disposal(clientId)).toMatchObject({ state: 'withdrawn', why: 'served-again' })
  })

  it('where the practice keeps records longer by now, and its date is moved by the next run', async () => {
    const clientId = await proposed()
    const { retention } = await room.context().practice.settings(room.practice.id)
    await room.practice.changeSettings({ retention: { ...retention, yearsAfterLastService: 12 } })
    await room.run()
    expect(await room.disposal(clientId)).toMatchObject({ why: 'policy-changed' })
    await room.run()
    expect(await room.clientItem(clientId)).toMatchObject({ retentionDate: '2039-01-01' })
    await room.practice.changeSettings({ retention })
  })

  it.each<[string, Item, string]>([
    ['whose record changed since', { version: 2 }, 'client-changed'],
    [
      'who was served since',
      { retention: { lastServiceOn: '2026-02-01', birthYear: 1980 } },
      'served-again',
    ],
  ])('of a client %s, though two approved it', async (_what, change, why) => {
    const clientId = await room.bareClient()
    await room.approved(clientId)
    await room.setClient(clientId, change)
    await room.run()
    expect(await room.disposal(clientId)).toMatchObject({ state: 'withdrawn', why })
  })

  it('where something was added to the record after the second approval', async () => {
    const { clientId, noteId } = await room.record()
    await room.approved(clientId)
    const words = {
      kind: 'addition',
      reason: 'A letter came',
      text: 'More.',
      statementVersion: 'addendum/1',
      accepted: true,
    }
    const added = await room.notes.as('baker').post(`/v1/notes/${noteId}/addenda`, words)
    expect(added.status).toBe(201)
    await room.run()
    expect(await room.disposal(clientId)).toMatchObject({
      state: 'withdrawn',
      why: 'client-changed',
    })
    expect((await room.notes.as('baker').get(`/v1/notes/${noteId}`)).status).toBe(200)
  })

  it.each([
    ['the first one', 'novak', 'post'],
    ['another one', 'baker', 'post'],
    ['a change of one', 'baker', 'put'],
  ] as const)(
    'where after the second approval there is %s of process notes, without a word of it',
    async (_what, name, how) => {
      const { clientId, processNoteId } = await room.record(['baker'])
      await room.approved(clientId)
      const author = room.processNotes()(name)
      const text = { text: 'Something that nobody else reads.' }
      const written =
        how === 'post'
          ? await author.post(`/v1/clients/${clientId}/process-notes`, text)
          : await author.put(`/v1/process-notes/${processNoteId}`, text, from('"1"'))
      expect(written.status).toBeLessThan(300)
      await room.run()
      const disposal = await room.disposal(clientId)
      expect(disposal).toMatchObject({ state: 'withdrawn', why: 'client-changed' })
      expect(JSON.stringify(disposal)).not.toContain(room.practice.memberId(name))
      const id = how === 'post' ? written.body.processNoteId : processNoteId
      expect((await author.get(`/v1/process-notes/${id}`)).body).toMatchObject(text)
    },
  )

  it('not where process notes were only read or deleted', async () => {
    const { clientId, processNoteId } = await room.record()
    await room.approved(clientId)
    const author = room.processNotes()('baker')
    expect((await author.get(`/v1/process-notes/${processNoteId}`)).status).toBe(200)
    expect((await author.delete(`/v1/process-notes/${processNoteId}`)).status).toBe(204)
    await room.run()
    expect(await state(clientId)).toBe('destroyed')
  })

  it('where a process note is stored between the last look and the destruction', async () => {
    const { clientId, processNoteId } = await room.record()
    await room.approved(clientId)
    const author = room.processNotes()('baker')
    const text = { text: 'Just in time.' }
    const context = room.context()
    const { destruction } = context
    const commit = destruction.commit.bind(destruction)
    destruction.commit = async (read) => {
      expect(
        (await author.put(`/v1/process-notes/${processNoteId}`, text, from('"1"'))).status,
      ).toBe(200)
      return commit(read)
    }
    expect(await room.run({}, context)).toMatchObject({ destroyed: 0, failed: 0 })
    expect(await state(clientId)).toBe('approved')
    expect((await author.get(`/v1/process-notes/${processNoteId}`)).body).toMatchObject(text)
    await room.run()
    expect(await room.disposal(clientId)).toMatchObject({ why: 'client-changed' })
  })
})

describe('nothing happens to a record', () => {
  it.each<[string, () => Promise<string>]>([
    [
      'that nobody approved',
      async () => {
        const clientId = await room.bareClient()
        await room.run()
        room.house.advance(31 * DAY)
        return clientId
      },
    ],
    [
      'that one member approved',
      async () => {
        const clientId = await room.bareClient()
        await room.run()
        await room.approve(clientId, ['keeper'])
        room.house.advance(31 * DAY)
        return clientId
      },
    ],
    [
      'whose notice period is not over',
      async () => {
        const clientId = await room.bareClient()
        await room.approved(clientId)
        room.house.advance(-1)
        return clientId
      },
    ],
    [
      'on hold',
      async () => {
        const clientId = await room.bareClient()
        await room.approved(clientId)
        await room.setClient(clientId, { holds: 1 })
        return clientId
      },
    ],
    [
      'that somebody writes in',
      async () => {
        const clientId = await room.bareClient()
        await room.approved(clientId)
        await room.setClient(clientId, { openDrafts: 1 })
        return clientId
      },
    ],
  ])('%s', async (_what, prepare) => {
    const clientId = await prepare()
    expect(await leftAlone(clientId)).toMatchObject({ failed: 0 })
  })

  it.each<[string, Item]>([
    ['a hold is placed', { holds: 1 }],
    ['a draft is opened', { openDrafts: 1 }],
    ['the record changes', { version: 9 }],
    ['the client is served', { retention: { lastServiceOn: '2036-12-30', birthYear: 1980 } }],
  ])('where %s between the reading and the destroying transaction', async (_what, change) => {
    const { clientId } = await room.record()
    await room.approved(clientId)
    const context = room.context()
    const commit = context.destruction.commit.bind(context.destruction)
    context.destruction.commit = async (destruction) => {
      if (destruction.client.clientId === clientId) await room.setClient(clientId, change)
      return commit(destruction)
    }
    const keys = await keysOf(clientId)
    const counts = await leftAloneBut(clientId, change, () => room.run({}, context))
    expect(counts).toMatchObject({ failed: 0, stale: 1 })
    expect(await keysOf(clientId)).toEqual(keys)
    expect(keys).toHaveLength(3)
  })

  async function leftAloneBut<T>(clientId: string, change: Item, run: () => Promise<T>) {
    const before = { ...(await room.clientItem(clientId)), ...change }
    const disposal = await room.disposal(clientId)
    const counts = await run()
    expect(await room.clientItem(clientId)).toEqual(before)
    expect(await room.disposal(clientId)).toEqual(disposal)
    return counts
  }
})
