import { AsyncLocalStorage } from 'node:async_hooks'
import type { Delivered, Hands, Try } from '../infra/local/services/in-process.ts'
import { callName } from './call-name.ts'
import { type Fault, stop, suffer } from './fault.ts'

/** Where in a deed's calls something goes wrong. */
export interface Mishap {
  readonly call: string
  readonly fault: Fault
}

/** Through whose hands the calls of something go. */
export interface Sender {
  send(attempt: Try, deliver: () => Promise<Delivered>): Promise<Delivered>
}

const senders = new AsyncLocalStorage<Sender>()

/** Runs something whose calls, wherever they come from, go through these hands. */
export const inHands = <T>(sender: Sender, doing: () => Promise<T>): Promise<T> =>
  senders.run(sender, doing)

/** The calls of whatever runs in nobody's hands are just delivered. */
export const throughSenders: Hands = (attempt, deliver) => {
  const sender = senders.getStore()
  return sender ? sender.send(attempt, deliver) : deliver()
}

/** One start of a function, which knows its calls by name and may be stopped at one of them. */
export class Process implements Sender {
  readonly #mishap: Mishap | undefined
  readonly #names = new Map<string, string>()
  readonly #tries = new Map<string, number>()
  readonly #stopped = Promise.withResolvers<'stopped'>()
  #dead = false
  #underWay = 0
  /** In the order in which they were sent first. */
  readonly calls: string[] = []

  constructor(mishap?: Mishap) {
    this.#mishap = mishap
  }

  /** Runs something in this process, to its end or the process's. */
  run<T>(deed: () => Promise<T>): Promise<T | 'stopped'> {
    return Promise.race([inHands(this, deed), this.#stopped.promise])
  }

  /** What was sent arrives, whatever became of who sent it. */
  arrived(): Promise<void> {
    return this.#only(0)
  }

  /** A disturbed call is heard of last: what was sent beside it does not depend on the machine. */
  async #late<T>(sent: Promise<T>): Promise<T> {
    await sent.catch(() => undefined)
    await this.#only(1)
    return sent
  }

  /** Until no more calls than these are under way, and nothing follows from those that were. */
  async #only(calls: number): Promise<void> {
    for (let quiet = 0; quiet < 5; quiet = this.#underWay > calls ? 0 : quiet + 1)
      await new Promise((resume) => setImmediate(resume))
  }

  async send(attempt: Try, deliver: () => Promise<Delivered>): Promise<Delivered> {
    if (this.#dead) return forever()
    const name = this.#nameOf(attempt)
    const tries = this.#tries.get(name) ?? 0
    this.#tries.set(name, tries + 1)
    const hit = this.#mishap?.call === name ? this.#mishap.fault : undefined
    this.#underWay++
    const sent = hit ? this.#late(suffer(hit, attempt, deliver, tries)) : deliver()
    const answer = await sent.finally(() => this.#underWay--)
    if (answer === stop) {
      this.#dead = true
      this.#stopped.resolve('stopped')
    }
    return this.#dead || answer === stop ? forever() : answer
  }

  /** The same for every try of one call; a second call to the same place is another. */
  #nameOf(attempt: Try): string {
    const known = this.#names.get(attempt.invocation)
    if (known) return known
    const name = callName(attempt)
    const before = this.calls.filter((each) => each.replace(/ ·\d+$/, '') === name).length
    const own = before === 0 ? name : `${name} ·${before + 1}`
    this.#names.set(attempt.invocation, own)
    this.calls.push(own)
    return own
  }
}

/** What a process hears that is no more. */
export const forever = () => new Promise<never>(() => undefined)
