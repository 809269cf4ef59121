import type { Instant } from '../clock.ts'
import type { ChainExport } from '../ledger/chain-export.ts'
import type { Event } from '../ledger/event.ts'
import type { LedgerTable } from './ledger-table.ts'

/** A whole chain as it stood when its head was read; what is added meanwhile is left out. */
export async function exportChain(
  ledger: LedgerTable,
  chain: string,
  exportedAt: Instant,
): Promise<ChainExport> {
  const head = await ledger.head(chain)
  if (!head) throw new Error('a chain without a head')
  const events: Event[] = []
  while (events.length < head.seq) {
    const page = await ledger.events(chain, events.length)
    if (page.length === 0) throw new Error('a chain shorter than its head says')
    events.push(...page.slice(0, head.seq - events.length))
  }
  return { form: 'noteseal/chain/1', chain, exportedAt, head, events }
}
