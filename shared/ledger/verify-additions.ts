import type { Addition, SignedForm } from '../note/signed-form.ts'
import { commitsTo, committedPart } from './commitment.ts'

/** What can be wrong with a signed note and what was added to it. A closed list. */
export type AdditionBreakKind =
  /** Not what its own commitment commits to. */
  | 'bad_commitment'
  /** Added to another note. */
  | 'another_note'
  /** Not put under what stands before it: that was exchanged, taken out, put in or moved. */
  | 'does_not_follow'

export interface AdditionBreak {
  readonly kind: AdditionBreakKind
  /** 0 is the signed note; additions count from 1, as they are handed in. */
  readonly place: number
}

/**
 * Verifies that a note and its additions are what was signed, and that each addition stands under
 * exactly what stands before it. That the commitments themselves are those of the ledger, `verifyChain`
 * tells; that none is missing at the end, the number of the ledger's events about the note.
 *
 * @param additions addenda and co-signature, in the order they were added
 * @returns every break by place, so the first comes first; none if all is as it was signed
 * @throws NotCanonical for text that no UTF-8 can carry
 */
export function verifyAdditions(
  signed: SignedForm,
  additions: readonly Addition[],
): AdditionBreak[] {
  const before: string[] = []
  return [signed, ...additions].flatMap((part, place) => {
    const { noteId, nonce, signature } = part
    const follows = 'follows' in part ? part.follows : []
    const kinds: AdditionBreakKind[] = []
    if (!commitsTo(signature.commitment, nonce, committedPart(part))) kinds.push('bad_commitment')
    if (noteId !== signed.noteId) kinds.push('another_note')
    if (!isSame(follows, before)) kinds.push('does_not_follow')
    before.push(signature.commitment)
    return kinds.map((kind) => ({ kind, place }))
  })
}

/** What was sealed and opened is not what was signed: a fault, and nothing may be built on it. */
export class NotAsSigned extends Error {
  override readonly name = 'NotAsSigned'
  readonly breaks: readonly AdditionBreak[]

  constructor(breaks: readonly AdditionBreak[]) {
    super(breaks.map(({ kind, place }) => `${place}: ${kind}`).join(', '))
    this.breaks = breaks
  }
}

/** @throws NotAsSigned */
export function insistAsSigned(signed: SignedForm, additions: readonly Addition[]): void {
  const breaks = verifyAdditions(signed, additions)
  if (breaks.length > 0) throw new NotAsSigned(breaks)
}

const isSame = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((each, i) => each === other[i])
