import { expected } from '../functions/records-api/note-room.ts'
import type { Kept, World } from '../matrix/world.ts'
import { doing } from './deeds.ts'
import { HistoryRoom } from './history-room.ts'
import { Known } from './known.ts'

/** Where a history begins. Late ones are there so that many histories come to a destruction. */
export const stages = ['served', 'due', 'proposed', 'approved', 'notice over'] as const
export type Stage = (typeof stages)[number]

export type Beginnings = Readonly<Record<Stage, { kept: Kept; known: Known }>>

const DAY = 86_400_000

/** A client with a signed note and a process note, and how it goes on with them when nothing comes between. */
export async function beginnings(world: World): Promise<Beginnings> {
  const { clientId, sessionId, noteId } = await world.room.signed()
  const known = new Known(clientId, { servedIn: 2026, bornIn: 1987 })
  known.sessions.push({ sessionId, holder: 'baker', noted: true })
  known.notes.push({ noteId, author: 'baker', version: 2, revision: 1, state: 'signed' })
  const room = new HistoryRoom(world, known)
  known.companion = await world.room.client()
  const kept = `/v1/clients/${known.companion}/holds`
  expected(await world.records('keeper').post(kept, { reason: 'Others need it.' }), 201)
  const group = await doing(room, { deed: 'plan a group', by: 0, pick: 0 })
  if (group?.status !== 201) throw new Error('no group was planned')
  await doing(room, { deed: 'write a process note', by: 0, pick: 0 })
  const keep = async () => ({ kept: await world.keep(), known: known.copy() })
  const approve = async (by: number) =>
    expected(
      (await doing(room, { deed: 'approve', by, pick: 0 })) ?? { status: 0, body: {}, headers: {} },
      200,
    )

  const served = await keep()
  world.house.travelTo('2037-01-02T15:00:00.000Z')
  const due = await keep()
  await world.enforce()
  const proposed = await keep()
  await approve(0)
  await approve(1)
  const approved = await keep()
  world.house.advance(31 * DAY)
  return { served, due, proposed, approved, 'notice over': await keep() }
}
