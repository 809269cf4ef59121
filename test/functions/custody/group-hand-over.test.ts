import { afterAll, beforeAll, expect, it } from 'vitest'
import { plusHours, plusMinutes } from '../../../shared/clock.ts'
import { coSignatureObligationId } from '../../../shared/obligation/note-owed.ts'
import { RetentionRoom } from '../enforce-retention/retention-room.ts'
import { from } from '../harness.ts'
import { practiceCallers } from '../practice-api/practice-callers.ts'
import { accept, canary, expected, sections } from '../records-api/note-room.ts'

let room: RetentionRoom
beforeAll(async () => {
  room = await RetentionRoom.open()
})
afterAll(() => room.close())

const as = (name: string) => room.notes.as(name)
const id = (name: string) => room.practice.memberId(name)
const shared = { intervention: 'Breathing, for all of them.' }

const coSign = (name: string, noteId: string, etag: string | undefined) =>
  as(name).post(`/v1/notes/${noteId}/co-signature`, accept('co-signature/1'), from(etag))

async function held(sessionId: string): Promise<void> {
  const path = `/v1/sessions/${sessionId}`
  const { body, headers } = await as('admin').get(path)
  const outcome = { status: 'held', start: body.plannedStart, end: body.plannedEnd }
  expected(await as('admin').post(`${path}/outcome`, outcome, from(headers['etag'])), 200)
}

/** Changes a member, as an admin does. */
async function member(name: string, change: object): Promise<void> {
  const admin = practiceCallers(room.house)(room.practice, 'admin')
  const path = `/v1/members/${id(name)}`
  const { body, headers } = await admin.get(path)
  const { memberId: _id, version: _version, ...form } = body
  expected(await admin.put(path, { ...form, ...change }, from(headers['etag'])), 200)
}

/** A group of three that is the leaver's, with a shared part of theirs. */
async function group(hours: number) {
  const clients = [1, 2, 3].map(() => room.notes.client(['baker']))
  const start = plusHours(room.house.now(), hours)
  const planned = await as('baker').post('/v1/groups', {
    start,
    end: plusMinutes(start, 55),
    title: canary.reason,
    modality: 'in person',
    placeOfService: '11',
    services: [{ cpt: '90853' }],
    clients: (await Promise.all(clients)).map((clientId) => ({ clientId, diagnoses: [] })),
  })
  const { groupId, roster } = expected(planned, 201)
  const path = `/v1/groups/${groupId}`
  expected(await as('baker').put(`${path}/shared-part`, { sections: shared }, from('"0"')), 200)
  return { path, groupId, roster: roster as { clientId: string; sessionId: string }[] }
}

const handOver = async () => {
  const path = `/v1/members/${id('baker')}/hand-over`
  const answer = await as('admin').post(path, { to: id('carter'), reason: 'left' })
  expect(expected(answer, 200)).toMatchObject({ left: 0, refused: [] })
}

it('a group that is to come is the successor’s to lead, with the shared part as it was left', async () => {
  const { path } = await group(48)
  await handOver()
  const read = await as('carter').get(path)
  expect(expected(read, 200)).toMatchObject({
    memberId: id('carter'),
    title: canary.reason,
    sharedPart: { sections: shared, revision: 1, savedBy: id('baker') },
  })
  const more = { sections: { ...shared, plan: 'Weekly.' } }
  expected(await as('carter').put(`${path}/shared-part`, more, from('"1"')), 200)
  for (const answer of [
    await as('baker').get(path),
    await as('baker').put(`${path}/shared-part`, more, from('"2"')),
  ])
    expect(answer.status).toBe(403)
})

it('of one that was held, the successor writes each client’s note, and what all share is in it', async () => {
  const { path, roster } = await group(-2)
  await handOver()
  // Who led it stays who they were.
  expect(expected(await as('carter').get(path), 200).memberId).toBe(id('baker'))
  const [first] = roster
  await held(first?.sessionId ?? '')
  const opened = { sessionId: first?.sessionId, template: 'soap' }
  const notes = `/v1/clients/${first?.clientId}/notes`
  const { noteId } = expected(await as('carter').post(notes, opened), 201)
  expected(await as('carter').put(`/v1/notes/${noteId}/draft`, { sections }, from('"0"')), 200)
  const body = accept('author-for-another/1')
  const signed = await as('carter').post(`/v1/notes/${noteId}/signature`, body, from('"1"'))
  const { signedForm } = expected(signed, 200)
  expect(signedForm.session.group).toEqual({ size: 3 })
  expect(JSON.stringify(signedForm)).toContain(shared.intervention)
})

