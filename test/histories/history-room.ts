import { processNotesContext } from '../../functions/process-notes-api/context.ts'
import { processNoteEndpoints } from '../../functions/process-notes-api/endpoints.ts'
import { clientKey } from '../../shared/aws/client-table.ts'
import type { Item } from '../../shared/aws/item.ts'
import type { Instant } from '../../shared/clock.ts'
import type { Caller } from '../functions/harness.ts'
import type { Kept, Stored, World } from '../matrix/world.ts'
import type { Known } from './known.ts'

export interface Backup {
  readonly tables: Stored['tables']
  readonly known: Known
  readonly at: Instant
}

type As = (name: string) => Caller

/** Two execution environments of each function, which remember what they may for as long as they may. */
export class HistoryRoom {
  readonly world: World
  known: Known
  records: readonly As[] = []
  processNotes: readonly As[] = []
  /** The tables at a moment, and what was known then. */
  backup: Backup | undefined

  constructor(world: World, known: Known) {
    this.world = world
    this.known = known
    this.forget()
  }

  /** Every function is started anew, as after a deployment. */
  forget(): void {
    const { house, room } = this.world
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
