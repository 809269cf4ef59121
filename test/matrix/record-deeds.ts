import { plusMinutes } from '../../shared/clock.ts'
import { from, once } from '../functions/harness.ts'
import { expected } from '../functions/records-api/note-room.ts'
import type { Deed } from './crash.ts'
import type { World } from './world.ts'

const demographics = {
  name: { given: 'Ada', family: 'Ng' },
  birthDate: '1988-02-29',
}
const service = { modality: 'in person', placeOfService: '11', services: [{ cpt: '90853' }] }

/** An hour that lies ahead. */
const ahead = ({ house }: World) => {
  const start = plusMinutes(house.now(), 60)
  return { start, end: plusMinutes(start, 50) }
}

const etag = async (world: World, path: string) =>
  (await world.records('admin').get(path)).headers['etag']

/** What happens to clients and their sessions. */
export const recordDeeds: readonly Deed[] = [
  {
    name: 'Opening a client’s record',
    prepare: async (world) => () =>
      world.records('baker').post('/v1/clients', { demographics }, once('client-of-baker')),
  },
  {
    name: 'Changing a client',
    prepare: async (world) => {
      const path = `/v1/clients/${await world.room.client()}`
      const headers = from(await etag(world, path))
      return () => world.records('baker').put(path, { demographics }, headers)
    },
  },
  {
    name: 'Changing a care team',
    prepare: async (world) => {
      const clientId = await world.room.client()
      const headers = from(await etag(world, `/v1/clients/${clientId}`))
      const { practice } = world.room
      const body = {
        careTeam: ['baker', 'carter'].map((name) => practice.memberId(name)),
        barred: [practice.memberId('novak')],
      }
      return () => world.records('admin').put(`/v1/clients/${clientId}/care-team`, body, headers)
    },
  },
  {
    name: 'Reading a client',
    prepare: async (world) => {
      const path = `/v1/clients/${await world.room.client()}`
      return () => world.records('baker').get(path)
    },
  },
  {
    name: 'Listing clients',
    prepare: async (world) => {
      await world.room.client()
      return () => world.records('baker').get('/v1/clients')
    },
  },
  {
    name: 'Exporting a client’s ledger',
    prepare: async (world) => {
      const { clientId } = await world.room.signed()
      return () => world.records('baker').get(`/v1/clients/${clientId}/ledger`)
    },
  },
  {
    name: 'Planning a session',
    prepare: async (world) => {
      const path = `/v1/clients/${await world.room.client()}/sessions`
      const body = { ...ahead(world), ...service, participants: ['client'], diagnoses: [] }
      return () => world.records('baker').post(path, body, once('session-of-baker'))
    },
  },
  {
    name: 'Changing a session',
    prepare: async (world) => {
      const path = `/v1/sessions/${await world.room.session(await world.room.client(), { held: false })}`
      const body = { ...ahead(world), ...service, participants: ['client'], diagnoses: [] }
      const headers = from(await etag(world, path))
      return () => world.records('baker').put(path, body, headers)
    },
  },
  {
    name: 'Marking a session as held',
    prepare: async (world) => {
      const path = `/v1/sessions/${await world.room.session(await world.room.client(), { held: false })}`
      const end = plusMinutes(world.house.now(), -10)
      const body = { status: 'held', start: plusMinutes(end, -50), end }
      const headers = from(await etag(world, path))
      return () => world.records('baker').post(`${path}/outcome`, body, headers)
    },
  },
  {
    name: 'Marking a session as cancelled',
    prepare: async (world) => {
      const path = `/v1/sessions/${await world.room.session(await world.room.client(), { held: false })}`
      const headers = from(await etag(world, path))
      const body = { status: 'cancelled', by: 'client' }
      return () => world.records('baker').post(`${path}/outcome`, body, headers)
    },
  },
  {
    name: 'Asking for custodial access',
    prepare: async (world) => {
      const clinicianId = world.room.practice.memberId('baker')
      const body = { clinicianId, reason: 'incapacitated', words: 'Unreachable.' }
      return () =>
        world.records('keeper').post('/v1/custodial-accesses', body, once('access-of-keeper'))
    },
  },
  {
    name: 'Handing a client over with a session to come and a note owed',
    prepare: async (world) => {
      const { room } = world
      const clientId = await room.client()
      await room.session(clientId)
      await room.session(clientId, { held: false, ...ahead(world) })
      const path = `/v1/members/${room.practice.memberId('baker')}/hand-over`
      const body = { to: room.practice.memberId('carter'), reason: 'left' }
      return () => world.records('admin').post(path, body)
    },
  },
  {
    name: 'Planning a group',
    prepare: async (world) => {
      const ids = [await world.room.client(), await world.room.client()]
      const clients = ids.map((clientId) => ({ clientId, diagnoses: [] }))
      const body = { ...ahead(world), ...service, clients }
      return () => world.records('baker').post('/v1/groups', body, once('group-of-baker'))
    },
  },
  {
    name: 'Saving the shared part of a group’s notes',
    prepare: async (world) => {
      const ids = [await world.room.client(), await world.room.client()]
      const clients = ids.map((clientId) => ({ clientId, diagnoses: [] }))
      const planned = await world
        .records('baker')
        .post('/v1/groups', { ...ahead(world), ...service, clients }, once('shared-of-baker'))
      const path = `/v1/groups/${expected(planned, 201).groupId}/shared-part`
      const body = { sections: { intervention: 'Skills training.' } }
      return () => world.records('baker').put(path, body, from('"0"'))
    },
  },
]
