import { tryAgain } from './try-again.ts'

const ATTEMPTS = 5

/**
 * Something that a deed rests on changed between its read and its write: the sweep flagged an
 * obligation, somebody served the client on a later day, a disposal was proposed or withdrawn.
 */
export class Overtaken extends Error {
  override readonly name = 'Overtaken'
}

/** What the writes of such a deed say when their conditions do not hold. */
export const overtaken = (): never => {
  throw new Overtaken()
}

/** Does a deed again, from its reading on, when it was overtaken. @throws Refused `too_busy` */
export const unlessOvertaken = <T>(deed: () => Promise<T>): Promise<T> =>
  tryAgain(deed, Overtaken, ATTEMPTS)
