/**
 * Replaces `Date` in this thread by one that runs `offset()` milliseconds ahead, so that unmodified
 * code (tokens, signatures, expiry) sees the moved time. Timers keep real time.
 *
 * @returns puts the real `Date` back
 */
export function shiftDate(offset: () => number): () => void {
  const RealDate = globalThis.Date
  const realNow = RealDate.now
  const now = () => realNow() + offset()
  const Shifted: DateConstructor = new Proxy(RealDate, {
    construct: (target, given, newTarget) =>
      Reflect.construct(target, given.length > 0 ? given : [now()], newTarget),
    apply: () => new RealDate(now()).toString(),
  })
  RealDate.now = now
  RealDate.prototype.constructor = Shifted
  globalThis.Date = Shifted
  return () => {
    RealDate.now = realNow
    RealDate.prototype.constructor = RealDate
    globalThis.Date = RealDate
  }
}

/** How far the clock is ahead, in milliseconds, in memory that all threads share. */
export interface SharedOffset {
  readonly memory: SharedArrayBuffer
  get(): number
  set(milliseconds: number): void
}

export function sharedOffset(memory = new SharedArrayBuffer(8)): SharedOffset {
  const cell = new BigInt64Array(memory)
  return {
    memory,
    get: () => Number(Atomics.load(cell, 0)),
    set: (milliseconds) => {
      Atomics.store(cell, 0, BigInt(Math.round(milliseconds)))
    },
  }
}
