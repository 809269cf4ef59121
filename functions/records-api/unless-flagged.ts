import { Refused } from '../../shared/refused.ts'

const ATTEMPTS = 3

/** The sweep flagged an obligation between a deed's read and its write. */
export class Flagged extends Error {
  override readonly name = 'Flagged'
}

/** Does a deed again, from its reading on, when the sweep came between. @throws Refused `too_busy` */
export async function unlessFlagged<T>(deed: () => Promise<T>): Promise<T> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    try {
      return await deed()
    } catch (error) {
      if (!(error instanceof Flagged)) throw error
    }
  }
  throw new Refused('too_busy')
}
