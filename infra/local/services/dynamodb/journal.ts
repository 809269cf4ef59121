import type { Level } from './dynalite.ts'

/** What a request wants stored; `undefined` deletes. */
export type Changes = ReadonlyMap<string, unknown>

/**
 * Storage in which a request's changes are all there or not at all, also after a crash. Requests
 * are judged one after the other, each at once, against everything staged before it; while one
 * batch is being written and synced, the next ones gather into a single batch behind it.
 */
export interface Journal {
  /** The newest value: staged if it is, stored otherwise. */
  read(key: string): unknown
  stage(changes: Changes): void
  /**
   * Resolves when everything staged so far is on disk. Only then may a request be answered, a
   * refused one too: what it was refused for must not be lost by a crash either.
   */
  committed(): Promise<void>
}

interface Batch {
  readonly changes: Map<string, { value: unknown }>
  readonly done: PromiseWithResolvers<void>
}

export function createJournal(level: Level): Journal {
  const staged = new Map<string, { value: unknown }>()
  let gathering = emptyBatch()
  let underWay: Batch | undefined

  async function write(): Promise<void> {
    while (!underWay && gathering.changes.size > 0) {
      const batch = gathering
      underWay = batch
      gathering = emptyBatch()
      try {
        await level.batch([...batch.changes].map(toLevelChange), { sync: true })
        for (const [key, entry] of batch.changes) {
          if (staged.get(key) === entry) staged.delete(key)
        }
        batch.done.resolve()
      } catch (error) {
        // Whatever was judged on top of the lost batch is lost with it.
        const lost = gathering
        gathering = emptyBatch()
        staged.clear()
        batch.done.reject(error)
        lost.done.reject(error)
      }
      underWay = undefined
    }
  }

  return {
    read(key) {
      const entry = staged.get(key)
      return entry ? entry.value : level.getSync(key)
    },
    stage(changes) {
      for (const [key, value] of changes) {
        const entry = { value }
        staged.set(key, entry)
        gathering.changes.set(key, entry)
      }
    },
    committed() {
      if (gathering.changes.size === 0) return underWay?.done.promise ?? Promise.resolve()
      const { promise } = gathering.done
      void write()
      return promise
    },
  }
}

function emptyBatch(): Batch {
  const done = Promise.withResolvers<void>()
  // A batch that nobody waits for may fail without a fault: whoever staged it awaits it.
  done.promise.catch(() => undefined)
  return { changes: new Map(), done }
}

function toLevelChange([key, { value }]: [string, { value: unknown }]) {
  return value === undefined
    ? ({ type: 'del', key } as const)
    : ({ type: 'put', key, value } as const)
}
