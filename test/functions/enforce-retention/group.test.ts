import { afterAll, beforeAll, expect, it } from 'vitest'
import { groupKeyId } from '../../../shared/aws/key-ring.ts'
import { plusMinutes } from '../../../shared/clock.ts'
import { from } from '../harness.ts'
import { code, expected } from '../records-api/note-room.ts'
import { RetentionRoom } from './retention-room.ts'

let room: RetentionRoom
beforeAll(async () => {
  room = await RetentionRoom.open()
})
afterAll(() => room.close())

const groupOf = async (groupId: string) => {
  const items = await room.house
    .table('RECORDS_TABLE')
    .all(`P#${room.practice.id}#G#${groupId}`, '')
  const keys = await room.house.items('KEYS_TABLE')
  return {
    items: items.map(({ sk }) => sk),
    keys: keys.filter((key) => key['branch-key-id'] === groupKeyId(groupId)).length,
  }
}

it('a client of a group leaves its roster; what the others share goes with the last of them', async () => {
  const { notes } = room
  const [first, second] = [await notes.client(), await notes.client()]
  const start = plusMinutes(room.house.now(), -60)
  const planned = await notes.as('baker').post('/v1/groups', {
    start,
    end: plusMinutes(start, 50),
    title: 'Skills group',
    modality: 'in person',
    placeOfService: '11',
    services: [{ cpt: '90853' }],
    clients: [first, second].map((clientId) => ({ clientId, diagnoses: [] })),
  })
  const { groupId } = expected(planned, 201)
  const path = `/v1/groups/${groupId}`
  const shared = { sections: { intervention: 'Breathing, for all of them.' } }
  expected(await notes.as('baker').put(`${path}/shared-part`, shared, from('"0"')), 200)
  expect(await groupOf(groupId)).toEqual({ items: ['GROUP', 'SHARED'], keys: 1 })

  await room.approved(first)
  await room.run()
  expect(await room.disposal(first)).toMatchObject({ state: 'destroyed' })
  expect(await groupOf(groupId)).toEqual({ items: ['GROUP', 'SHARED'], keys: 1 })
  const read = expected(await notes.cold('baker').get(path), 200)
  expect(read.roster.map(({ clientId }: { clientId: string }) => clientId)).toEqual([second])
  expect(read.sharedPart.sections).toEqual(shared.sections)

  await room.approved(second)
  await room.run()
  expect(await room.disposal(second)).toMatchObject({ state: 'destroyed' })
  expect(await groupOf(groupId)).toEqual({ items: [], keys: 0 })
  const warm = await notes.as('baker').get(path)
  expect([warm.status, code(warm)]).toEqual([404, 'group_not_found'])
})
