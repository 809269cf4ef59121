import type { Delivered, Try } from '../infra/local/services/in-process.ts'
import { forever, type Sender } from '../matrix/process.ts'

/**
 * Lets what runs at once take turns, call by call, in an order that a seed decides: of all calls that
 * wait, one goes out, is answered, and whatever follows from its answer is waited for.
 */
export class Turns implements Sender {
  #state: number
  readonly #waiting: (() => Promise<void>)[] = []
  #running: Promise<void> | undefined

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  send(_attempt: Try, deliver: () => Promise<Delivered>): Promise<Delivered> {
    return new Promise((resolve, reject) => {
      this.#waiting.push(() => deliver().then(resolve, reject))
      this.#running ??= this.#run()
    })
  }

  /** What was sent arrives, also of what has stopped since: nothing is left under way. */
  async over(): Promise<void> {
    await this.#running
  }

  async #run(): Promise<void> {
    await quiet()
    while (this.#waiting.length > 0) {
      const [next] = this.#waiting.splice(this.#draw(this.#waiting.length), 1)
      await next?.()
      await quiet()
    }
    this.#running = undefined
  }

  /** Mulberry32. */
  #draw(below: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let t = this.#state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) % below
  }
}

/** Until what follows from an answer was done: it takes no timers and no I/O. */
async function quiet(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resume) => setImmediate(resume))
}

/** Stops for good before one of its calls: nothing of it runs on. */
export class StopsAt implements Sender {
  #left: number
  readonly #sender: Sender
  readonly #stopped = Promise.withResolvers<undefined>()

  /** @param sender through whose hands its calls go until then */
  constructor(call: number, sender: Sender) {
    this.#left = call
    this.#sender = sender
  }

  async send(attempt: Try, deliver: () => Promise<Delivered>): Promise<Delivered> {
    if (this.#left-- <= 0) {
      this.#stopped.resolve(undefined)
      return forever()
    }
    const answer = await this.#sender.send(attempt, deliver)
    return this.#left < 0 ? forever() : answer
  }

  get stopped(): Promise<undefined> {
    return this.#stopped.promise
  }
}
