import { fullName } from '../client/demographics.ts'
import { type Instant, localDate } from '../clock.ts'
import type { ElectronicSignature, SignerOnTheDay } from '../note/signed-form.ts'
import { planToCheck } from '../plan/plan-to-check.ts'
import type { Finding } from '../preflight/finding.ts'
import { type PlanToCheck, planInForce } from '../preflight/material.ts'
import { signedToCheck } from '../preflight/note-to-check.ts'
import { isDraft, preflight } from '../preflight/preflight.ts'
import type { SessionHeader } from '../session/session.ts'
import type { WholeSignedNote } from './note-words.ts'
import type { OpenedPacket } from './packet.ts'

/** An attestation stands beside the notes, not among them. */
type Signed = Exclude<ElectronicSignature['meaning'], 'attestation'> | 'plan'

/** Everybody who signed something, as they were when they did: whose credentials changed stands twice. */
export interface LoggedSigner {
  readonly signer: SignerOnTheDay
  /** How many of each. */
  readonly signed: Readonly<Record<Signed, number>>
  readonly first: Instant
  readonly last: Instant
  readonly signInMethods: readonly string[]
}

/** In the order of their first signature. */
export function signersOf({ notes, plans }: Pick<OpenedPacket, 'notes' | 'plans'>): LoggedSigner[] {
  const signatures = [
    ...notes.flatMap(({ signed, additions }) =>
      [signed, ...additions].map(({ signature }) => ({ as: signature.meaning, signature })),
    ),
    ...plans.map(({ signature }) => ({ as: 'plan' as const, signature })),
  ].toSorted((a, b) => (a.signature.signedAt < b.signature.signedAt ? -1 : 1))
  const bySigner = Map.groupBy(signatures, ({ signature }) => JSON.stringify(signature.signer))
  return [...bySigner.values()].flatMap((all): LoggedSigner[] => {
    const [first, last] = [all[0], all.at(-1)]
    if (!first || !last) return []
    const count = (as: Signed) => all.filter((each) => each.as === as).length
    return [
      {
        signer: first.signature.signer,
        signed: {
          author: count('author'),
          'co-signature': count('co-signature'),
          addendum: count('addendum'),
          plan: count('plan'),
        },
        first: first.signature.signedAt,
        last: last.signature.signedAt,
        signInMethods: [...new Set(all.map(({ signature }) => signature.signInMethod))],
      },
    ]
  })
}

/** The plan that guided each note's session, by its place among the plans; undefined where none did. */
export function planOfEach({ words, notes, plans }: OpenedPacket): (number | undefined)[] {
  const held = plansToCheck({ words, plans })
  return notes.map(({ signed }) => {
    const found = planInForce(held, localDate(signed.session.start, signed.practice.zone))
    return found && held.indexOf(found)
  })
}

/** What a payer's reviewer will miss in this very packet, as things were when it was asked for. */
export function findingsOf({ words, notes, plans }: OpenedPacket): Finding[] {
  const { client, request, practice, sessions, drafts, consents, part2 } = words
  const { name, insurance = [] } = client.demographics
  const ofDraft = new Set(drafts.map(({ sessionId }) => sessionId))
  const [first, last] = [notes[0], notes.at(-1)].map(
    (note) => note && localDate(note.signed.session.start, practice.zone),
  )
  return [
    ...preflight({
      from: request.from ?? first ?? '0000-01-01',
      to: request.to ?? last ?? '9999-12-31',
      payer: request.payer,
      now: request.askedAt,
      zone: practice.zone,
      notes: notes.map((note) => signedToCheck(note.signed, coSignatureOf(note))),
      sessions: [
        ...notes.map(sessionOf),
        ...sessions.filter(({ sessionId }) => !ofDraft.has(sessionId)),
      ],
      coverage: insurance,
      part2Program: part2 !== undefined,
      plans: plansToCheck({ words, plans }),
      consents,
      knownNames: [
        fullName(name),
        name.preferred ?? '',
        ...new Set(notes.map(({ signed }) => signed.signature.signer.name)),
      ],
    }),
    ...drafts.map(isDraft),
  ]
}

const sessionOf = ({ signed: { session, noteId, signature } }: WholeSignedNote): SessionHeader => ({
  sessionId: session.id,
  memberId: signature.signer.memberId,
  status: 'held',
  plannedStart: session.plannedStart,
  plannedEnd: session.plannedEnd,
  start: session.start,
  end: session.end,
  noteId,
  version: 1,
})

const plansToCheck = ({ words, plans }: Pick<OpenedPacket, 'words' | 'plans'>): PlanToCheck[] =>
  plans.flatMap((plan) => {
    const as = words.plans.find(({ planId }) => planId === plan.planId)
    return as ? [planToCheck(plan, as)] : []
  })

function coSignatureOf({ signed, additions }: WholeSignedNote): 'due' | 'done' | undefined {
  if (!signed.supervisor) return undefined
  return additions.some(({ form }) => form === 'noteseal/co-signature/1') ? 'done' : 'due'
}
