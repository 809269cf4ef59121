import type { z } from 'zod'

/** What a task answers: what it did so far, and where to go on, if it is not done. */
export interface Answer {
  readonly done: boolean
  readonly cursor?: string
}

/** Ids and kinds at most: more would not fit an answer, and nobody would read them. */
export const MOST_NAMED = 1_000

/**
 * Pages one after another until all are done or the time is over. Whoever is invoked again with the
 * answer's cursor goes on there; a page may be done twice.
 */
export async function throughPages<P>(
  first: P | undefined,
  timeLeft: () => boolean,
  page: (from: P | undefined) => Promise<P | undefined>,
): Promise<Answer> {
  let from = first
  do {
    from = await page(from)
    if (from === undefined) return { done: true }
  } while (timeLeft())
  return { done: false, cursor: Buffer.from(JSON.stringify(from)).toString('base64url') }
}

/** @throws ZodError for what no answer's cursor was */
export function readCursor<P>(cursor: string | undefined, form: z.ZodType<P>): P | undefined {
  if (cursor === undefined) return undefined
  return form.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')))
}

/** A few at a time. */
export async function severally<T>(
  things: readonly T[],
  atOnce: number,
  deed: (thing: T) => Promise<void>,
): Promise<void> {
  const waiting = [...things]
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await deed(next)
    }),
  )
}
