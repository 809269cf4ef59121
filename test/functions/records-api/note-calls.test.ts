import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sequenceOf } from '../../../infra/local/wire.ts'
import { from } from '../harness.ts'
import type { Answer } from '../http-call.ts'
import { accept, expected, NoteRoom, sections } from './note-room.ts'

let room: NoteRoom
beforeAll(async () => {
  room = await NoteRoom.open({ latencyMs: 25 })
})
afterAll(() => room.close())

/** The calls of one deed, as the services saw them, with keys and members in memory. */
async function callsOf(deed: () => Promise<Answer>): Promise<{ list: string[]; sequence: number }> {
  const { calls } = room.house.services
  calls.length = 0
  const { status } = await deed()
  expect(status).toBeLessThan(300)
  return {
    list: calls.map(({ operation }) => operation).sort(),
    sequence: sequenceOf(calls).length,
  }
}

describe('calls that had to wait for one another', () => {
  it('are 1 to save, 1 to read, 3 to sign, 3 to add', async () => {
    const { noteId } = await room.draft('novak')
    const novak = room.as('novak')
    const path = `/v1/notes/${noteId}`

    const save = await callsOf(() => novak.put(`${path}/draft`, { sections }, from('"0"')))
    expect(save).toEqual({ list: ['TransactWriteItems'], sequence: 1 })

    const read = await callsOf(() => novak.get(path))
    expect(read.sequence).toBe(1)
    expect(read.list).toEqual(['GetItem', 'GetItem', 'PutItem', 'Query', 'Query'])

    const sign = await callsOf(() => room.sign(noteId, 'novak'))
    expect(sign.sequence).toBe(3)
    expect(sign.list.filter((name) => name !== 'GetItem')).toEqual([
      'PutItem',
      'Sign',
      'TransactWriteItems',
    ])

    const add = await callsOf(() =>
      novak.post(`${path}/addenda`, {
        kind: 'addition',
        reason: 'Forgot',
        text: 'Mother called.',
        ...accept('addendum/1'),
      }),
    )
    expect(add.sequence).toBe(3)
  })

  it('are at most 2 more where nothing is remembered', async () => {
    const { noteId } = await room.written()
    const cold = room.cold('baker')
    const read = await callsOf(() => cold.get(`/v1/notes/${noteId}`))
    expect(read.sequence).toBeLessThanOrEqual(3)
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
