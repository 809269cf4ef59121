import { z } from 'zod'
import { Client } from '../client/client.ts'
import { DemographicsRecord } from '../client/demographics-record.ts'
import { Instant } from '../clock.ts'
import { Consent, ConsentRecord, RevocationRecord } from '../consent/consent.ts'
import { DiagnosisRecord, RecordedDiagnosis } from '../diagnosis/recorded-diagnosis.ts'
import { AskedRecord } from '../document/asked-record.ts'
import { CertificateDocument, ClientDocument } from '../document/document-item.ts'
import { SealedVolume } from '../document/packet.ts'
import { PacketWords } from '../document/packet-words.ts'
import { Group, SharedPart } from '../group/group.ts'
import { ClientThingId, Id } from '../id.ts'
import { Measure, MeasureErrorRecord, MeasureRecord } from '../measure/measure.ts'
import { Member } from '../member/member.ts'
import { ErrorRecord } from '../note/enter-in-error.ts'
import { DraftSections, Note } from '../note/note.ts'
import { Addition, SignedForm } from '../note/signed-form.ts'
import { Obligation } from '../obligation/obligation.ts'
import { PlanDraft } from '../plan/plan-draft.ts'
import { SignedPlan } from '../plan/signed-plan.ts'
import { PlanEndRecord, TreatmentPlan } from '../plan/treatment-plan.ts'
import { Settings } from '../practice/settings.ts'
import { GivenRecord, Release, ReleaseRecord, WithdrawalRecord } from '../release/release.ts'
import { Certificate } from '../retention/certificate.ts'
import { Hold, HoldRecord } from '../retention/hold.ts'
import { RegisterEntry } from '../retention/register-entry.ts'
import { SessionRecord } from '../session/session-record.ts'

/** A client's file, open part and who they are. */
export const ExportedClient = z.strictObject({
  form: z.literal('noteseal/exported-client/1'),
  /** What more is known openly of a client may differ between versions of Noteseal. */
  client: z.looseObject(
    Client.pick({
      clientId: true,
      practiceId: true,
      state: true,
      careTeam: true,
      barred: true,
      openDrafts: true,
      openedAt: true,
      version: true,
    }).shape,
  ),
  /** The client's version that the demographics were written with. */
  revision: z.int().positive(),
  demographics: DemographicsRecord,
})
export type ExportedClient = z.infer<typeof ExportedClient>

export const ExportedSession = z.strictObject({
  form: z.literal('noteseal/exported-session/1'),
  sessionId: ClientThingId,
  noteId: ClientThingId.optional(),
  record: SessionRecord,
})
export type ExportedSession = z.infer<typeof ExportedSession>

export const ExportedObligation = z.strictObject({
  form: z.literal('noteseal/exported-obligation/1'),
  obligation: Obligation,
})
export type ExportedObligation = z.infer<typeof ExportedObligation>

/** A note: what is known of it openly, and the signed form or, before signing, what was written so far. */
export const ExportedNote = z.strictObject({
  form: z.literal('noteseal/exported-note/1'),
  note: Note,
  signed: SignedForm.optional(),
  draft: DraftSections.optional(),
  error: ErrorRecord.optional(),
  /** The version of its PDF that was still to be made. */
  awaitsDocument: z.int().positive().optional(),
})
export type ExportedNote = z.infer<typeof ExportedNote>

/** An addendum or a co-signature, by its place after its note. */
export const ExportedAddition = z.strictObject({
  form: z.literal('noteseal/exported-addition/1'),
  noteId: ClientThingId,
  number: z.int().positive(),
  addition: Addition,
})
export type ExportedAddition = z.infer<typeof ExportedAddition>

/** Why a record was kept from destruction, and why no longer, each with its nonce. */
export const ExportedHold = z.strictObject({
  form: z.literal('noteseal/exported-hold/1'),
  hold: Hold,
  placing: HoldRecord,
  lifting: HoldRecord.optional(),
})
export type ExportedHold = z.infer<typeof ExportedHold>

/** As it stands: what it said before is no longer kept. */
export const ExportedDiagnosis = z.strictObject({
  form: z.literal('noteseal/exported-diagnosis/1'),
  diagnosis: RecordedDiagnosis,
  record: DiagnosisRecord,
})
export type ExportedDiagnosis = z.infer<typeof ExportedDiagnosis>

/** What a questionnaire came to, and why it was wrong, if it was, each with its nonce. */
export const ExportedMeasure = z.strictObject({
  form: z.literal('noteseal/exported-measure/1'),
  measure: Measure,
  record: MeasureRecord,
  error: MeasureErrorRecord.optional(),
})
export type ExportedMeasure = z.infer<typeof ExportedMeasure>

