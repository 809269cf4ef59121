import { clientKeyId } from '../../shared/aws/key-ring.ts'
import { parse, sealedUnder } from '../../shared/seal/message.ts'
import type { Answer } from '../functions/http-call.ts'
import { canary } from '../functions/records-api/note-room.ts'
import { invariantsBroken } from '../matrix/invariants.ts'
import { inHands } from '../matrix/process.ts'
import type { Stored, World } from '../matrix/world.ts'
import { doing, type One } from './deeds.ts'
import type { History, Step } from './history.ts'
import { HistoryRoom } from './history-room.ts'
import type { Known } from './known.ts'
import type { Beginnings } from './stages.ts'
import { StopsAt, Turns } from './turns.ts'

/** What a history came to. */
export interface Lived {
  readonly steps: number
  readonly destroyed: boolean
}

/** Something happened that must never happen. */
export class Never extends Error {
  override readonly name = 'Never'
}

/**
 * Lives through a history with the real functions, and holds each moment to what must never be.
 *
 * @throws Never
 */
export async function live(
  world: World,
  begin: Beginnings,
  { begins, steps }: History,
): Promise<Lived> {
  const { kept, known } = begin[begins]
  const room = await HistoryRoom.restored(world, kept, known)
  let did = 0
  let sealed: SealedThen[] = []
  for (const step of steps) {
    if (!room.known.destroyed && mayDestroy(step))
      sealed = await sealedNow(world, room.known.clientId)
    did += await take(room, step)
    await look(room, sealed)
  }
  const broken = invariantsBroken(await world.stored())
  if (broken.length > 0) throw new Never(broken.join('; '))
  return { steps: did, destroyed: room.known.destroyed }
}

/** @returns how many things were done */
async function take(room: HistoryRoom, step: Step): Promise<number> {
  const gone = room.known.destroyed
  if ('deed' in step) {
    hold(await doing(room, step), step, gone, room.known)
    return 1
  }
  const turns = new Turns(step.order)
  await Promise.all(
    step.atOnce.map((one, i) => {
      if (i !== step.stops?.which) return inHands(turns, () => done(room, one, gone))
      const stopping = new StopsAt(step.stops.call, turns)
      // In an environment of its own: what it was about to remember dies with it.
      const own = new HistoryRoom(room.world, room.known)
      return Promise.race([inHands(stopping, () => done(own, one, gone)), stopping.stopped])
    }),
  )
  await turns.over()
  return step.atOnce.length
}

const done = async (room: HistoryRoom, one: One, gone: boolean) =>
  hold(await doing(room, one), one, gone, room.known)

const secrets = Object.values(canary)

/**
 * No answer is a fault; after destruction none has a word of the record, and none is good but what is
 * of others: of those, none tells that the client was among them.
 */
function hold(
  answer: (Answer & { readonly others?: true }) | undefined,
  { deed }: One,
  gone: boolean,
  { clientId }: Known,
): void {
  if (!answer) return
  const { status, body } = answer
  if (status >= 500 && status !== 503) throw new Never(`${deed}: ${status}`)
  if (!gone) return
  const text = JSON.stringify(body ?? '')
  if (secrets.some((word) => text.includes(word))) throw new Never(`${deed}: still readable`)
  if (answer.others) {
    if (deed === 'read a group' && text.includes(clientId)) throw new Never(`${deed}: still named`)
    return
  }
  if (status < 300) throw new Never(`${deed}: ${status} after destruction`)
}

/** After each step: whether the record is there, and if it went, whether it might. */
async function look(room: HistoryRoom, sealed: readonly SealedThen[]): Promise<void> {
  const { known, world } = room
  const item = await room.clientItem()
  if (!item) throw new Never('a client who is neither there nor destroyed')
  if (item['state'] !== 'destroyed') {
    if (known.destroyed) throw new Never('back from destruction')
    return
  }
  if (known.destroyed) return
  const why = known.whyKept(world.house.now())
  if (why.length > 0) throw new Never(`destroyed: ${why.join(', ')}`)
  known.destroyed = true
  openable(await world.stored(), known.clientId, sealed)
}

const mayDestroy = (step: Step) =>
  ('deed' in step ? [step] : step.atOnce).some(
    ({ deed }) => deed === 'daily run' || deed === 'restore',
  )

/** A ciphertext of the record, as somebody may have copied it, and the key version that opens it. */
interface SealedThen {
  readonly version: string
}

async function sealedNow(world: World, clientId: string): Promise<SealedThen[]> {
  const items = await Promise.all(
    (['RECORDS_TABLE', 'PROCESS_TABLE'] as const).map((name) => world.house.items(name)),
  )
  return items.flat().flatMap(({ pk, sealed }) => {
    if (typeof sealed !== 'string' || !String(pk).includes(clientId)) return []
    return [{ version: sealedUnder(parse(Buffer.from(sealed, 'base64'))).version }]
  })
}

/** Whoever has every right over every KMS key finds no wrapped key any more for what they copied. */
function openable({ tables }: Stored, clientId: string, sealed: readonly SealedThen[]): void {
  const left = [...tables.KEYS_TABLE, ...tables.PROCESS_KEYS_TABLE]
  const versions = new Set(left.map(({ type }) => (type?.S ?? '').replace('branch:version:', '')))
  if (sealed.length === 0) throw new Error('a record without anything sealed')
  if (sealed.some(({ version }) => versions.has(version))) throw new Never('a key is left')
  const named = left.some((key) => {
    const id = key['branch-key-id']?.S ?? ''
    return id === clientKeyId(clientId) || id.includes(clientId)
  })
  if (named) throw new Never('a key of the client is left')
}
