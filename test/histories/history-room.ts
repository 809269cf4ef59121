import { processNotesContext } from '../../functions/process-notes-api/context.ts'
import { processNoteEndpoints } from '../../functions/process-notes-api/endpoints.ts'
import { clientKey } from '../../shared/aws/client-table.ts'
import type { Item } from '../../shared/aws/item.ts'
import type { Caller } from '../functions/harness.ts'
import type { Kept, World } from '../matrix/world.ts'
import type { Known } from './known.ts'

type As = (name: string) => Caller

/** Two execution environments of each function, which remember what they may for as long as they may. */
export class HistoryRoom {
  readonly world: World
  readonly known: Known
  readonly records: readonly As[]
  readonly processNotes: readonly As[]
  /** Answers of 500: something that nobody thought of. */
  readonly faults: string[] = []

  constructor(world: World, known: Known) {
    this.world = world
    this.known = known
    const { house, room } = world
    this.records = [room.over(house), room.over(house)]
    this.processNotes = [0, 1].map(() => {
      const env = house.env as Parameters<typeof processNotesContext>[0]
      const context = processNotesContext(env, house, house.now)
      const serve = house.serve(context.findMember, processNoteEndpoints(context))
      return (name) => serve(room.practice, name)
    })
  }

  static async restored(world: World, kept: Kept, known: Known): Promise<HistoryRoom> {
    await world.restore(kept)
    return new HistoryRoom(world, known.copy())
  }

  async enforce(): Promise<void> {
    await this.world.enforce()
  }

  async clientItem(): Promise<Item | undefined> {
    const { house, room } = this.world
    return house.table('RECORDS_TABLE').get(clientKey(room.practice.id, this.known.clientId))
  }
}