/** What the client agreed to, and why no longer, each with its nonce. */
export const ExportedConsent = z.strictObject({
  form: z.literal('noteseal/exported-consent/1'),
  consent: Consent,
  recorded: ConsentRecord,
  revocation: RevocationRecord.optional(),
})
export type ExportedConsent = z.infer<typeof ExportedConsent>

/** A treatment plan: what is known of it openly, and what was signed or, before signing, written so far. */
export const ExportedPlan = z.strictObject({
  form: z.literal('noteseal/exported-plan/1'),
  plan: TreatmentPlan,
  signed: SignedPlan.optional(),
  draft: PlanDraft.optional(),
  end: PlanEndRecord.optional(),
  /** Its PDF was still to be made. */
  awaitsDocument: z.literal(true).optional(),
})
export type ExportedPlan = z.infer<typeof ExportedPlan>

/** What left, or was to: as it was asked for, as it was given, and why it was taken back, each with its nonce. */
export const ExportedRelease = z.strictObject({
  form: z.literal('noteseal/exported-release/1'),
  release: Release,
  asked: ReleaseRecord,
  given: GivenRecord.optional(),
  revocation: WithdrawalRecord.optional(),
})
export type ExportedRelease = z.infer<typeof ExportedRelease>

/** The words of a document that somebody asked for, with their nonce. */
export const ExportedAsked = z.strictObject({
  form: z.literal('noteseal/exported-asked/1'),
  record: AskedRecord,
  /** Its PDF was still to be made. */
  awaitsDocument: z.literal(true).optional(),
})
export type ExportedAsked = z.infer<typeof ExportedAsked>

/** What a packet says beside what was signed, and how far it has come. */
export const ExportedPacket = z.strictObject({
  form: z.literal('noteseal/exported-packet/1'),
  words: PacketWords,
  /** How many notes each volume has, once that is known. */
  volumes: z.array(z.int().positive()).optional(),
  made: z.array(SealedVolume),
  /** The step that was still to be made. */
  awaitsStep: z.int().positive().optional(),
})
export type ExportedPacket = z.infer<typeof ExportedPacket>

export const ExportedDocument = z.strictObject({
  form: z.literal('noteseal/exported-document/1'),
  document: ClientDocument,
})
export type ExportedDocument = z.infer<typeof ExportedDocument>

/** What there is of a client besides the ledger. */
export const ExportedRecord = z.discriminatedUnion('form', [
  ExportedClient,
  ExportedSession,
  ExportedObligation,
  ExportedNote,
  ExportedAddition,
  ExportedHold,
  ExportedDiagnosis,
  ExportedMeasure,
  ExportedPlan,
  ExportedConsent,
  ExportedRelease,
  ExportedAsked,
  ExportedPacket,
  ExportedDocument,
])
export type ExportedRecord = z.infer<typeof ExportedRecord>

/** The nonce opens the commitment of the event that last changed the settings. */
export const ExportedSettings = z.strictObject({
  form: z.literal('noteseal/exported-settings/1'),
  /** Whose tokens the members' subjects are of. */
  issuer: z.string(),
  settings: Settings.partial({ retention: true }),
  nonce: z.base64().optional(),
})
export type ExportedSettings = z.infer<typeof ExportedSettings>

export const ExportedMember = z.strictObject({
  form: z.literal('noteseal/exported-member/1'),
  member: Member,
  nonce: z.base64().optional(),
})
export type ExportedMember = z.infer<typeof ExportedMember>

/** A group session, and what its notes share as it was last saved. */
export const ExportedGroup = z.strictObject({
  form: z.literal('noteseal/exported-group/1'),
  group: Group,
  sharedPart: SharedPart.extend({
    revision: z.int().positive(),
    savedAt: Instant,
    savedBy: Id,
  }).optional(),
})
export type ExportedGroup = z.infer<typeof ExportedGroup>

/** What a certificate of destruction says, and its PDF once that was made. */
export const ExportedCertificate = z.strictObject({
  form: z.literal('noteseal/exported-certificate/1'),
  certificate: Certificate,
  document: CertificateDocument.optional(),
})
export type ExportedCertificate = z.infer<typeof ExportedCertificate>

/** Whose the destroyed record was. */
export const ExportedRegisterEntry = z.strictObject({
  form: z.literal('noteseal/exported-register-entry/1'),
  entry: RegisterEntry,
})
export type ExportedRegisterEntry = z.infer<typeof ExportedRegisterEntry>
