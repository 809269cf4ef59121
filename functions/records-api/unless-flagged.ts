import { tryAgain } from './try-again.ts'

const ATTEMPTS = 3

/** The sweep flagged an obligation between a deed's read and its write. */
export class Flagged extends Error {
  override readonly name = 'Flagged'
}

/** Does a deed again, from its reading on, when the sweep came between. @throws Refused `too_busy` */
export const unlessFlagged = <T>(deed: () => Promise<T>): Promise<T> =>
  tryAgain(deed, Flagged, ATTEMPTS)
