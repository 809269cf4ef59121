import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AskedRoom } from '../asked-room.ts'
import { once } from '../harness.ts'
import { canary, code, expected } from './note-room.ts'
import { PlanDeeds } from './plan-room.ts'

let room: AskedRoom
beforeAll(async () => {
  room = await AskedRoom.open()
})
afterAll(() => room.close())

const letter = {
  recipient: { name: 'Dr. Osei', practice: 'Alder Family Medicine', address: ['12 Alder Street'] },
  occasion: 'treatment-begun',
  text: 'Weekly sessions began: gooseberry-lantern.',
}

const write = (clientId: string, more: object = {}, who = 'baker', headers = {}) =>
  room.notes.as(who).post(`/v1/clients/${clientId}/letters`, { ...letter, ...more }, headers)

describe('a letter to the physician', () => {
  it('says what its clinician wrote, to whom, and who they are; nothing of a note', async () => {
    const { clientId } = await room.notes.signed()
    const { documentId } = expected(await write(clientId), 201)
    await room.render()
    const text = await room.textOf(documentId)
    for (const said of [
      'Letter to the physician',
      'Treatment has begun',
      'Dr. Osei',
      'Alder Family Medicine',
      'gooseberry-lantern',
      'Dr. baker, PhD',
      `${canary.given} ${canary.family}`,
    ])
      expect(text).toContain(said)
    for (const unsaid of [canary.words, 'ICD-10-CM']) expect(text).not.toContain(unsaid)
  })

  it('names the diagnoses on file where they are asked for', async () => {
    const { clientId } = await room.notes.signed()
    await new PlanDeeds(room.notes).diagnosis(clientId)
    const { documentId } = expected(await write(clientId, { withDiagnoses: true }), 201)
    await room.render()
    expect(await room.textOf(documentId)).toContain('ICD-10-CM')
  })

  it('is written by who works with the client alone, once for a request', async () => {
    const clientId = await room.notes.client(['baker'])
    for (const who of ['admin', 'biller', 'keeper', 'carter'])
      expect(code(await write(clientId, {}, who))).toBe('not_allowed')
    const key = once('letter-of-march')
    const first = expected(await write(clientId, {}, 'baker', key), 201)
    expect(expected(await write(clientId, {}, 'baker', key), 201)).toEqual(first)
    const other = await write(clientId, { text: 'Otherwise.' }, 'baker', key)
    expect(code(other)).toBe('idempotency_key_reused')
  })

  it.each([
    [{ text: '' }, '/body/text'],
    [{ text: 'a'.repeat(5001) }, '/body/text'],
    [{ occasion: 'birthday' }, '/body/occasion'],
    [{ recipient: { practice: 'Alder' } }, '/body/recipient/name'],
    [{ processNotes: true }, '/body'],
  ])('is refused with the field: %j', async (more, field) => {
    const clientId = await room.notes.client()
    const answer = await write(clientId, more)
    expect([code(answer), answer.body.errors.map((each: { field: string }) => each.field)]).toEqual(
      ['invalid_request', [field]],
    )
  })

  it('is sealed, goes along in an export, and its words are held to its event', async () => {
    const { clientId } = await room.notes.signed()
    expected(await write(clientId), 201)
    await room.render()
    expect(JSON.stringify(await room.house.snapshot())).not.toContain('gooseberry')
    expect(room.house.logged.join()).not.toContain('gooseberry')
    const files = await room.exported(clientId)
    expect((await room.verified(files)).faults).toEqual([])
  })
})
