import type { Instant } from '../clock.ts'
import type { Obligation } from '../obligation/obligation.ts'

/** How many there are, and when the first of them is, or was, due. */
export interface Pile {
  readonly count: number
  readonly firstDueAt: Instant
}

/** What a member hears in the morning: numbers and due times, of no client and no session. */
export interface Digest {
  /** Notes past their due time. */
  readonly late?: Pile
  /** Notes to be written soon. */
  readonly soon?: Pile
  readonly coSignatures?: Pile
  /** Of those the member supervises, what is long overdue. */
  readonly escalated?: Pile
}

/**
 * @param own open obligations of the member
 * @param supervised open obligations of those whom the member supervises
 * @returns undefined when there is nothing to hear
 */
export function digestOf(
  own: readonly Obligation[],
  supervised: readonly Obligation[],
): Digest | undefined {
  const notes = own.filter(({ kind }) => kind === 'note')
  const digest = {
    ...pile(
      'late',
      notes.filter(({ level }) => level === 'late' || level === 'supervisor'),
    ),
    ...pile(
      'soon',
      notes.filter(({ level }) => level === 'reminder'),
    ),
    ...pile(
      'coSignatures',
      own.filter(({ kind }) => kind === 'co-signature'),
    ),
    ...pile(
      'escalated',
      supervised.filter(({ level }) => level === 'supervisor'),
    ),
  }
  return Object.keys(digest).length > 0 ? digest : undefined
}

function pile<K extends keyof Digest>(
  name: K,
  obligations: readonly Obligation[],
): { [name in K]?: Pile } {
  const [firstDueAt] = obligations.map(({ dueAt }) => dueAt).sort()
  return firstDueAt === undefined
    ? {}
    : ({ [name]: { count: obligations.length, firstDueAt } } as { [name in K]: Pile })
}
