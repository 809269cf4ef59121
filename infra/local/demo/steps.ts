import type { Cloud } from '../cloud.ts'
import { sequenceOf, type WireCall } from '../wire.ts'

/** One thing that was done, and the AWS calls that the wire saw of it. */
export interface Step {
  readonly name: string
  readonly ms: number
  readonly calls: {
    /** How many had to wait for one another. */
    readonly sequence: number
    readonly total: number
    /** `dynamodb TransactWriteItems`, in the order they began. */
    readonly list: readonly string[]
  }
}

/** A step did not go as it must. */
export class StepFailed extends Error {
  override readonly name = 'StepFailed'
  readonly step: string

  constructor(step: string, cause: unknown) {
    super(`${step}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
    this.step = step
  }
}

const API = ['records-api', 'practice-api', 'documents-api', 'releases-api', 'process-notes-api']

/** Takes steps one after another and writes down how each went. */
export class Steps {
  readonly taken: Step[] = []
  readonly #cloud: Pick<Cloud, 'wire'> | undefined
  readonly #report: (step: Step, about: string) => void
  readonly #counted = new WeakSet<WireCall>()

  /** @param cloud whose calls are counted; nobody's where absent */
  constructor(
    cloud: Pick<Cloud, 'wire'> | undefined,
    report: (step: Step, about: string) => void = () => {},
  ) {
    this.#cloud = cloud
    this.#report = report
  }

  /**
   * @param about for whoever watches; never a name or a word of a note
   * @param by the functions whose calls belong to the step
   * @throws StepFailed
   */
  async take<T>(
    name: string,
    about: string,
    deed: () => Promise<T>,
    by: readonly string[] = API,
  ): Promise<T> {
    // What an API's function asked before was asked by somebody else, not in this step.
    if (by === API) this.#newCallsOf(by)
    const began = performance.now()
    try {
      const result = await deed()
      const ms = Math.round((performance.now() - began) * 10) / 10
      const step = { name, ms, calls: summed(this.#newCallsOf(by)) }
      this.taken.push(step)
      this.#report(step, about)
      return result
    } catch (error) {
      throw error instanceof StepFailed ? error : new StepFailed(name, error)
    }
  }

  /** Forgets the calls so far: call when nothing is under way. */
  forget(): void {
    this.#cloud?.wire.clear()
  }

  /**
   * The calls of these functions that no step counted yet. A stream's function may have begun while
   * the step before was still being answered: its calls wait here for the step that is about it.
   */
  #newCallsOf(by: readonly string[]): WireCall[] {
    const calls = (this.#cloud?.wire.calls() ?? []).filter(
      (call) => by.includes(call.functionName) && !this.#counted.has(call),
    )
    for (const call of calls) this.#counted.add(call)
    return calls
  }
}

function summed(calls: readonly WireCall[]): Step['calls'] {
  const invocations = Map.groupBy(calls, ({ traceId }) => traceId)
  return {
    sequence: Math.max(0, ...[...invocations.values()].map((each) => sequenceOf(each).length)),
    total: calls.length,
    list: calls
      .toSorted((a, b) => a.startedAt - b.startedAt)
      .map(({ service, operation }) => `${service} ${operation}`),
  }
}
