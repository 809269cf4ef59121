import { randomUUID } from 'node:crypto'
import {
  type CancellationReason,
  type DynamoDBClient,
  TransactionCanceledException,
  TransactionInProgressException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb'
import { Refused } from '../refused.ts'
import { fromRaw, type Item } from './item.ts'

/** One write of a transaction, and what it means when its condition does not hold. */
export interface Write {
  readonly write: TransactWriteItem
  /**
   * Called with the item as it stands (undefined: there is none) when the condition failed. Throws
   * the refusal that it means, or returns `done` when the item shows that this very change was made
   * before, or `pass` when another write's item tells more.
   */
  readonly otherwise?: (standing: Item | undefined) => 'done' | 'pass'
}

/** Which write's condition failed without an `otherwise` to say what it means. */
export class ConditionFailed extends Error {
  override readonly name = 'ConditionFailed'
  readonly index: number

  constructor(index: number) {
    super(`condition of write ${index} failed`)
    this.index = index
  }
}

const ATTEMPTS = 6

/**
 * All writes or none. Conflicts with other transactions and throttling are tried again.
 *
 * @returns `done` when an `otherwise` found that the change was made before
 * @throws what an `otherwise` throws, ConditionFailed, Refused `too_busy`
 */
export async function transact(
  db: DynamoDBClient,
  writes: readonly Write[],
): Promise<'written' | 'done'> {
  const TransactItems = writes.map(({ write }) => write)
  let token = randomUUID()
  for (let attempt = 1; ; attempt++) {
    try {
      await db.send(new TransactWriteItemsCommand({ TransactItems, ClientRequestToken: token }))
      return 'written'
    } catch (error) {
      if (error instanceof TransactionCanceledException) {
        const reasons = error.CancellationReasons ?? []
        // Conditions first: of a stale change that also met another, the staleness is the answer.
        const answered = answerTo(reasons, writes)
        if (answered) return answered
        if (!reasons.some(({ Code }) => passing.has(Code ?? ''))) throw error
        // A new token only where nothing was written. One that is still under way may be our own:
        // under another token its change would look like somebody else's.
        token = randomUUID()
      } else if (!(error instanceof TransactionInProgressException)) throw error
      if (attempt === ATTEMPTS) throw new Refused('too_busy')
      await pause(attempt)
    }
  }
}

const passing = new Set(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'])

function answerTo(reasons: readonly CancellationReason[], writes: readonly Write[]) {
  let passed: number | undefined
  for (const [index, { Code, Item }] of reasons.entries()) {
    if (Code !== 'ConditionalCheckFailed') continue
    const otherwise = writes[index]?.otherwise
    if (!otherwise) throw new ConditionFailed(index)
    if (otherwise(Item && fromRaw(Item)) === 'done') return 'done'
    passed ??= index
  }
  const again = reasons.some(({ Code }) => passing.has(Code ?? ''))
  // Everybody pointed at somebody else.
  if (passed !== undefined && !again) throw new ConditionFailed(passed)
  return undefined
}

/** Full jitter: 0 to 20, 40, 80 … milliseconds. */
const pause = (attempt: number) =>
  new Promise<void>((resume) => setTimeout(resume, Math.random() * 10 * 2 ** attempt))
