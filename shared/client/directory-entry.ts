import { z } from 'zod'
import { LocalDate } from '../clock.ts'
import { folded } from '../text.ts'
import { ClientName, type Demographics, ExternalId, fullName } from './demographics.ts'

/** What the directory says of a client: as much as it takes to tell one from another. */
export const DirectoryEntry = z.strictObject({
  name: ClientName,
  birthDate: LocalDate,
  externalIds: z.array(ExternalId).optional(),
})
export type DirectoryEntry = z.infer<typeof DirectoryEntry>

export const entryOf = ({ name, birthDate, externalIds }: Demographics): DirectoryEntry => ({
  name,
  birthDate,
  ...(externalIds && { externalIds }),
})

/** By family name, then given: what the directory is sorted by, without case and accents. */
export const sortName = ({ name }: DirectoryEntry): string =>
  folded([name.family, name.given, name.middle].filter(Boolean).join(' '))

/**
 * Whether each of the words begins a word of the client's name, legal or preferred, in any order,
 * whatever the case and accents: `lukas mar` finds Mária Łukasiewicz.
 */
export const isNamed = ({ name }: DirectoryEntry, words: string): boolean =>
  beginWords([fullName(name), name.preferred].filter(Boolean).join(' '), words)

/** Whether each of the words begins a word of this name. */
export function beginWords(name: string, words: string): boolean {
  const parts = folded(name).split(' ')
  return folded(words)
    .split(' ')
    .every((word) => parts.some((part) => part.startsWith(word)))
}
