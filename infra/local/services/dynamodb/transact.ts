import { createHash } from 'node:crypto'
import { z } from 'zod'
import { ServiceFailure } from '../http/service-failure.ts'
import { type Item, itemBytes } from './item.ts'
import type { Journal } from './journal.ts'
import { tokenKey } from './storage-key.ts'
import { type ItemChange, judge, keyOf, type WriteKind, type WriteRequest } from './write.ts'

const largestTransactionBytes = 4 * 1024 * 1024
/** How long DynamoDB remembers a `ClientRequestToken`. */
export const tokenLifeMilliseconds = 10 * 60_000

const kinds = ['Put', 'Update', 'Delete', 'ConditionCheck'] as const

const Action = z.looseObject({ TableName: z.string() })

export const TransactWriteInput = z.object({
  TransactItems: z
    .array(z.partialRecord(z.enum(kinds), Action))
    .min(1)
    .max(100),
  ClientRequestToken: z.string().min(1).max(36).optional(),
  ReturnConsumedCapacity: z.string().optional(),
})
export type TransactWriteInput = z.infer<typeof TransactWriteInput>

export const TransactGetInput = z.object({
  TransactItems: z
    .array(z.object({ Get: Action }))
    .min(1)
    .max(100),
  ReturnConsumedCapacity: z.string().optional(),
})

/** @throws ServiceFailure where an entry names no action, or more than one */
export function actionsOf({ TransactItems }: TransactWriteInput): {
  kind: WriteKind
  raw: z.infer<typeof Action>
}[] {
  return TransactItems.map((entry) => {
    const named = kinds.flatMap((kind) => {
      const raw = entry[kind]
      return raw ? [{ kind, raw }] : []
    })
    const [action] = named
    if (action && named.length === 1) return action
    throw invalid('TransactItems can only contain one of Check, Put, Update or Delete')
  })
}

/**
 * Judges every item of a transaction against the state before it. Requests are judged one at a
 * time, so none of them meets another half-way: `TransactionConflict` cannot arise here, while at
 * AWS it can, and callers must be ready for it.
 *
 * @throws ServiceFailure `TransactionCanceledException` with a reason per item;
 *   `ValidationException` where an item is named twice, or all together are over 4 MB
 */
export function judgeTransaction(
  requests: readonly WriteRequest[],
  read: Journal['read'],
): ItemChange[] {
  const keyed = requests.map((request) => ({ request, key: keyOf(request) }))
  if (new Set(keyed.map(({ key }) => key)).size < keyed.length) {
    throw invalid('Transaction request cannot include multiple operations on one item')
  }
  const changes: ItemChange[] = []
  const reasons: Reason[] = []
  for (const { request, key } of keyed) {
    try {
      changes.push(judge(request, key, read(key) as Item | undefined))
      reasons.push({ Code: 'None' })
    } catch (error) {
      reasons.push(reasonOf(error))
    }
  }
  const codes = reasons.map(({ Code }) => Code)
  if (codes.some((code) => code !== 'None')) {
    throw new ServiceFailure(
      'TransactionCanceledException',
      `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes.join(', ')}]`,
      { details: { CancellationReasons: reasons } },
    )
  }
  const bytes = changes.reduce((sum, { item }) => sum + (item ? itemBytes(item) : 0), 0)
  if (bytes > largestTransactionBytes) {
    throw invalid('Transaction request size cannot exceed 4194304 bytes')
  }
  return changes
}

interface Reason {
  readonly Code: string
  readonly Message?: string
  readonly Item?: unknown
}

function reasonOf(error: unknown): Reason {
  if (!(error instanceof ServiceFailure)) throw error
  const Code = reasonCodes[error.code]
  if (!Code) throw error
  return { Code, Message: error.message, ...error.details }
}

const reasonCodes: Readonly<Record<string, string>> = {
  ConditionalCheckFailedException: 'ConditionalCheckFailed',
  ValidationException: 'ValidationError',
}

/**
 * Whether a transaction of this token was done already.
 *
 * @throws ServiceFailure `IdempotentParameterMismatchException`
 */
export function alreadyDone(input: TransactWriteInput, journal: Journal, now: number): boolean {
  const { ClientRequestToken: token } = input
  const earlier = token && (journal.read(tokenKey(token)) as TokenEntry | undefined)
  if (!earlier || now - earlier.at >= tokenLifeMilliseconds) return false
  if (earlier.request === fingerprint(input)) return true
  throw new ServiceFailure(
    'IdempotentParameterMismatchException',
    'The request uses the same client token as a previous, but non-identical request.',
  )
}

export interface TokenEntry {
  readonly at: number
  readonly request: string
}

export function tokenEntry(input: TransactWriteInput, now: number): Map<string, TokenEntry> {
  const { ClientRequestToken: token } = input
  return token
    ? new Map([[tokenKey(token), { at: now, request: fingerprint(input) }]])
    : new Map<string, TokenEntry>()
}

const fingerprint = ({ TransactItems }: TransactWriteInput) =>
  createHash('sha256').update(JSON.stringify(TransactItems)).digest('hex')

const invalid = (message: string) => new ServiceFailure('ValidationException', message)
