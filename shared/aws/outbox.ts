import type { Instant } from '../clock.ts'
import type { ClientThingId } from '../id.ts'

/** Partitions of the `outbox` index: notes whose document is yet to be rendered. */
export const outboxShards = ['PDF#0', 'PDF#1', 'PDF#2', 'PDF#3'] as const

/**
 * What a note's current item says while a version of its document is wanted. All three go when that
 * version lies in the bucket.
 */
export interface Wanted {
  /** 1 for the signed note, one more for each addendum and for a co-signature. */
  readonly pendingPdf: number
  readonly pdfShard: (typeof outboxShards)[number]
  readonly pdfSince: Instant
}

export function wanted(noteId: ClientThingId, version: number, since: Instant): Wanted {
  const shard = outboxShards[noteId.charCodeAt(noteId.length - 1) % outboxShards.length]
  return { pendingPdf: version, pdfShard: shard ?? 'PDF#0', pdfSince: since }
}
