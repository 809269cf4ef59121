/** Words in a row that count as one piece: fewer are common phrases, more miss a copy with small changes. */
export const SHINGLE_WORDS = 5

/** From here on two notes count as copies: docs/preflight.md says what was measured. */
export const CLONED_FROM = 0.4

/** A note of fewer pieces says too little to tell. */
export const LEAST_SHINGLES = 20

/** How many of the client's notes before it a note is held against. */
export const NOTES_BEFORE = 12

/** Every run of so many words, whatever their case, accents and signs. */
export function shingles(text: string): ReadonlySet<string> {
  const words =
    text
      .normalize('NFKD')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  const pieces = new Set<string>()
  for (let at = 0; at + SHINGLE_WORDS <= words.length; at++)
    pieces.add(words.slice(at, at + SHINGLE_WORDS).join(' '))
  return pieces
}

/**
 * How much two texts have in common, from 0 to 1: pieces of both over pieces of either (Jaccard;
 * Broder, On the resemblance and containment of documents, 1997).
 */
export function resemblance(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  const [small, large] = one.size <= other.size ? [one, other] : [other, one]
  let both = 0
  for (const piece of small) if (large.has(piece)) both++
  const either = one.size + other.size - both
  return either === 0 ? 0 : both / either
}
