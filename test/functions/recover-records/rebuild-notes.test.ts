import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rebuildNotes } from '../../../functions/recover-records/rebuild-notes.ts'
import { clientKey } from '../../../shared/aws/client-table.ts'
import { verifyExport } from '../../../shared/ledger/verify-export.ts'
import { from } from '../harness.ts'
import { accept, expected, type Opened, sections } from '../records-api/note-room.ts'
import { type RecoveryRoom, recoveryRoom } from './recovery-room.ts'

let it_: RecoveryRoom
beforeAll(async () => {
  it_ = await recoveryRoom()
})
afterAll(() => it_.room.close())

const noteOf = async ({ noteId }: Opened, by = 'novak') => {
  const answer = await it_.room.cold(by).get(`/v1/notes/${noteId}`)
  return expected(answer, 200)
}
const ledgerOf = async ({ clientId }: Opened) => {
  const { body } = await it_.room.cold('novak').get(`/v1/clients/${clientId}/ledger`)
  return body
}
const rebuild = async () => {
  const [answer] = await it_.recover('rebuild-notes')
  // biome-ignore lint/suspicious/noExplicitAny: a test says itself what it expects of an answer
  return answer as any
}
const verify = async () => {
  const [answer] = await it_.recover('verify-ledger')
  // biome-ignore lint/suspicious/noExplicitAny: a test says itself what it expects of an answer
  return answer as any
}
const add = (noteId: string) =>
  it_.room.as('novak').post(`/v1/notes/${noteId}/addenda`, {
    kind: 'addition',
    reason: 'Left out.',
    text: 'She called in the evening.',
    ...accept('addendum/1'),
  })

/** A supervised note, signed and with an addendum; and the tables from before it was signed. */
async function signedSince(...tables: ('RECORDS_TABLE' | 'LEDGER_TABLE')[]) {
  const opened = await it_.room.written('novak')
  const past = await it_.past(...tables)
  expected(await it_.room.sign(opened.noteId, 'novak'), 200)
  expected(await add(opened.noteId), 201)
  await it_.render()
  return { opened, past, note: await noteOf(opened), ledger: await ledgerOf(opened) }
}

