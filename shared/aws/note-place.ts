import type { ClientThingId, Id } from '../id.ts'
import { partsOf } from '../id.ts'
import type { RecordPlace } from '../seal/record-context.ts'
import type { Key } from './item.ts'

/** A note of a practice, as far as its id tells. */
export interface NoteName {
  readonly practiceId: Id
  readonly noteId: ClientThingId
}

const digits = (value: number, length: number) => String(value).padStart(length, '0')

/** All that belongs to a client lies in one partition. */
export const clientPartition = ({ practiceId, noteId }: NoteName): string =>
  `P#${practiceId}#C#${partsOf(noteId).clientId}`

const own = (noteId: ClientThingId) => partsOf(noteId).own

export const currentKey = (name: NoteName): Key => ({
  pk: clientPartition(name),
  sk: `N#${own(name.noteId)}#0`,
})

/** Addenda and co-signature share one numbering, from 1. */
export const additionsOf = (noteId: ClientThingId): string => `N#${own(noteId)}#1`

export const additionKey = (name: NoteName, number: number): Key => ({
  pk: clientPartition(name),
  sk: additionsOf(name.noteId) + digits(number, 4),
})

export const revisionsOf = (noteId: ClientThingId): string => `N#${own(noteId)}#2`

export const revisionKey = (name: NoteName, revision: number): Key => ({
  pk: clientPartition(name),
  sk: revisionsOf(name.noteId) + digits(revision, 8),
})

export const documentsOf = (noteId: ClientThingId): string => `DOC#${own(noteId)}#`

/** Where each sealed part of a note belongs; the current item and its revision hold the same bytes. */
export const notePlace = {
  draft: (name: NoteName, revision: number) => place(name, 'draft', revision),
  signedNote: (name: NoteName) => place(name, 'signed-note'),
  addendum: (name: NoteName, number: number) => place(name, 'addendum', number),
  coSignature: (name: NoteName, number: number) => place(name, 'co-signature', number),
  enteredInError: (name: NoteName) => place(name, 'entered-in-error'),
}

const place = (
  { practiceId, noteId }: NoteName,
  kind: RecordPlace['kind'],
  revision?: number,
): RecordPlace => ({
  practiceId,
  clientId: partsOf(noteId).clientId,
  kind,
  id: noteId,
  ...(revision !== undefined && { revision }),
})
