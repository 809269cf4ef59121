import { createHash } from 'node:crypto'
import { z } from 'zod'
import { Instant } from '../clock.ts'
import { canonical } from './canonical.ts'
import { Commitment } from './commitment.ts'

/** What can happen to a client's record, or to a practice. A process note never happens here. */
export const EventType = z.enum([
  'client_opened',
  'client_changed',
  'care_team_changed',
  'session_planned',
  'session_changed',
  'session_held',
  'session_missed',
  'session_cancelled',
  'group_planned',
  'note_opened',
  'revision_restored',
  'note_signed',
  'note_co_signed',
  'addendum_signed',
  'note_attested',
  'note_entered_in_error',
  'diagnosis_added',
  'diagnosis_changed',
  'measure_recorded',
  'measure_entered_in_error',
  'consent_recorded',
  'consent_revoked',
  'plan_opened',
  'plan_signed',
  'plan_ended',
  'release_asked',
  'release_given',
  'release_revoked',
  'document_asked',
  'link_made',
  'link_revoked',
  'hold_placed',
  'hold_lifted',
  'disposal_proposed',
  'disposal_approved',
  'disposal_withdrawn',
  'client_destroyed',
  'practice_founded',
  'settings_changed',
  'member_added',
  'member_changed',
  'record_destroyed',
  'key_backups_lapsed',
  'record_exported',
  'practice_imported',
  'custodial_access_requested',
  'custodial_access_approved',
  'custodial_access_ended',
  'caseload_handed_over',
])
export type EventType = z.infer<typeof EventType>

/** An id, a moment, a code: what outlives the client's destruction, so nothing that somebody wrote. */
const Opaque = z.string().regex(/^[A-Za-z0-9._:#/+-]{1,200}$/, 'is not an id, a time or a code')
const AboutKey = z.string().regex(/^[a-z][A-Za-z0-9]{0,39}$/, 'is not the name of a member')

/** Hash of an event: SHA-256 in lower-case hexadecimal. */
export const EventHash = z.string().regex(/^[0-9a-f]{64}$/, 'is not a hash')

/** What `previous` says in a chain's first event. */
export const NO_EVENT = '0'.repeat(64)

/** KMS's signature on the statement that an event's own members make up: see `statementOf`. */
export const EventSignature = z.strictObject({
  meaning: z.enum(['author', 'co-signature', 'addendum', 'attestation']),
  statementVersion: Opaque,
  keyArn: z.string().regex(/^arn:[A-Za-z0-9:/_-]{1,300}$/, 'is not an ARN'),
  algorithm: z.literal('ECDSA_SHA_256'),
  /** DER in base 64. */
  value: z.base64().min(1),
})
export type EventSignature = z.infer<typeof EventSignature>

/** Events that are somebody's signature, and what it must mean: no other event is signed. */
const SIGNED: Partial<Record<EventType, EventSignature['meaning']>> = {
  note_signed: 'author',
  note_co_signed: 'co-signature',
  addendum_signed: 'addendum',
  plan_signed: 'author',
  note_attested: 'attestation',
}

/** One entry of a chain. The specification is `docs/formats/ledger.md`. */
export const Event = z
  .strictObject({
    form: z.literal('noteseal/event/1'),
    /** `P#<practice>#C#<client>`, or `P#<practice>` for the practice's own chain. */
    chain: Opaque,
    /** 1, 2, 3 …, without a gap. */
    seq: z.int().positive(),
    previous: EventHash,
    type: EventType,
    actorId: Opaque,
    at: Instant,
    about: z.record(AboutKey, Opaque),
    commitment: Commitment.optional(),
    signature: EventSignature.optional(),
  })
  .refine(({ type, signature }) => signature?.meaning === SIGNED[type], {
    path: ['signature'],
    error: 'is not the signature that this type of event has, or is missing',
  })
  .refine(
    ({ type, signature, commitment, about }) =>
      !signature || (commitment && about[type === 'plan_signed' ? 'planId' : 'noteId']),
    {
      path: ['signature'],
      error: 'needs a commitment and about.noteId, or of a plan about.planId',
    },
  )
export type Event = z.infer<typeof Event>

/** The last event of a chain. */
export const Head = z.strictObject({ seq: z.int().positive(), hash: EventHash })
export type Head = z.infer<typeof Head>

export type EventDraft = Omit<Event, 'form' | 'seq' | 'previous'>

export function hashOf(event: unknown): string {
  return createHash('sha256').update(canonical(event)).digest('hex')
}

/**
 * Appends to a chain: the event, its hash and the chain's new head, to be written in one transaction
 * with the change they tell of, on the condition that the head is still the one handed in.
 *
 * @param head undefined for a chain's first event
 * @throws ZodError for a draft that is no event
 */
export function nextEvent(
  head: Head | undefined,
  draft: EventDraft,
): { event: Event; hash: string; head: Head } {
  const event = Event.parse({
    form: 'noteseal/event/1',
    ...draft,
    seq: (head?.seq ?? 0) + 1,
    previous: head?.hash ?? NO_EVENT,
  })
  const hash = hashOf(event)
  return { event, hash, head: { seq: event.seq, hash } }
}
