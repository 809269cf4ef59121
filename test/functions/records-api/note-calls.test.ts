import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Caller, from } from '../harness.ts'
import type { Answer } from '../http-call.ts'
import { accept, expected, NoteRoom, type Opened, sections } from './note-room.ts'
import { Rounds } from './rounds.ts'

let room: NoteRoom
const rounds = new Rounds()
let as: (name: string) => Caller
beforeAll(async () => {
  room = await NoteRoom.open()
  as = room.over({ db: rounds.client(room.house.db), kms: rounds.client(room.house.kms) })
})
afterAll(() => room.close())

/** The calls of one deed, round by round. */
async function callsOf(deed: () => Promise<Answer>): Promise<string[][]> {
  rounds.list = []
  const { status } = await deed()
  expect(status).toBeLessThan(300)
  return rounds.list
}

/** A draft whose key, author and supervisor the function has in memory. */
async function warm(author: string): Promise<Opened> {
  const opened = await room.draft(author)
  expected(await as(author).get(`/v1/notes/${opened.noteId}`), 200)
  expected(await as('vogel').get(`/v1/clients/${opened.clientId}`), 200)
  return opened
}

describe('calls that had to wait for one another', () => {
  it('are 1 to save, 1 to read, 3 to sign, 3 to add, 3 to co-sign', async () => {
    const { noteId } = await warm('novak')
    const novak = as('novak')
    const path = `/v1/notes/${noteId}`

    const save = () => novak.put(`${path}/draft`, { sections }, from('"0"'))
    expect(await callsOf(save)).toEqual([['TransactWriteItems']])

    const read = ['GetItem', 'GetItem', 'PutItem', 'Query', 'Query']
    expect(await callsOf(() => novak.get(path))).toEqual([read])

    const sign = await callsOf(() =>
      novak.post(`${path}/signature`, accept('author/1'), from('"1"')),
    )
    expect(sign.slice(1)).toEqual([['Sign'], ['TransactWriteItems']])

    const words = { kind: 'addition', reason: 'Forgot', text: 'Mother called.' }
    const add = await callsOf(() =>
      novak.post(`${path}/addenda`, { ...words, ...accept('addendum/1') }),
    )
    expect(add.slice(1)).toEqual([['Sign'], ['TransactWriteItems']])

    const coSign = await callsOf(() =>
      as('vogel').post(`${path}/co-signature`, accept('co-signature/1'), from('"3"')),
    )
    expect(coSign.slice(1)).toEqual([['Sign'], ['TransactWriteItems']])
  })

  it('are 1 to answer a stale or a repeated save', async () => {
    const { noteId } = await warm('baker')
    const save = (headers: Record<string, string>) =>
      as('baker').put(`/v1/notes/${noteId}/draft`, { sections }, headers)
    const key = { ...from('"0"'), 'idempotency-key': 'save-key-1' }
    expected(await save(key), 200)
    expect(await callsOf(() => save(key))).toHaveLength(1)
    rounds.list = []
    expected(await save(from('"0"')), 412)
    expect(rounds.list).toHaveLength(1)
  })

  it('are 2 to open and 2 to restore', async () => {
    const { clientId, noteId } = await warm('baker')
    const sessionId = await room.session(clientId)
    const body = { sessionId, template: 'soap' }
    expect(
      await callsOf(() => as('baker').post(`/v1/clients/${clientId}/notes`, body)),
    ).toHaveLength(2)
    expected(await as('baker').put(`/v1/notes/${noteId}/draft`, { sections }, from('"0"')), 200)
    const path = `/v1/notes/${noteId}/revisions/1/restoration`
    expect(await callsOf(() => as('baker').post(path, {}, from('"1"')))).toHaveLength(2)
  })

  it('are at most 2 more where nothing is remembered', async () => {
    const { noteId } = await room.written()
    const path = `/v1/notes/${noteId}`
    const cold = () =>
      room.over({ db: rounds.client(room.house.db), kms: rounds.client(room.house.kms) })('baker')
    expect((await callsOf(() => cold().get(path))).length).toBeLessThanOrEqual(3)
    const save = () => cold().put(`${path}/draft`, { sections }, from('"1"'))
    expect((await callsOf(save)).length).toBeLessThanOrEqual(3)
    const sign = () => cold().post(`${path}/signature`, accept('author/1'), from('"2"'))
    expect((await callsOf(sign)).length).toBeLessThanOrEqual(5)
  })

  it('are not made again by KMS when the head of the chain moved', async () => {
    const clientId = await room.client()
    const notes = await Promise.all(
      ['2026-01-14T09:00:00.000Z', '2026-01-14T11:00:00.000Z'].map(async (start) => {
        const sessionId = await room.session(clientId, { start })
        const body = { sessionId, template: 'soap' }
        const opened = await room.as('baker').post(`/v1/clients/${clientId}/notes`, body)
        const { noteId } = expected(opened, 201)
        const path = `/v1/notes/${noteId}/draft`
        expected(await room.as('baker').put(path, { sections }, from('"0"')), 200)
        return noteId as string
      }),
    )
    const { calls } = room.house.services
    calls.length = 0
    const signed = await Promise.all(notes.map((noteId) => room.sign(noteId)))
    expect(signed.map(({ status }) => status)).toEqual([200, 200])
    const count = (name: string) => calls.filter(({ operation }) => operation === name).length
    expect(count('Sign')).toBe(2)
    expect(count('TransactWriteItems')).toBeGreaterThan(2)
  })
})
