import { canonical, NotCanonical } from './canonical.ts'
import { commitsTo } from './commitment.ts'
import { Event, type Head, hashOf, NO_EVENT } from './event.ts'
import { statementOf, verifyStatement } from './statement.ts'

/** What can be wrong with a chain. A closed list. */
export type BreakKind =
  /** Not an event at all. */
  | 'malformed'
  /** An event of another chain. */
  | 'wrong_chain'
  /** A sequence number that came before: the same event again, or another in its place. */
  | 'duplicate'
  /** An event that stands before one with a lower number. */
  | 'reordered'
  /** No event has this number. */
  | 'missing'
  /** Not the event that its successor, or the head, was made after. */
  | 'changed'
  /** It and its successor do not fit, and nothing vouches for the successor: either was changed. */
  | 'unconfirmed'
  /** An event after the head. */
  | 'beyond_head'
  /** Not what the event committed to, or the event committed to nothing. */
  | 'bad_commitment'
  | 'bad_signature'
  /** Signed by a key that the verifier was not given. */
  | 'unknown_key'

export interface Break {
  readonly kind: BreakKind
  /** Sequence number of the event, or where it is malformed, of the place it stands in. */
  readonly seq: number
  /** Of a run of missing events, the last. */
  readonly last?: number
}

/** A record that was opened, to hold against the commitment of its event. */
export interface OpenedRecord {
  readonly seq: number
  readonly nonce: string
  /** Of a signed form, its `committedPart`. */
  readonly content: unknown
}

/**
 * SPKI DER by key ARN; several where an ARN named one key after another, as in a record that was
 * brought from a cloud whose keys were called alike.
 */
export type PublicKeysByArn = ReadonlyMap<string, Uint8Array | readonly Uint8Array[]>

export interface Expectations {
  /** Whose chain it must be; otherwise the first event tells. */
  readonly chain?: string
  /** The chain's end. Without it a chain cut short, or made anew from some event on, looks whole. */
  readonly head?: Head
  /** Heads that somebody noted earlier: the chain must still pass through each. */
  readonly earlierHeads?: readonly Head[]
  readonly commitments?: Iterable<OpenedRecord>
  /** Without it signatures are not checked. */
  readonly publicKeys?: PublicKeysByArn
}

/**
 * Verifies a chain that somebody hands over, against what the verifier knows from elsewhere.
 *
 * @param events in the order they claim to have happened in; untrusted
 * @returns every break by sequence number, so the first comes first; none if the chain is whole
 */
export function verifyChain(events: readonly unknown[], expected: Expectations = {}): Break[] {
  const breaks: Break[] = []
  const bySeq = sorted(events, expected.chain, breaks)
  const heads = [...(expected.head ? [expected.head] : []), ...(expected.earlierHeads ?? [])]
  checkLinks(bySeq, heads, breaks)
  if (expected.head) checkEnd(bySeq, expected.head, breaks)
  checkCommitments(bySeq, expected.commitments ?? [], breaks)
  if (expected.publicKeys) checkSignatures(bySeq, expected.publicKeys, breaks)
  return breaks.sort((a, b) => a.seq - b.seq)
}

/** Keeps the first event of each number, and names all that is out of form, chain or order. */
function sorted(
  events: readonly unknown[],
  chain: string | undefined,
  breaks: Break[],
): Map<number, Event> {
  const bySeq = new Map<number, Event>()
  let expectedChain = chain
  let highest = 0
  for (const [index, candidate] of events.entries()) {
    const event = readEvent(candidate)
    if (!event) {
      breaks.push({ kind: 'malformed', seq: index + 1 })
      continue
    }
    const { seq } = event
    expectedChain ??= event.chain
    if (event.chain !== expectedChain) breaks.push({ kind: 'wrong_chain', seq })
    else if (bySeq.has(seq)) breaks.push({ kind: 'duplicate', seq })
    else {
      if (seq < highest) breaks.push({ kind: 'reordered', seq })
      bySeq.set(seq, event)
      highest = Math.max(highest, seq)
    }
  }
  return bySeq
}

/** Strict: a member beyond the form is a break, as the hash would cover what nobody looks at. */
function readEvent(candidate: unknown): Event | undefined {
  const read = Event.safeParse(candidate)
  if (!read.success) return undefined
  try {
    return canonical(read.data) === canonical(candidate) ? read.data : undefined
  } catch (error) {
    if (error instanceof NotCanonical) return undefined
    throw error
  }
}

/**
 * Names the gaps, and from the end backwards, every event that is not what its successor or a head
 * says it is. A successor that itself has no witness is none: what it contradicts is unconfirmed.
 */
function checkLinks(bySeq: ReadonlyMap<number, Event>, heads: readonly Head[], breaks: Break[]) {
  const doubted = new Set<number>()
  const descending = [...bySeq.keys()].sort((a, b) => b - a)
  let next = Math.max(1, descending[0] ?? 0, ...heads.map(({ seq }) => seq)) + 1
  for (const seq of descending) {
    reportGap(seq, next, breaks)
    const event = bySeq.get(seq)
    if (event) {
      const kind = linkBreak(event, heads, bySeq.get(seq + 1), doubted)
      if (kind) {
        breaks.push({ kind, seq })
        doubted.add(seq)
      }
    }
    next = seq
  }
  reportGap(0, next, breaks)
}

function linkBreak(
  event: Event,
  heads: readonly Head[],
  successor: Event | undefined,
  doubted: ReadonlySet<number>,
): 'changed' | 'unconfirmed' | undefined {
  const { seq } = event
  const hash = hashOf(event)
  const heard = heads.filter((head) => head.seq === seq)
  if (heard.some((head) => head.hash !== hash)) return 'changed'
  if (seq === 1 && event.previous !== NO_EVENT) return 'changed'
  if (heard.length > 0 || !successor || successor.previous === hash) return undefined
  return doubted.has(successor.seq) ? 'unconfirmed' : 'changed'
}

function reportGap(before: number, after: number, breaks: Break[]) {
  const [seq, last] = [before + 1, after - 1]
  if (seq <= last) breaks.push({ kind: 'missing', seq, ...(last > seq ? { last } : {}) })
}

function checkEnd(bySeq: ReadonlyMap<number, Event>, head: Head, breaks: Break[]) {
  for (const seq of bySeq.keys()) if (seq > head.seq) breaks.push({ kind: 'beyond_head', seq })
}

function checkCommitments(
  bySeq: ReadonlyMap<number, Event>,
  opened: Iterable<OpenedRecord>,
  breaks: Break[],
) {
  for (const { seq, nonce, content } of opened) {
    const commitment = bySeq.get(seq)?.commitment
    if (!commitment || !commitsTo(commitment, nonce, content)) {
      breaks.push({ kind: 'bad_commitment', seq })
    }
  }
}

function checkSignatures(
  bySeq: ReadonlyMap<number, Event>,
  publicKeys: PublicKeysByArn,
  breaks: Break[],
) {
  for (const event of bySeq.values()) {
    const statement = statementOf(event)
    if (!event.signature || !statement) continue
    const keys: Uint8Array[] = [publicKeys.get(event.signature.keyArn) ?? []].flat()
    const value = Buffer.from(event.signature.value, 'base64')
    if (keys.length === 0) breaks.push({ kind: 'unknown_key', seq: event.seq })
    else if (!keys.some((key) => verifyStatement(statement, value, key))) {
      breaks.push({ kind: 'bad_signature', seq: event.seq })
    }
  }
}
