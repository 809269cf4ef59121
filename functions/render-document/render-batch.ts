import type { DynamoDBBatchResponse, DynamoDBRecord } from 'aws-lambda'
import type { DocumentTable, WaitingPage } from '../../shared/aws/document-table.ts'
import { KeyGone } from '../../shared/aws/key-ring.ts'
import { outboxShards } from '../../shared/aws/outbox.ts'
import {
  namesOf,
  type PendingDocument,
  pendingDocumentOf,
} from '../../shared/aws/pending-document.ts'
import { itemOfImage } from '../../shared/aws/stream-image.ts'
import { type Instant, plusMinutes } from '../../shared/clock.ts'
import type { DocumentItem } from '../../shared/document/document-item.ts'

/** @returns undefined where nothing is to be made any more */
export type Render = (pending: PendingDocument) => Promise<DocumentItem | undefined>

/**
 * Renders what a batch of the records' stream shows waiting. Every record is tried; those that
 * failed are reported, and come again.
 */
export async function renderRecords(
  records: readonly DynamoDBRecord[],
  render: Render,
): Promise<DynamoDBBatchResponse> {
  const failed: string[] = []
  for (const { dynamodb } of records) {
    const pending = dynamodb?.NewImage && pendingDocumentOf(itemOfImage(dynamodb.NewImage))
    if (pending && !(await tried(pending, render))) failed.push(dynamodb?.SequenceNumber ?? '')
  }
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) }
}

/** What the stream brings is done within this time; what waits longer was left behind. */
const GRACE_MINUTES = 2
const PAGE = 25

type Outbox = Pick<DocumentTable, 'waiting'>

/**
 * Renders what lost records of the stream, or failed tries, left behind: in each shard the oldest
 * first, the shards by turns, as many as there is time for. Those that fail again and again keep
 * their place, and stand in the way of none behind them. The next run goes on.
 *
 * @param timeLeft whether there is time for one more
 */
export async function renderOutbox(
  outbox: Outbox,
  render: Render,
  now: Instant,
  timeLeft: () => boolean,
): Promise<void> {
  const before = plusMinutes(now, -GRACE_MINUTES)
  const shards = outboxShards.map((shard) => waitingIn(outbox, shard, before))
  for (;;) {
    const turn = await Promise.all(shards.map((shard) => shard.next()))
    if (turn.every(({ done }) => done)) return
    for (const { done, value } of turn) {
      if (done) continue
      if (!timeLeft()) return
      await tried(value, render)
    }
  }
}

/** A page is read when the one before it is done with. */
async function* waitingIn(outbox: Outbox, shard: string, before: Instant) {
  let next: WaitingPage['next']
  do {
    const page = await outbox.waiting(shard, before, { limit: PAGE, after: next })
    yield* page.documents
    next = page.next
  } while (next)
}

/** Logs opaque ids and an error's name. Its message stays unsaid: it could quote the note. */
async function tried(pending: PendingDocument, render: Render): Promise<boolean> {
  const { kind } = pending
  const names = namesOf(pending)
  const began = performance.now()
  try {
    const made = await render(pending)
    if (!made) return true
    const { pages, bytes } = made
    const ms = Math.round(performance.now() - began)
    console.info(JSON.stringify({ event: 'document_rendered', kind, ...names, pages, bytes, ms }))
    return true
  } catch (error) {
    // Its record was destroyed meanwhile: the stream need not bring it again. Where the key is missing for
    // another reason it waits in the outbox, and the alarm for what waits too long goes off.
    if (error instanceof KeyGone) {
      console.info(JSON.stringify({ event: 'document_without_key', kind, ...names }))
      return true
    }
    const fault = error instanceof Error ? error.name : 'unknown'
    console.error(JSON.stringify({ event: 'document_not_rendered', kind, ...names, fault }))
    return false
  }
}
