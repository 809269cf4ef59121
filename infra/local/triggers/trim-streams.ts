import type { Tables } from '../services/service.ts'
import type { StreamMapping } from './stream-mapping.ts'

const EVERY_MS = 60_000

/**
 * Forgets now and then what every reader of a stream is done with, as DynamoDB forgets after a day.
 *
 * @returns stops it
 */
export function trimStreams(
  tables: Pick<Tables, 'trimStream'>,
  mappings: readonly StreamMapping[],
  log: (line: string) => void,
  everyMs = EVERY_MS,
): () => void {
  const trim = async () => {
    for (const [table, readers] of Map.groupBy(mappings, ({ table }) => table)) {
      const places = readers.map(({ place }) => place()).filter((place) => place !== undefined)
      // Who has no place yet has still to read from the beginning.
      if (places.length < readers.length) continue
      // Sequence numbers are all of one length, so they sort as text.
      const [first] = places.sort()
      if (first !== undefined) await tables.trimStream(table, first)
    }
  }
  const timer = setInterval(() => {
    trim().catch((error: unknown) =>
      log(`streams are not trimmed: ${error instanceof Error ? error.name : 'error'}`),
    )
  }, everyMs)
  timer.unref()
  return () => clearInterval(timer)
}
