import { z } from 'zod'
import type { StoredChain } from '../../shared/aws/ledger-recovery.ts'
import { currentKey } from '../../shared/aws/note-place.ts'
import { Event } from '../../shared/ledger/event.ts'
import { type Break, verifyChain } from '../../shared/ledger/verify-chain.ts'
import type { RecoveryContext } from './context.ts'
import { type Answer, MOST_NAMED, readCursor, severally, throughPages } from './pages.ts'

export interface LedgerVerified extends Answer {
  readonly counts: {
    chains: number
    events: number
    /** Chains with at least one break. */
    broken: number
    /** Notes that were signed, as the ledger says, and that the records do not know as such. */
    withoutRecord: number
  }
  readonly breaks: readonly (Break & { readonly chain: string })[]
  readonly withoutRecord: readonly string[]
}

export const ChainsCursor = z.object({ pk: z.string(), sk: z.string() })

const AT_ONCE = 8

/**
 * Verifies every chain of the ledger against its own head, and looks whether the records know each
 * signed note as signed. Signatures and commitments are for the verifier of an export, which has the
 * public keys and the opened records.
 */
export async function verifyLedger(
  context: RecoveryContext,
  cursor: string | undefined,
): Promise<LedgerVerified> {
  const counts = { chains: 0, events: 0, broken: 0, withoutRecord: 0 }
  const breaks: (Break & { chain: string })[] = []
  const withoutRecord: string[] = []

  const verifyOne = async (name: string) => {
    const chain = await context.chains.chain(name)
    counts.chains++
    counts.events += chain.events.length
    const found = breaksOf(chain)
    if (found.length > 0) counts.broken++
    breaks.push(...found.map((each) => ({ chain: name, ...each })))
    // Whose record was destroyed has none.
    if (!chain.ended) withoutRecord.push(...(await unknownNotes(context, chain)))
  }
  const answer = await throughPages(
    readCursor(cursor, ChainsCursor),
    context.timeLeft,
    async (from) => {
      const { chains, next } = await context.chains.chains(from)
      await severally(chains, AT_ONCE, verifyOne)
      return next
    },
  )
  counts.withoutRecord = withoutRecord.length
  return {
    ...answer,
    counts,
    breaks: breaks.slice(0, MOST_NAMED),
    withoutRecord: withoutRecord.slice(0, MOST_NAMED),
  }
}

/** A chain that has events and no head, or the other way round, is broken, too. */
export function breaksOf({ chain, head, events }: StoredChain): Break[] {
  const found = verifyChain(events, { chain, ...(head && { head }) })
  return head ? found : [...found, { kind: 'beyond_head', seq: 1 }]
}

async function unknownNotes(
  { records }: RecoveryContext,
  { chain, events }: StoredChain,
): Promise<string[]> {
  const [, practiceId = ''] = /^P#([^#]+)#C#/.exec(chain) ?? []
  const signed = events.flatMap((event) => {
    const read = Event.safeParse(event)
    return read.success && read.data.type === 'note_signed' ? [read.data.about['noteId'] ?? ''] : []
  })
  const unknown: string[] = []
  await severally(signed, 4, async (noteId) => {
    const item = await records.get(currentKey({ practiceId, noteId }))
    if (item?.['state'] !== 'signed' && item?.['state'] !== 'entered-in-error') unknown.push(noteId)
  })
  return unknown
}
