import { DraftRevision, Note } from '../note/note.ts'
import { bytesOf, type Item, numberOf } from './item.ts'

/** Which request made something, so that its repetition is known. Neither tells what it said. */
export interface RequestMark {
  /** From the member and their Idempotency-Key. */
  readonly requestKey: string
  /** A keyed hash of what was asked. */
  readonly requestPrint: string
}

/** A note as it stands: what may be known of it, its sealed text, and which request made it so. */
export interface StoredNote {
  readonly note: Note
  /** A draft's sections, or the signed form. Absent before the first save. */
  readonly sealed: Uint8Array | undefined
  /** Of the last change. */
  readonly mark: RequestMark | undefined
  /** Of the request that opened it. */
  readonly opening: RequestMark | undefined
  /** Of a note that was entered in error: why, sealed. */
  readonly sealedReason: Uint8Array | undefined
  /** Bytes of all revisions together. */
  readonly revisionBytes: number
}

export interface StoredRevision {
  readonly revision: DraftRevision
  readonly sealed: Uint8Array
  readonly mark: RequestMark | undefined
}

/** An addendum or a co-signature. */
export interface StoredAddition {
  readonly number: number
  readonly kind: 'addendum' | 'co-signature'
  readonly sealed: Uint8Array
  readonly mark: RequestMark | undefined
}

export function storedNote(item: Item): StoredNote {
  return {
    note: Note.parse(item),
    sealed: item['sealed'] === undefined ? undefined : bytesOf(item, 'sealed'),
    mark: markOf(item),
    opening: markOf(Object(item['opening'])),
    sealedReason: item['sealedReason'] === undefined ? undefined : bytesOf(item, 'sealedReason'),
    revisionBytes: numberOf(item, 'revisionBytes'),
  }
}

export const storedRevision = (item: Item): StoredRevision => ({
  revision: DraftRevision.parse(item),
  sealed: bytesOf(item, 'sealed'),
  mark: markOf(item),
})

export const storedAddition = (item: Item): StoredAddition => ({
  number: numberOf(item, 'number'),
  kind: item['kind'] === 'co-signature' ? 'co-signature' : 'addendum',
  sealed: bytesOf(item, 'sealed'),
  mark: markOf(item),
})

export function markOf({ requestKey, requestPrint }: Item): RequestMark | undefined {
  return typeof requestKey === 'string' && typeof requestPrint === 'string'
    ? { requestKey, requestPrint }
    : undefined
}
