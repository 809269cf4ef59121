import type { Answer } from '../functions/http-call.ts'
import { faultNames } from './fault.ts'
import { invariantsBroken } from './invariants.ts'
import { type Mishap, Process } from './process.ts'
import { shapeOf, textOf, withoutTimes } from './shape.ts'
import type { Kept, Stored, World } from './world.ts'

/** Asks once, in a process that remembers nothing. */
export type Ask = () => Promise<Answer | undefined>

/** Something that somebody does, to be disturbed at every one of its calls. */
export interface Deed {
  readonly name: string
  /** Brings the practice to where it is done. */
  readonly prepare: (world: World) => Promise<Ask>
  /** What is gone is not found again, by anybody: its repetition is a 404. */
  readonly goneAfterwards?: true
  /** Nobody waits for it: what it could not do is left for the next run, which may have to wait. */
  readonly byTheClock?: true
  readonly againAfterMs?: number
  /** Tells whether what the deed is for came about, beyond what is stored. */
  readonly also?: (stored: Stored, isDisturbed: boolean) => string[]
}

export interface Tried {
  readonly deed: string
  readonly rows: readonly { readonly call: string; readonly outcomes: readonly string[] }[]
  /** What went wrong, by call and fault. */
  readonly broken: readonly string[]
}

/**
 * Does a deed once undisturbed; then again from the same state for each of its calls and each fault,
 * followed by the same request in a new process. Whatever happened: after the disturbed request every
 * invariant holds; what was acknowledged is stored; after its repetition everything is as after the
 * undisturbed one, with the same answer, and nothing twice.
 */
export async function disturb(world: World, base: Kept, deed: Deed): Promise<Tried> {
  await world.restore(base)
  const ask = await deed.prepare(world)
  const trials = await Trials.begin(world, deed, ask)
  const rows: { call: string; outcomes: string[] }[] = []
  for (const call of trials.calls) {
    const outcomes: string[] = []
    for (const fault of faultNames) outcomes.push(await trials.of({ call, fault }))
    rows.push({ call, outcomes })
  }
  return { deed: deed.name, rows, broken: trials.broken }
}

/** The same request from the same state, each time with another mishap. */
class Trials {
  readonly #world: World
  readonly #deed: Deed
  readonly #ask: Ask
  readonly #before: Kept
  readonly #wanted: Outcome
  readonly #shape: string
  readonly calls: readonly string[]
  readonly broken: string[] = []
  /** How a repetition goes depends on what is stored alone: from the same it is not tried again. */
  readonly #repeated = new Map<string, string>()
  #stored: Stored

  private constructor(
    given: { world: World; deed: Deed; ask: Ask; before: Kept },
    undisturbed: { wanted: Outcome; stored: Stored; calls: readonly string[] },
  ) {
    this.#world = given.world
    this.#deed = given.deed
    this.#ask = given.ask
    this.#before = given.before
    this.#wanted = undisturbed.wanted
    this.#stored = undisturbed.stored
    this.#shape = shapeOf(undisturbed.stored)
    this.calls = undisturbed.calls
    this.#look(undisturbed.stored, false, 'undisturbed')
    const { good, told, said } = undisturbed.wanted
    if (!good) this.broken.push(`${told} ${said} [undisturbed]`)
  }

  static async begin(world: World, deed: Deed, ask: Ask): Promise<Trials> {
    const before = await world.keep()
    const process = new Process()
    const wanted = await outcomeOf(process, ask)
    const undisturbed = { wanted, stored: await world.stored(), calls: process.calls }
    return new Trials({ world, deed, ask, before }, undisturbed)
  }

  /** @returns for the table: what was answered, and what the repetition was */
  async of(mishap: Mishap): Promise<string> {
    const where = `${mishap.call}: ${mishap.fault}`
    await this.#world.restore(this.#before, this.#stored)
    const first = await outcomeOf(new Process(mishap), this.#ask)
    this.#stored = await this.#world.stored()
    const shape = shapeOf(this.#stored)
    this.#look(this.#stored, true, where)
    if (first.good && !this.#deed.byTheClock) {
      this.#same('answered', first, where)
      this.#become(shape, 'acknowledged', where)
    }
    const again = this.#repeated.get(shape) ?? (await this.#repeat(where))
    this.#repeated.set(shape, again)
    const whole = first.good && (!this.#deed.byTheClock || shape === this.#shape)
    return whole ? first.told : `${first.told} → ${again}`
  }

  async #repeat(where: string): Promise<string> {
    const { againAfterMs, goneAfterwards } = this.#deed
    if (againAfterMs !== undefined) this.#world.house.advance(againAfterMs)
    const again = await outcomeOf(new Process(), this.#ask)
    this.#stored = await this.#world.stored()
    this.#look(this.#stored, true, where)
    if (!(goneAfterwards && again.told === '404')) this.#same('repeated', again, where)
    this.#become(shapeOf(this.#stored), 'repeated', where)
    return again.told
  }

  #look(stored: Stored, isDisturbed: boolean, where: string): void {
    const wrong = [...invariantsBroken(stored), ...(this.#deed.also?.(stored, isDisturbed) ?? [])]
    this.broken.push(...wrong.map((each) => `${each} [${where}]`))
  }

  #same(what: string, { good, told, said }: Outcome, where: string): void {
    if (good && said === this.#wanted.said) return
    this.broken.push(`${what} otherwise: ${told} ${said} [${where}]`)
  }

  #become(shape: string, what: string, where: string): void {
    const [wanted, found] = [this.#shape, shape].map((each) =>
      this.#deed.againAfterMs === undefined ? each : withoutTimes(each),
    )
    if (wanted === found) return
    this.broken.push(`${what}, but not so:\n${difference(wanted ?? '', found ?? '')} [${where}]`)
  }
}

interface Outcome {
  /** For the table: a status, `stops`, `done`, `fails`. */
  readonly told: string
  readonly good: boolean
  /** The whole answer, but for what is made at random. */
  readonly said: string
}

async function outcomeOf(process: Process, ask: Ask): Promise<Outcome> {
  const outcome = await askedIn(process, ask)
  await process.arrived()
  return outcome
}

async function askedIn(process: Process, ask: Ask): Promise<Outcome> {
  try {
    const answer = await process.run(ask)
    if (answer === 'stopped') return { told: 'stops', good: false, said: '' }
    if (!answer) return { told: 'done', good: true, said: '' }
    const { status, body, headers } = answer
    const said = textOf({ body, etag: headers['etag'] })
    return { told: String(status), good: status < 300, said }
  } catch (error) {
    return { told: 'fails', good: false, said: error instanceof Error ? error.name : '' }
  }
}

/** The lines that are on one side alone. */
function difference(wanted: string, found: string): string {
  const [a, b] = [new Set(wanted.split('\n')), new Set(found.split('\n'))]
  const missing = [...a].filter((line) => !b.has(line)).map((line) => `- ${line}`)
  const surplus = [...b].filter((line) => !a.has(line)).map((line) => `+ ${line}`)
  return [...missing, ...surplus].slice(0, 6).join('\n')
}
