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
  const all = [...events]
  while (all.length < head.seq) {
    const page = await ledger.events(chain, all.length)
    if (page.length === 0) throw new Error('a chain that ends before its head')
    all.push(...page)
  }
  return { form: 'noteseal/chain/1', chain, exportedAt, head, events: all.slice(0, head.seq) }
}

export const exportChain = async (
  ledger: LedgerTable,
  chain: string,
  exportedAt: Instant,
): Promise<ChainExport> => exportFrom(ledger, await startOfChain(ledger, chain), exportedAt)
