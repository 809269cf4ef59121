import { Refused } from './refused.ts'

/**
 * Does a deed, and does it again from its reading on where something came between its read and its
 * write.
 *
 * @param between what the deed throws then
 * @throws Refused `too_busy` where that happened every time
 */
export async function tryAgain<T>(
  deed: () => Promise<T>,
  between: new () => Error,
  attempts: number,
): Promise<T> {
  for (let attempt = 1; attempt <= attempts; attempt++) {
    try {
      return await deed()
    } catch (error) {
      if (!(error instanceof between)) throw error
    }
  }
  throw new Refused('too_busy')
}
