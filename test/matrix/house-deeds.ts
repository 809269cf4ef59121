import { from, once } from '../functions/harness.ts'
import { ISSUER } from '../functions/http-call.ts'
import { accept, expected } from '../functions/records-api/note-room.ts'
import type { Deed } from './crash.ts'
import type { World } from './world.ts'

const words = { text: 'She paused.' }

const shelved = async (world: World) => {
  const path = `/v1/clients/${await world.room.client()}/process-notes`
  const { processNoteId } = expected(await world.processNotes('baker').post(path, words), 201)
  return `/v1/process-notes/${processNoteId}`
}

const newcomer = {
  name: 'Nia Newcomer',
  credentials: 'LCSW',
  roles: ['clinician'],
  licence: { number: 'LC1', state: 'ME', type: 'Social worker' },
  email: 'nia@example.org',
  subject: 'nia',
}

/** What somebody wants of Baker's. */
const asked = async (world: World): Promise<string> => {
  const clinicianId = world.room.practice.memberId('baker')
  const body = { clinicianId, reason: 'incapacitated' }
  const answer = await world.records('keeper').post('/v1/custodial-accesses', body)
  return expected(answer, 201).accessId
}

const HOUR = 3_600_000
const late = async (world: World) => {
  await world.room.session(await world.room.client())
  world.house.advance(30 * HOUR)
}

/** What happens to process notes, to the practice, and by the clock. */
export const houseDeeds: readonly Deed[] = [
  {
    name: 'Adding a first process note',
    prepare: async (world) => {
      const path = `/v1/clients/${await world.room.client()}/process-notes`
      return () => world.processNotes('baker').post(path, words, once('process-note'))
    },
  },
  {
    name: 'Changing a process note',
    prepare: async (world) => {
      const path = await shelved(world)
      const headers = { ...from('"1"'), ...once('change-of-baker') }
      return () => world.processNotes('baker').put(path, { text: 'He paused.' }, headers)
    },
  },
  {
    name: 'Reading a process note',
    prepare: async (world) => {
      const path = await shelved(world)
      return () => world.processNotes('baker').get(path)
    },
  },
  {
    name: 'Deleting a process note',
    goneAfterwards: true,
    prepare: async (world) => {
      const path = await shelved(world)
      return () => world.processNotes('baker').delete(path)
    },
  },
  {
    name: 'Founding a practice',
    prepare: async (world) => () =>
      world.found({
        practice: { name: 'South', address: ['2 Test Street'], zone: 'America/Chicago' },
        admin: { name: 'Sam', email: 'sam@south.test', subject: 'south/sam', issuer: ISSUER },
      }),
  },
  {
    name: 'Adding a member',
    prepare: async (world) => () =>
      world.practice('admin').post('/v1/members', newcomer, once('member-of-baker')),
  },
  {
    name: 'Changing a member',
    prepare: async (world) => {
      const path = `/v1/members/${world.room.practice.memberId('carter')}`
      const { body, headers } = await world.practice('admin').get(path)
      const { memberId: _id, version: _version, ...form } = body
      const changed = { ...form, credentials: 'PsyD' }
      return () => world.practice('admin').put(path, changed, from(headers['etag']))
    },
  },
  {
    name: 'Approving a custodial access',
    prepare: async (world) => {
      const path = `/v1/custodial-accesses/${await asked(world)}/approval`
      return () => world.practice('admin').post(path, undefined)
    },
  },
  {
    name: 'Ending a custodial access',
    prepare: async (world) => {
      const path = `/v1/custodial-accesses/${await asked(world)}`
      expected(await world.practice('admin').post(`${path}/approval`, undefined), 200)
      return () => world.practice('keeper').post(`${path}/end`, undefined)
    },
  },
  {
    name: 'Changing the settings',
    prepare: async (world) => {
      const { body, headers } = await world.practice('admin').get('/v1/settings')
      const { practiceId: _id, version: _version, ...form } = body
      const changed = { ...form, digestHour: 6 }
      return () => world.practice('admin').put('/v1/settings', changed, from(headers['etag']))
    },
  },
  {
    name: 'Reading a worklist',
    prepare: async (world) => {
      await late(world)
      return () => world.practice('baker').get('/v1/worklist')
    },
  },
  {
    name: 'Giving out a link to a document',
    prepare: async (world) => {
      const { noteId } = await world.room.signed()
      world.house.advance(HOUR / 10)
      await world.render()
      const clientId = noteId.split('.')[0]
      const listed = await world.documents('baker').get(`/v1/clients/${clientId}/documents`)
      const [{ documentId }] = expected(listed, 200).documents
      return async () => {
        const answer = await world
          .documents('baker')
          .post(`/v1/documents/${documentId}/link`, undefined)
        return { ...answer, body: Object.keys(answer.body ?? {}) }
      }
    },
  },
  {
    name: 'Flagging what is late',
    byTheClock: true,
    prepare: async (world) => {
      await late(world)
      return () => world.sweep()
    },
  },
  {
    name: 'Sending the morning’s digests',
    byTheClock: true,
    // A run that stopped with a claim in hand is made up for after ten minutes.
    againAfterMs: 10 * 60_000,
    prepare: async (world) => {
      await late(world)
      await world.sweep()
      return () => world.digests()
    },
    // Whoever stopped between sending and noting it down sent one mail in vain.
    also: ({ mails }) =>
      mails.filter((to) => to.startsWith('baker')).length <= 2 ? [] : ['mailed over and over'],
  },
  {
    name: 'Rendering a note with an addendum',
    byTheClock: true,
    prepare: async (world) => {
      const { noteId } = await world.room.signed()
      const body = { kind: 'addition', reason: 'More', text: 'Words.', ...accept('addendum/1') }
      expected(await world.records('baker').post(`/v1/notes/${noteId}/addenda`, body), 201)
      world.house.advance(HOUR / 10)
      return () => world.render()
    },
  },
]
