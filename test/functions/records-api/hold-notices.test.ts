import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AskedRoom } from '../asked-room.ts'
import { from, once } from '../harness.ts'
import { refused } from '../refused.ts'
import { canary, code, expected } from './note-room.ts'

let room: AskedRoom
beforeAll(async () => {
  room = await AskedRoom.open()
})
afterAll(() => room.close())

const as = (name: string) => room.notes.as(name)
const REASON = `Counsel says: ${canary.reason}.`

const place = async (clientId: string, more: object = {}, name = 'keeper') => {
  const body = { reason: REASON, cause: 'litigation', ...more }
  const path = `/v1/clients/${clientId}/holds`
  return expected(
    await as(name).post(path, body, once(`hold-${Object.values(more).join('-')}-${name}`)),
    201,
  )
}

const lift = async (holdId: string, more: object = {}, name = 'admin') => {
  const body = { reason: REASON, ...more }
  const path = `/v1/holds/${holdId}/lifting`
  return expected(await as(name).post(path, body, from('"1"')), 200)
}

const listed = async (clientId: string, name = 'baker') => {
  const { body } = await room.documents(name).get(`/v1/clients/${clientId}/documents`)
  return (body.documents as { kind: string; documentId: string }[])
    .filter(({ kind }) => kind === 'hold-notice')
    .map(({ documentId }) => documentId)
}

const made = async (documentId: string): Promise<string> => {
  await room.render()
  return room.textOf(documentId)
}

describe('a hold’s notice', () => {
  it('says who placed it, when and for what kind of reason, what it stops, what to do and whom to ask', async () => {
    const clientId = await room.notes.client()
    const { notices, cause } = await place(clientId)
    expect(cause).toBe('litigation')
    const text = await made(notices.placed)
    for (const words of [
      'Hold on a record',
      `${canary.given} ${canary.family}`,
      'Placed by Dr. keeper, PhD (custodian)',
      'A lawsuit, or one that is to be expected',
      'What it stops',
      'Keep everything about this client',
      'Whom to ask',
    ])
      expect(text).toContain(words)
    expect(await listed(clientId)).toEqual([notices.placed])
  })

  it('keeps the reason’s words to itself, but where they may be read by everybody', async () => {
    const clientId = await room.notes.client()
    const unsaid = await place(clientId)
    expect(await made(unsaid.notices.placed)).not.toContain(canary.reason)
    const said = await place(clientId, { noticeShowsReason: true })
    const text = await made(said.notices.placed)
    expect(text).toContain(REASON)
    expect(text).toContain('Another hold keeps this record')
  })

  it('of the lifting is a second one, and tells whether another hold stands', async () => {
    const clientId = await room.notes.client()
    const [first, second] = [await place(clientId), await place(clientId, { cause: 'audit' })]
    const one = await lift(first.hold.holdId)
    expect(one.notices).toEqual({ placed: first.notices.placed, lifted: expect.any(String) })
    const still = await made(one.notices.lifted)
    expect(still).toContain('Still on hold')
    expect(still).not.toContain(canary.reason)
    const last = await lift(second.hold.holdId, { noticeShowsReason: true })
    const text = await made(last.notices.lifted)
    expect(text).toContain('Hold lifted')
    expect(text).toContain('It had been placed for An audit or review')
    expect(text).toContain('No hold keeps this record any more')
    expect(text).toContain(REASON)
    expect(await listed(clientId)).toHaveLength(4)
  })

  it('is one, however often the hold is asked for, and of two at once each counts the other', async () => {
    const clientId = await room.notes.client()
    const same = await Promise.all([place(clientId), place(clientId), place(clientId)])
    expect(new Set(same.map(({ notices }) => notices.placed)).size).toBe(1)
    const [a, b] = await Promise.all([
      place(clientId, { cause: 'audit' }),
      place(clientId, { cause: 'complaint' }, 'admin'),
    ])
    await room.render()
    const texts = [await room.textOf(a.notices.placed), await room.textOf(b.notices.placed)]
    const counted = texts.map(
      (text) => /(\d|Another) (?:other holds keep|hold keeps)/.exec(text)?.[1],
    )
    expect(counted.sort()).toEqual(['2', 'Another'])
    expect(await listed(clientId)).toHaveLength(3)
  })

  it('is made with the hold or not at all, and no word of it stands anywhere open', async () => {
    const clientId = await room.notes.client()
    const wrong = { reason: REASON, cause: 'because' }
    const asking = () => as('keeper').post(`/v1/clients/${clientId}/holds`, wrong)
    const answer = await refused(room.house, asking)
    expect([answer.status, answer.body.errors[0].field]).toEqual([400, '/body/cause'])
    await place(clientId, { noticeShowsReason: true })
    const stored = JSON.stringify(await room.house.snapshot())
    for (const word of [canary.reason, canary.family, 'litigation'])
      expect(stored).not.toContain(word)
    expect(room.house.logged.join()).not.toContain(canary.reason)
  })

  it('is read by who works with the client, and by nobody who does not', async () => {
    const clientId = await room.notes.client(['baker'])
    const { notices } = await place(clientId)
    await made(notices.placed)
    expect(await room.textOf(notices.placed, 'baker')).toContain('Hold on a record')
    const link = `/v1/documents/${notices.placed}/link`
    const stranger = await room.documents('novak').post(link, undefined)
    expect([stranger.status, code(stranger)]).toEqual([403, 'not_allowed'])
  })

  it('goes along in an export, where its words and its event are held to each other', async () => {
    const clientId = await room.notes.client()
    const { hold, notices } = await place(clientId)
    await lift(hold.holdId)
    await made(notices.placed)
    const files = await room.exported(clientId)
    expect((await room.verified(files)).faults).toEqual([])
    const asked = files.lines(`clients/${clientId}/asked.jsonl`)
    expect(asked).toHaveLength(2)
  })

  it('is gone with the record', async () => {
    const clientId = await room.notes.client()
    const { hold, notices } = await place(clientId)
    await lift(hold.holdId)
    await made(notices.placed)
    const folder = `documents/${clientId}/asked/`
    expect(await room.retention.objects('documents', folder)).toHaveLength(4)
    await room.retention.approved(clientId)
    await room.retention.run()
    expect(await room.retention.disposal(clientId)).toMatchObject({ state: 'destroyed' })
    expect(await room.retention.objects('documents', folder)).toEqual([])
    const link = `/v1/documents/${notices.placed}/link`
    expect((await room.documents('keeper').post(link, undefined)).status).toBe(404)
  })
})