describe('a signed note that lies in the documents bucket', () => {
  it('is left alone where records and ledger have it, and nothing is fetched for it', async () => {
    await signedSince()
    const before = await it_.house.snapshot()
    it_.house.services.calls.length = 0
    const { counts } = await rebuild()
    expect(counts).toMatchObject({ rebuilt: 0, events: 0, failed: 0 })
    expect(counts.notes).toBeGreaterThan(0)
    const got = it_.house.services.calls.filter(({ operation }) => operation === 'GetObject')
    // One a client, to learn whose practice it is.
    expect(got).toHaveLength(counts.clients)
    expect(await it_.house.snapshot()).toEqual(before)
  })

  it('comes back as it was when both tables are from before its signing, chain and all', async () => {
    const { opened, past, note, ledger } = await signedSince('RECORDS_TABLE', 'LEDGER_TABLE')
    await it_.putBack(past)
    expect(await noteOf(opened)).toMatchObject({ state: 'draft' })
    expect(await rebuild()).toMatchObject({
      done: true,
      counts: { rebuilt: 1, events: 2, moved: 0, failed: 0 },
      rebuilt: [opened.noteId],
    })
    expect(await noteOf(opened)).toEqual(note)
    const { exportedAt: _now, ...again } = await ledgerOf(opened)
    expect(ledger).toMatchObject(again)
    const client = await it_.house
      .table('RECORDS_TABLE')
      .get(clientKey(it_.room.practice.id, opened.clientId))
    expect(client).toMatchObject({ openDrafts: 0 })
    expect((await rebuild()).counts.rebuilt).toBe(0)
  })

  it.each([
    ['records', 'RECORDS_TABLE'],
    ['ledger', 'LEDGER_TABLE'],
  ] as const)(
    'comes back where the restore split its transaction and %s lack it',
    async (_of, table) => {
      const { opened, past, note, ledger } = await signedSince(table)
      await it_.putBack(past)
      if (table === 'RECORDS_TABLE')
        expect(await verify()).toMatchObject({ withoutRecord: [opened.noteId] })
      expect((await rebuild()).rebuilt).toEqual([opened.noteId])
      expect(await noteOf(opened)).toEqual(note)
      const after = await ledgerOf(opened)
      expect(verifyExport(after)).toEqual([])
      expect(after.head).toEqual(ledger.head)
      expect(await verify()).toMatchObject({ counts: { broken: 0, withoutRecord: 0 } })
    },
  )

  it('comes back where not even its draft was there, at another place of the chain', async () => {
    const clientId = await it_.room.client()
    const past = await it_.past('RECORDS_TABLE', 'LEDGER_TABLE')
    const sessionId = await it_.room.session(clientId, { holder: 'novak' })
    const { body } = await it_.room
      .as('novak')
      .post(`/v1/clients/${clientId}/notes`, { sessionId, template: 'soap' })
    const opened = { clientId, sessionId, noteId: body.noteId }
    const path = `/v1/notes/${opened.noteId}/draft`
    expected(await it_.room.as('novak').put(path, { sections }, from('"0"')), 200)
    expected(await it_.room.sign(opened.noteId, 'novak'), 200)
    await it_.render()
    const note = await noteOf(opened)
    await it_.putBack(past)
    expect(await rebuild()).toMatchObject({
      counts: { events: 1, moved: 1 },
      rebuilt: [opened.noteId],
    })
    expect((await noteOf(opened)).signedForm).toEqual(note.signedForm)
    expect(verifyExport(await ledgerOf(opened))).toEqual([])
    // The supervisor still owes a signature under it.
    const owed = (await it_.house.items('RECORDS_TABLE')).filter(
      (item) => item['kind'] === 'co-signature' && item['noteId'] === opened.noteId,
    )
    expect(owed).toMatchObject([{ state: 'open' }])
  })

  it('goes on where it stopped, a page a time', async () => {
    const { opened, past } = await signedSince('RECORDS_TABLE')
    await it_.putBack(past)
    const context = { ...it_.context(), timeLeft: () => false }
    const answers = [await rebuildNotes(context, undefined, 1)]
    for (let last = answers[0]; last && !last.done; last = answers.at(-1))
      answers.push(await rebuildNotes(context, last.cursor, 1))
    expect(answers.map(({ counts }) => counts.clients)).toEqual(answers.map(() => 1))
    expect(answers.length).toBeGreaterThan(4)
    expect(answers.flatMap(({ rebuilt }) => rebuilt)).toEqual([opened.noteId])
  })

  it('is not put back for a client who is destroyed, or of whom nothing is known', async () => {
    const { opened, past } = await signedSince('RECORDS_TABLE', 'LEDGER_TABLE')
    const ofClient = ({ pk }: { pk?: { S?: string } }) => pk?.S?.endsWith(opened.clientId)
    const without = Object.fromEntries(
      Object.entries(past).map(([table, items]) => [
        table,
        items.filter((item) => !ofClient(item as { pk?: { S?: string } })),
      ]),
    )
    await it_.putBack(without)
    const before = await it_.house.snapshot()
    expect(await rebuild()).toMatchObject({
      counts: { withoutClient: 1, rebuilt: 0 },
      withoutClient: [opened.clientId],
    })
    expect(await it_.house.snapshot()).toEqual(before)

    await it_.putBack(past)
    const records = it_.house.table('RECORDS_TABLE')
    const { practice } = it_.room
    const key = clientKey(practice.id, opened.clientId)
    const tombstone = { ...key, clientId: opened.clientId, state: 'destroyed' }
    await records.commit([{ write: records.put(tombstone) }])
    const destroyed = await it_.house.snapshot()
    expect(await rebuild()).toMatchObject({ withoutClient: [opened.clientId], rebuilt: [] })
    expect(await it_.house.snapshot()).toEqual(destroyed)
  })

  it('is not put back from bytes that were sealed for another note', async () => {
    const one = await signedSince('RECORDS_TABLE', 'LEDGER_TABLE')
    const sealed = (await it_.objects.keys()).filter((key) => key.endsWith('/0.sealed'))
    const own = sealed.find((key) => key.includes(one.opened.clientId)) ?? ''
    const others = sealed.find((key) => !key.includes(one.opened.clientId)) ?? ''
    await it_.objects.replace(own, others)
    await it_.putBack(one.past)
    const before = await it_.house.snapshot()
    expect(await rebuild()).toMatchObject({
      counts: { failed: 1, rebuilt: 0 },
      failed: [one.opened.noteId],
    })
    expect(await it_.house.snapshot()).toEqual(before)
  })
})

it('an order that is none is refused', async () => {
  await expect(it_.recover('rebuild-everything')).rejects.toThrow()
})
