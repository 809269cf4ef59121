import { from, once } from '../functions/harness.ts'
import { canary, expected } from '../functions/records-api/note-room.ts'
import type { Deed } from './crash.ts'
import type { World } from './world.ts'

const DAY = 86_400_000
const reason = { reason: canary.reason }

/** A record with a signed note, rendered, and a process note, on the day on which it falls due. */
async function due(world: World): Promise<string> {
  const { clientId } = await world.room.signed()
  const path = `/v1/clients/${clientId}/process-notes`
  expected(await world.processNotes('baker').post(path, { text: canary.words }), 201)
  world.house.advance(DAY / 24)
  await world.render()
  world.house.travelTo('2037-01-02T15:00:00.000Z')
  return clientId
}

/** A record in which nobody wrote: what there is to delete of one is disturbed elsewhere. */
async function emptyDue(world: World): Promise<string> {
  const clientId = await world.room.client()
  world.house.travelTo('2037-01-02T15:00:00.000Z')
  return clientId
}

async function proposed(world: World, of = due): Promise<string> {
  const clientId = await of(world)
  await world.enforce()
  return `/v1/disposals/${clientId}`
}

const decide = async (world: World, path: string, name: string, what = 'approvals') => {
  const { headers } = await world.records(name).get(path)
  return () => world.records(name).post(`${path}/${what}`, {}, from(headers['etag']))
}

async function approved(world: World, of = due): Promise<string> {
  const path = await proposed(world, of)
  for (const name of ['keeper', 'admin']) expected(await (await decide(world, path, name))(), 200)
  return path
}

async function placed(world: World) {
  const clientId = await world.room.client()
  const answer = await world.records('keeper').post(`/v1/clients/${clientId}/holds`, reason)
  return `/v1/holds/${expected(answer, 201).hold.holdId}/lifting`
}

/** What happens at the end of a record. */
export const retentionDeeds: readonly Deed[] = [
  {
    name: 'Placing a hold on a record that was approved for destruction',
    prepare: async (world) => {
      const clientId = (await approved(world)).split('/').at(-1)
      const path = `/v1/clients/${clientId}/holds`
      return () => world.records('keeper').post(path, reason, once('hold-of-keeper'))
    },
  },
  {
    name: 'Lifting a hold',
    prepare: async (world) => {
      const path = await placed(world)
      return () => world.records('admin').post(path, reason, from('"1"'))
    },
  },
  {
    name: 'Approving a disposal first',
    prepare: async (world) => decide(world, await proposed(world), 'keeper'),
  },
  {
    name: 'Approving a disposal second',
    prepare: async (world) => {
      const path = await proposed(world)
      expected(await (await decide(world, path, 'keeper'))(), 200)
      return decide(world, path, 'admin')
    },
  },
  {
    name: 'Withdrawing a disposal',
    prepare: async (world) => decide(world, await approved(world), 'keeper', 'withdrawal'),
  },
  {
    name: 'Reading the review list',
    prepare: async (world) => {
      await approved(world)
      return () => world.records('keeper').get('/v1/disposals')
    },
  },
  {
    name: 'Proposing what falls due',
    byTheClock: true,
    prepare: async (world) => {
      await due(world)
      return () => world.enforce()
    },
  },
  {
    name: 'Telling that the last backups of the keys lapsed',
    byTheClock: true,
    prepare: async (world) => {
      await approved(world)
      world.house.advance(31 * DAY)
      await world.enforce()
      world.house.advance(DAY)
      await world.enforce('unfinished')
      world.house.advance(36 * DAY)
      return () => world.enforce()
    },
  },
]

/** By far the longest: kept apart, so that others need not wait for it. */
export const destructionDeeds: readonly Deed[] = [
  {
    name: 'Destroying a record',
    byTheClock: true,
    prepare: async (world) => {
      await approved(world)
      world.house.advance(31 * DAY)
      return () => world.enforce()
    },
  },
]

/** What a restore brings back, and may not. */
export const replayDeeds: readonly Deed[] = [
  {
    name: 'Destroying again, after a restore, a record that was destroyed and certified',
    byTheClock: true,
    prepare: async (world) => {
      await approved(world, emptyDue)
      const past = await world.keep()
      world.house.advance(31 * DAY)
      await world.enforce()
      world.house.advance(DAY / 24)
      await world.render()
      await world.putBack(past)
      return () => world.enforce()
    },
  },
]
