import { documentIdOf } from '../../shared/document/document-item.ts'
import { from, once } from '../functions/harness.ts'
import { accept, expected } from '../functions/records-api/note-room.ts'
import { complete, PlanDeeds } from '../functions/records-api/plan-room.ts'
import { forPayment } from '../functions/releases-api/release-room.ts'
import type { Deed } from './crash.ts'
import type { World } from './world.ts'

/** What waits is looked for a while later. */
const LATER_MS = 10 * 60_000

const packet = { ...forPayment(''), contents: { of: 'packet', payer: 'Cascadia' } }

/** A client with a signed note and its document. */
async function rendered(world: World) {
  const { clientId, noteId } = await world.room.signed()
  world.house.advance(LATER_MS)
  await world.render()
  return { clientId, noteId, documentId: documentIdOf(noteId, 1) }
}

async function asked(world: World) {
  const { clientId, documentId } = await rendered(world)
  const path = `/v1/clients/${clientId}/releases`
  const answer = await world.releases('admin').post(path, forPayment(documentId))
  return `/v1/releases/${expected(answer, 201).release.releaseId}`
}

/** What is made to leave, and leaves. */
export const leavingDeeds: readonly Deed[] = [
  {
    name: 'Signing a treatment plan',
    prepare: async (world) => {
      const { clientId } = await world.room.signed()
      const plans = new PlanDeeds(world.room)
      const planId = await plans.open(clientId)
      expected(await plans.save(planId, complete(await plans.diagnosis(clientId))), 200)
      const path = `/v1/plans/${planId}/signature`
      return () => world.records('baker').post(path, accept('plan/1'), from('"2"'))
    },
  },
  {
    name: 'Attesting a signature',
    prepare: async (world) => {
      const { noteId } = await world.room.signed()
      const path = `/v1/notes/${noteId}/attestations`
      return () => world.records('baker').post(path, accept('attestation/1'), once('attestation'))
    },
  },
  {
    name: 'Writing a letter to a physician',
    prepare: async (world) => {
      const path = `/v1/clients/${await world.room.client()}/letters`
      const body = {
        recipient: { name: 'Dr. Osei' },
        occasion: 'coordination',
        text: 'All is well.',
      }
      return () => world.records('baker').post(path, body, once('letter-of-baker'))
    },
  },
  {
    name: 'Asking for a release',
    prepare: async (world) => {
      const { clientId, documentId } = await rendered(world)
      const path = `/v1/clients/${clientId}/releases`
      return () =>
        world.releases('admin').post(path, forPayment(documentId), once('release-of-admin'))
    },
  },
  {
    name: 'Giving a release',
    prepare: async (world) => {
      const path = `${await asked(world)}/giving`
      return () => world.releases('admin').post(path, undefined, from('"1"'))
    },
  },
  {
    name: 'Revoking a release',
    prepare: async (world) => {
      const path = `${await asked(world)}/revocation`
      return () => world.releases('admin').post(path, { reason: 'By mistake.' }, from('"1"'))
    },
  },
  {
    name: 'Asking for a packet',
    prepare: async (world) => {
      const { clientId } = await rendered(world)
      const path = `/v1/clients/${clientId}/releases`
      return () => world.releases('admin').post(path, packet, once('packet-of-admin'))
    },
  },
  {
    // Step by step, each when the outbox is looked through: a volume, then the cover.
    name: 'Making a packet',
    byTheClock: true,
    againAfterMs: LATER_MS,
    prepare: async (world) => {
      const { clientId } = await rendered(world)
      const path = `/v1/clients/${clientId}/releases`
      expected(await world.releases('admin').post(path, packet), 201)
      return async () => {
        for (let step = 0; step < 2; step++) {
          world.house.advance(LATER_MS)
          await world.render()
        }
        return undefined
      }
    },
  },
]
