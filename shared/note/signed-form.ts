import { z } from 'zod'
import { Part2Statement } from '../client/part-2.ts'
import { Instant, LocalDate, Zone } from '../clock.ts'
import { ClientThingId, Id } from '../id.ts'

const Text = z.string()

/** Who somebody was on the day: credentials and licence as they stood when they signed. */
export const SignerOnTheDay = z.object({
  memberId: Id,
  name: Text,
  credentials: Text,
  licence: Text,
  npi: Text.optional(),
})
export type SignerOnTheDay = z.infer<typeof SignerOnTheDay>

/**
 * The clinician's electronic signature: intent, who, when and how they proved who they are. KMS
 * signs the statement; `value` is that signature.
 */
export const ElectronicSignature = z.object({
  signer: SignerOnTheDay,
  meaning: z.enum(['author', 'co-signature', 'addendum', 'attestation']),
  statementVersion: Text,
  statement: Text,
  signedAt: Instant,
  /** For example `password and one-time code`. */
  signInMethod: Text,
  commitment: Text,
  keyArn: Text,
  algorithm: z.literal('ECDSA_SHA_256'),
  value: z.base64(),
})
export type ElectronicSignature = z.infer<typeof ElectronicSignature>

export const ServiceLine = z.object({
  cpt: Text,
  modifiers: z.array(Text),
  label: Text,
  units: z.number().int(),
})
export type ServiceLine = z.infer<typeof ServiceLine>

/** What a practice prints on. */
export const Paper = z.enum(['us-letter', 'a4'])
export type Paper = z.infer<typeof Paper>

export const NoteSection = z.object({
  key: Text,
  heading: Text,
  text: Text,
})
export type NoteSection = z.infer<typeof NoteSection>

/**
 * All that a signed note says, as it stood when it was signed: nothing in it is looked up again, so
 * it can be typeset from itself alone, years later. It is sealed under the client's key, and the
 * ledger commits to it.
 */
export const SignedForm = z.object({
  /** 2 says what 1 does and `part2`: who knows only 1 refuses it, instead of leaving that out. */
  form: z.enum(['noteseal/signed-note/1', 'noteseal/signed-note/2']),
  noteId: ClientThingId,
  practice: z.object({
    id: Id,
    name: Text,
    address: z.array(Text),
    phone: Text.optional(),
    npi: Text.optional(),
    zone: Zone,
    paper: Paper,
  }),
  client: z.object({
    id: Id,
    name: Text,
    birthDate: LocalDate,
    memberId: Text.optional(),
    payer: Text.optional(),
  }),
  session: z.object({
    id: ClientThingId,
    plannedStart: Instant,
    plannedEnd: Instant,
    start: Instant,
    end: Instant,
    modality: Text,
    placeOfService: z.object({ code: Text, label: Text }),
    /** By role, without names of people other than the client and members: `mother`, `interpreter`. */
    participants: z.array(Text),
    services: z.array(ServiceLine),
    diagnoses: z.array(z.object({ code: Text, label: Text.optional() })),
    group: z.object({ size: z.number().int() }).optional(),
  }),
  template: z.object({ key: Text, version: z.number().int(), title: Text }),
  sections: z.array(NoteSection),
  written: z.object({
    openedAt: Instant,
    lastSavedAt: Instant,
    dueAt: Instant,
    /** Present on a note signed after its due time. */
    late: z.object({ reason: Text, minutes: z.number().int() }).optional(),
  }),
  supervisor: SignerOnTheDay.optional(),
  /** Of the second form: what every page of a Part 2 program's record says. */
  part2: Part2Statement.optional(),
  signature: ElectronicSignature,
  /** Position of this signing in the client's chain. */
  ledger: z.object({ chain: Text, seq: z.number().int() }),
  /** 32 random bytes: with them, and only with them, the commitment can be checked. */
  nonce: z.base64(),
})
export type SignedForm = z.infer<typeof SignedForm>

/**
 * What an addition was put under: the commitments of the signed note and of all that was added
 * before, in that order. So a supervisor's co-signature says under exactly which words it stands.
 */
const Follows = z.array(Text).min(1)

/** Words added to a signed note. The original stays as it is. */
export const SignedAddendum = z.object({
  form: z.literal('noteseal/addendum/1'),
  noteId: ClientThingId,
  follows: Follows,
  number: z.number().int().positive(),
  kind: z.enum(['addition', 'correction', 'late entry']),
  reason: Text,
  text: Text,
  writtenAt: Instant,
  signature: ElectronicSignature,
  ledger: z.object({ chain: Text, seq: z.number().int() }),
  nonce: z.base64(),
})
export type SignedAddendum = z.infer<typeof SignedAddendum>

/** A supervisor's signature under a supervised clinician's signed note. */
export const CoSignature = z.object({
  form: z.literal('noteseal/co-signature/1'),
  noteId: ClientThingId,
  follows: Follows,
  signature: ElectronicSignature,
  ledger: z.object({ chain: Text, seq: z.number().int() }),
  nonce: z.base64(),
})
export type CoSignature = z.infer<typeof CoSignature>

/** What is added to a signed note. */
export const Addition = z.discriminatedUnion('form', [SignedAddendum, CoSignature])
export type Addition = z.infer<typeof Addition>

/** A form as it is before somebody signs it: all that the commitment and the statement cover. */
export type Unsigned<T extends { signature: ElectronicSignature }> = Omit<
  T,
  'signature' | 'ledger' | 'nonce'
> & { readonly signature: Intent }

/** A signature before KMS gives it its value: who means what, under which words, when and how. */
export type Intent = Omit<ElectronicSignature, 'commitment' | 'value'>
