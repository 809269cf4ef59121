/**
 * One AWS call of a function, as the stand-in services saw it. Times are milliseconds on
 * `performance.now`'s scale.
 */
export interface WireCall {
  /** Which invocation it belongs to: the `Root` part of the `X-Amzn-Trace-Id` that came with it. */
  readonly traceId: string
  readonly functionName: string
  readonly service: string
  readonly operation: string
  readonly startedAt: number
  readonly endedAt: number
  readonly status: number
  readonly errorName?: string
}

/** The latest calls, oldest first. */
export interface Wire {
  calls(): WireCall[]
  clear(): void
}

const CALLS_KEPT = 50_000

export function wireLog(): Wire & { record(call: WireCall): void } {
  let log: WireCall[] = []
  return {
    calls: () => [...log],
    clear: () => {
      log = []
    },
    record: (call) => {
      log.push(call)
      if (log.length > CALLS_KEPT * 1.2) log = log.slice(-CALLS_KEPT)
    },
  }
}

/**
 * The longest chain of calls in which each began after the one before had ended: what a caller had
 * to wait for one after another, however many went out at once.
 */
export function sequenceOf(calls: readonly WireCall[]): WireCall[] {
  const byEnd = [...calls].sort((a, b) => a.endedAt - b.endedAt || a.startedAt - b.startedAt)
  // Taking whichever ends first leaves the most room for those after it.
  const chain: WireCall[] = []
  for (const call of byEnd) {
    const last = chain.at(-1)
    if (!last || call.startedAt >= last.endedAt) chain.push(call)
  }
  return chain
}
