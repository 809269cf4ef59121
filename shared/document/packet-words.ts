import { z } from 'zod'
import { Demographics } from '../client/demographics.ts'
import { Part2Statement } from '../client/part-2.ts'
import { Instant, LocalDate } from '../clock.ts'
import { Consent, ConsentWords } from '../consent/consent.ts'
import { RecordScope } from '../consent/record-scope.ts'
import { DiagnosisWords } from '../diagnosis/recorded-diagnosis.ts'
import { ClientThingId, Id } from '../id.ts'
import { MeasureSeries } from '../measure/measure-series.ts'
import { Member } from '../member/member.ts'
import { TreatmentPlan } from '../plan/treatment-plan.ts'
import { Settings } from '../practice/settings.ts'
import { ReleaseBasis } from '../release/basis.ts'
import { Recipient } from '../release/recipient.ts'
import { SessionHeader } from '../session/session.ts'
import { line } from '../text.ts'

/** `insurance-packet`: for a payer, of some days of service. `record-copy`: the client's own (45 CFR 164.524). */
export const PacketKind = z.enum(['insurance-packet', 'record-copy'])
export type PacketKind = z.infer<typeof PacketKind>

/** A signed note, as many of its additions as there were when the packet was asked for. */
export const NoteInPacket = z.strictObject({
  noteId: ClientThingId,
  /** 1: the note as signed; one more for each addition. */
  version: z.int().positive(),
})
export type NoteInPacket = z.infer<typeof NoteInPacket>

/**
 * All that a packet says beside what was signed: as it stood when somebody asked, and sealed then. The
 * notes and plans are named; they cannot change any more, and are opened when they are typeset. So a try
 * years later makes the same packet.
 */
export const PacketWords = z.strictObject({
  form: z.literal('noteseal/packet/1'),
  kind: PacketKind,
  releaseId: ClientThingId,
  practice: Settings.pick({
    practiceId: true,
    name: true,
    address: true,
    phone: true,
    npi: true,
    zone: true,
    paper: true,
  }),
  client: z.strictObject({ clientId: Id, demographics: Demographics }),
  part2: Part2Statement.optional(),
  request: z.strictObject({
    purpose: line(300),
    recipient: Recipient,
    basis: ReleaseBasis,
    /** Whose claims they are, as the insurance on file names it. */
    payer: line(120).optional(),
    /** Days of service, both included. Absent of a whole record. */
    from: LocalDate.optional(),
    to: LocalDate.optional(),
    askedBy: Member.pick({ memberId: true, name: true, credentials: true }),
    askedAt: Instant,
  }),
  scope: RecordScope,
  /** By the time of their sessions. */
  notes: z.array(NoteInPacket),
  /** What there is of those days and is not given: only its number is told, and a draft's session. */
  drafts: z.array(z.strictObject({ noteId: ClientThingId, sessionId: ClientThingId })),
  notesInError: z.int().nonnegative(),
  /** Of those days, and of none of these notes: missed, cancelled, or held and not written about. */
  sessions: z.array(SessionHeader),
  diagnoses: z.array(DiagnosisWords),
  /** Those that were signed. */
  plans: z.array(TreatmentPlan),
  measures: z.array(MeasureSeries),
  consents: z.array(z.strictObject({ consent: Consent, words: ConsentWords })),
  /** 32 random bytes: the cover's manifest names a hash of all this, which must confirm no guess. */
  nonce: z.base64(),
})
export type PacketWords = z.infer<typeof PacketWords>

/** More notes than this are asked for in several packets. */
export const MOST_NOTES_IN_PACKET = 1000