it('a draft of the leaver’s in a group, marked by the custodian, is owed and written anew', async () => {
  const { roster } = await group(-2)
  const [first] = roster
  const opened = { sessionId: first?.sessionId, template: 'soap' }
  const notes = `/v1/clients/${first?.clientId}/notes`
  const { noteId } = expected(await as('baker').post(notes, opened), 201)
  await handOver()
  const { headers } = await as('baker').get(`/v1/notes/${noteId}`)
  const marked = await as('keeper').post(
    `/v1/notes/${noteId}/entered-in-error`,
    { reason: 'Its author left.' },
    from(headers['etag']),
  )
  expected(marked, 200)
  await handOver()
  expect(expected(await as('carter').post(notes, opened), 201)).toMatchObject({
    authorId: id('carter'),
    groupId: expect.any(String),
  })
})

it('a co-signature that is owed is still the supervisor’s to give when the author’s clients went', async () => {
  const { noteId } = await room.notes.signed('novak')
  const path = `/v1/members/${id('novak')}/hand-over`
  const handed = await as('admin').post(path, { to: id('carter'), reason: 'left' })
  expect(expected(handed, 200)).toMatchObject({ left: 0, refused: [] })
  const { headers, body } = await as('vogel').get(`/v1/notes/${noteId}`)
  expect(body.coSignature).toMatchObject({ state: 'due' })
  expected(await coSign('vogel', noteId, headers['etag']), 200)
  expect((await as('carter').get(`/v1/notes/${noteId}`)).body).toMatchObject({
    coSignature: { state: 'done' },
  })
})

it('a co-signature that a supervisor who left still owed is given by the author’s next one', async () => {
  const { noteId, clientId } = await room.notes.signed('novak')
  await member('carter', { roles: ['clinician', 'supervisor'] })
  await member('novak', { supervisorId: id('carter') })
  await member('vogel', { state: 'left' })
  // A member's change is known everywhere within a minute.
  room.house.advance(61_000)
  const owed = () =>
    room.house
      .recordsContext()
      .obligations.find(room.practice.id, clientId, coSignatureObligationId(noteId))
  expect(await owed()).toMatchObject({ memberId: id('vogel'), state: 'open' })
  const { headers } = await as('carter').get(`/v1/notes/${noteId}`)
  expect((await coSign('vogel', noteId, headers['etag'])).status).toBe(403)
  expected(await coSign('carter', noteId, headers['etag']), 200)
  expect(await owed()).toMatchObject({ state: 'done' })
})

it('of a member who is destroyed nothing is left in the group, by no id and no word', async () => {
  const { groupId, path, roster } = await group(-2)
  await handOver()
  const [first, ...others] = roster
  const gone = first?.clientId ?? ''
  await room.approved(gone)
  await room.run()
  expect(await room.disposal(gone)).toMatchObject({ state: 'destroyed' })

  const { pk, items } = await stored(groupId)
  expect(items.map(({ sk }) => sk)).toEqual(['GROUP', 'SHARED'])
  expect(JSON.stringify(items)).not.toContain(gone)
  // What is sealed of the group is the others’ too, and names nobody.
  const read = expected(await room.notes.cold('carter').get(path), 200)
  expect(read.roster.map(({ clientId }: { clientId: string }) => clientId)).toEqual(
    others.map(({ clientId }) => clientId),
  )
  expect(JSON.stringify(read)).not.toContain(gone)
  const work = (await room.house.items('RECORDS_TABLE')).filter(
    (item) => item['groupId'] === groupId && item['pk'] !== pk,
  )
  expect(work.map((item) => String(item['pk'])).filter((name) => name.includes(gone))).toEqual([])
})

async function stored(groupId: string) {
  const pk = `P#${room.practice.id}#G#${groupId}`
  return { pk, items: await room.house.table('RECORDS_TABLE').all(pk, '') }
}
