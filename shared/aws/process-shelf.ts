import { z } from 'zod'
import { Instant } from '../clock.ts'
import { Id } from '../id.ts'
import { typeOfVersion } from '../seal/key-store.ts'
import type { Item, Key } from './item.ts'

/** An author and a client: what a key of its own is for, and a partition. Nobody else's is reached. */
export interface ProcessNoteShelf {
  readonly practiceId: Id
  readonly authorId: Id
  readonly clientId: Id
}

/** The partition of a shelf's notes, and the id of its key. */
export const shelfName = ({ practiceId, authorId, clientId }: ProcessNoteShelf): string =>
  `P#${practiceId}#A#${authorId}#C#${clientId}`

/** A client's list of shelves, beside the shelves themselves: no function shows it to anybody. */
export const shelvesPartition = (practiceId: Id, clientId: Id): string =>
  `P#${practiceId}#C#${clientId}`

export const SHELF = 'SHELF#'

/** An entry of the list, with the sort key of the shelf's key as it was made. */
export const ListedShelf = z.object({ authorId: Id, keyType: z.string() })
export type ListedShelf = z.infer<typeof ListedShelf>

/** Written in the transaction that keeps the shelf's key. */
export const shelfItem = (
  { practiceId, clientId, authorId }: ProcessNoteShelf,
  keyVersion: string,
): Item & Key => ({
  pk: shelvesPartition(practiceId, clientId),
  sk: SHELF + authorId,
  authorId,
  keyType: typeOfVersion(keyVersion),
})

/**
 * When anybody's process notes about a client were last written or changed: no author, no note, no
 * count. Beside the list of shelves, so that what two members approved is destroyed only as it was.
 */
export const changeMarkKey = (practiceId: Id, clientId: Id): Key => ({
  pk: shelvesPartition(practiceId, clientId),
  sk: 'CHANGED',
})

export const ChangeMark = z.object({ changedAt: Instant })
