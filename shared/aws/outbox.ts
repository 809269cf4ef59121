import type { Instant } from '../clock.ts'
import type { ClientThingId, Id } from '../id.ts'

/** Partitions of the `outbox` index: what is yet to be rendered. */
export const outboxShards = ['PDF#0', 'PDF#1', 'PDF#2', 'PDF#3'] as const

/**
 * What an item (a note's current one, a plan, a certificate, what was asked for) says while a version of
 * its document is wanted. All three go when that version lies in the bucket.
 */
export interface Wanted {
  /** Of a note: 1 for the signed note, one more for each addition. Of anything else always 1. */
  readonly pendingPdf: number
  readonly pdfShard: (typeof outboxShards)[number]
  readonly pdfSince: Instant
}

/** What goes when that version lies in the bucket, or is wanted no more. */
export const noLongerWanted = [
  'pendingPdf',
  'pdfShard',
  'pdfSince',
] as const satisfies readonly (keyof Wanted)[]

/** @param id of what the document shows: a note, a plan, the client of a certificate, or of the document itself */
export function wanted(id: ClientThingId | Id, version: number, since: Instant): Wanted {
  const shard = outboxShards[id.charCodeAt(id.length - 1) % outboxShards.length]
  return { pendingPdf: version, pdfShard: shard ?? 'PDF#0', pdfSince: since }
}
