import type { Instant } from '../clock.ts'
import type { ChainExport } from '../ledger/chain-export.ts'
import type { Event, Head } from '../ledger/event.ts'
import type { LedgerTable } from './ledger-table.ts'

/** A chain's head with its first events, read at once. */
export interface ChainStart {
  readonly chain: string
  /** Undefined where there is no such chain. */
  readonly head: Head | undefined
  readonly events: readonly Event[]
}

export async function startOfChain(ledger: LedgerTable, chain: string): Promise<ChainStart> {
  const [head, events] = await Promise.all([ledger.head(chain), ledger.events(chain)])
  return { chain, head, events }
}

/**
 * The whole chain as it stood when its head was read, for a start that was read before: what is
 * added meanwhile is left out.
 *
 * @throws Error for a chain without a head, or with one that its events do not reach
 */
export async function exportFrom(
  ledger: LedgerTable,
  { chain, head, events }: ChainStart,
  exportedAt: Instant,
): Promise<ChainExport> {
  if (!head) throw new Error('a chain without a head')
  const all = await eventsUpTo(ledger, chain, head.seq, events)
  return { form: 'noteseal/chain/1', chain, exportedAt, head, events: all }
}

/**
 * A chain's events up to this one.
 *
 * @param read the first of them, where they are known
 * @throws Error for a chain that ends before it
 */
export async function eventsUpTo(
  ledger: Pick<LedgerTable, 'events'>,
  chain: string,
  seq: number,
  read: readonly Event[] = [],
): Promise<Event[]> {
  const all = [...read]
  while (all.length < seq) {
    const page = await ledger.events(chain, all.length)
    if (page.length === 0) throw new Error('a chain that ends before its head')
    all.push(...page)
  }
  return all.slice(0, seq)
}

export const exportChain = async (
  ledger: LedgerTable,
  chain: string,
  exportedAt: Instant,
): Promise<ChainExport> => exportFrom(ledger, await startOfChain(ledger, chain), exportedAt)
