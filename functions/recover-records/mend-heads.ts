import type { StoredChain } from '../../shared/aws/ledger-recovery.ts'
import { Event, type Head, hashOf } from '../../shared/ledger/event.ts'
import { verifyChain } from '../../shared/ledger/verify-chain.ts'
import type { RecoveryContext } from './context.ts'
import { type Answer, MOST_NAMED, readCursor, severally, throughPages } from './pages.ts'
import { breaksOf, ChainsCursor } from './verify-ledger.ts'

export interface HeadsMended extends Answer {
  readonly counts: {
    chains: number
    mended: number
    /** Chains that break elsewhere than at their end: no head would make them whole. */
    broken: number
  }
  readonly mended: readonly string[]
  readonly broken: readonly string[]
}

const AT_ONCE = 8

/**
 * A restore may have kept an event without the head that was written with it, or the head without the
 * event. Where all events of a chain fit together, its head is put to the last of them, so that the
 * chain can be added to again. An event that is lost stays lost, and is in the answer of
 * `verify-ledger` that was kept from before.
 */
export async function mendHeads(
  context: RecoveryContext,
  cursor: string | undefined,
): Promise<HeadsMended> {
  const counts = { chains: 0, mended: 0, broken: 0 }
  const mended: string[] = []
  const broken: string[] = []

  const mendOne = async (name: string) => {
    const chain = await context.chains.chain(name)
    counts.chains++
    if (breaksOf(chain).length === 0) return
    const end = endOf(chain)
    if (end) {
      await context.chains.mendHead(chain, end.head, end.ended)
      mended.push(name)
    } else broken.push(name)
  }
  const answer = await throughPages(
    readCursor(cursor, ChainsCursor),
    context.timeLeft,
    async (from) => {
      const { chains, next } = await context.chains.chains(from)
      await severally(chains, AT_ONCE, mendOne)
      return next
    },
  )
  counts.mended = mended.length
  counts.broken = broken.length
  return {
    ...answer,
    counts,
    mended: mended.slice(0, MOST_NAMED),
    broken: broken.slice(0, MOST_NAMED),
  }
}

/** Where a chain ends by its events alone; undefined where they do not fit together, or are none. */
function endOf({ chain, events, ended }: StoredChain): { head: Head; ended: boolean } | undefined {
  const last = Event.safeParse(events.at(-1))
  if (!last.success) return undefined
  const head = { seq: last.data.seq, hash: hashOf(last.data) }
  if (verifyChain(events, { chain, head }).length > 0) return undefined
  return { head, ended: ended || last.data.type === 'client_destroyed' }
}
