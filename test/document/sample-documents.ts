import type { AccountingOfDisclosures } from '../../shared/document/accounting-page.ts'
import type { DestructionCertificate } from '../../shared/document/certificate-page.ts'
import type { HoldNotice } from '../../shared/document/hold-notice-page.ts'
import type { DocumentKind } from '../../shared/document/manifest.ts'
import { type OpenedPacket, packetDocumentId, volumesOf } from '../../shared/document/packet.ts'
import type { PhysicianLetter } from '../../shared/document/physician-letter-page.ts'
import type { ProgressNote } from '../../shared/document/progress-note-page.ts'
import type { SignatureAttestation } from '../../shared/document/signature-attestation-page.ts'
import type { Superbill } from '../../shared/document/superbill-page.ts'
import type { SignedPlanDocument } from '../../shared/document/treatment-plan-page.ts'
import { typesetAccounting } from '../../shared/document/typeset-accounting.ts'
import { typesetCertificate } from '../../shared/document/typeset-certificate.ts'
import type { Typeset } from '../../shared/document/typeset-document.ts'
import { typesetHoldNotice } from '../../shared/document/typeset-hold-notice.ts'
import { typesetPacketCover } from '../../shared/document/typeset-packet-cover.ts'
import { typesetPacketVolume } from '../../shared/document/typeset-packet-volume.ts'
import { typesetPhysicianLetter } from '../../shared/document/typeset-physician-letter.ts'
import { typesetProgressNote } from '../../shared/document/typeset-progress-note.ts'
import { typesetSignatureAttestation } from '../../shared/document/typeset-signature-attestation.ts'
import { typesetSuperbill } from '../../shared/document/typeset-superbill.ts'
import { typesetTreatmentPlan } from '../../shared/document/typeset-treatment-plan.ts'
import * as asked from './sample-asked.ts'
import { certificatesOf } from './sample-certificates.ts'
import * as notes from './sample-notes.ts'
import { asPart2, sampleNotesOfWeeks, samplePacket } from './sample-packet.ts'
import { firstPlan, planOfGoals, reviewedPlan } from './sample-plans.ts'

/** What a sample's words are replaced by. */
export type Reword = <T>(words: T) => T

/** Typesets a sample for a key, by its fingerprint; with other words where they are given. */
export type Sample = (fingerprint: string, reword?: Reword) => Typeset

const sampleOf =
  <T extends object>(
    typeset: (of: T & { readonly practiceSeal: { readonly fingerprint: string } }) => Typeset,
    words: T,
  ): Sample =>
  (fingerprint, reword = (same) => same) =>
    typeset({ ...reword(words), practiceSeal: { fingerprint } })

const note = (of: ProgressNote) => sampleOf(typesetProgressNote, of)
const certificate = (of: DestructionCertificate) => sampleOf(typesetCertificate, of)

const attested = (of: SignatureAttestation) => sampleOf(typesetSignatureAttestation, of)
const plan = (of: SignedPlanDocument) => sampleOf(typesetTreatmentPlan, of)
const billed = (of: Superbill) => sampleOf(typesetSuperbill, of)
const lettered = (of: PhysicianLetter) => sampleOf(typesetPhysicianLetter, of)
const accounting = (of: AccountingOfDisclosures) => sampleOf(typesetAccounting, of)
const noticed = (of: HoldNotice) => sampleOf(typesetHoldNotice, of)

const { first, second } = certificatesOf(40)

const weeks = sampleNotesOfWeeks(8)

const packetVolume = ({ words, notes }: OpenedPacket) =>
  sampleOf(typesetPacketVolume, { words, volume: 1, volumes: 1, before: 0, notes })

/** Where the notes stand is made up: nothing of a cover's form depends on it. */
const packetCover = (packet: OpenedPacket) =>
  sampleOf(typesetPacketCover, {
    ...packet,
    volumes: volumesOf(packet.notes).map((notes, index) => ({
      documentId: packetDocumentId(packet.words.releaseId, index + 1),
      sha256: 'ab'.repeat(32),
      pages: notes * 2 + 1,
      notePages: packet.notes.map((_, index): [number, number] => [index * 2 + 2, index * 2 + 3]),
    })),
  })

const ofWholeRecord = { kind: 'record-copy', scope: { sections: 'all' } } as const

/** A document of every kind, with as much on its pages as the kind can have. */
export const oneOfEveryKind: Record<DocumentKind, Sample> = {
  'progress-note': note(notes.longNote),
  'intake-assessment': note(notes.intakeNote),
  'discharge-summary': note(notes.dischargeNote),
  'certificate-of-destruction': certificate(first),
  'treatment-plan': plan(reviewedPlan),
  'insurance-packet': packetCover(samplePacket(weeks)),
  'record-copy': packetVolume(samplePacket(weeks, ofWholeRecord)),
  'signature-attestation': attested(asked.attestation),
  superbill: billed(asked.longSuperbill),
  'physician-letter': lettered(asked.physicianLetter),
  'accounting-of-disclosures': accounting(asked.accountingOfMany(7)),
  'hold-notice': noticed(asked.holdNotice),
}

/** The same, and what else may stand on their pages. */
export const sampleDocuments: Record<string, Sample> = {
  ...oneOfEveryKind,
  'short note': note(notes.shortNote),
  'late note with addenda': note(notes.lateNote),
  'supervised note': note(notes.supervisedNote),
  'co-signed note with addenda': note(notes.coSignedNote),
  'group note': note(notes.groupNote),
  'note in many scripts': note(notes.manyScripts),
  'note in Hebrew': note(notes.hebrewNote),
  'note in Chinese, Japanese and Korean': note(notes.easternNote),
  'note of a Part 2 program, on A4': note(notes.part2Note),
  'certificate, part 2': certificate(second),
  'first treatment plan': plan(firstPlan),
  'treatment plan of 60 goals': plan(planOfGoals(60)),
  'packet of a Part 2 program, volume': packetVolume(samplePacket(weeks.slice(4, 7), asPart2)),
  'copy of a record without notes': packetCover(samplePacket([], ofWholeRecord)),
  'accounting of a Part 2 program without disclosures, on A4': accounting(
    asked.accountingOfMany(0, notes.part2Note),
  ),
  'attestation of a Part 2 program, on A4': attested(asked.part2Attestation),
  'letter of a Part 2 program, on A4': lettered(asked.part2Letter),
  'short superbill': billed(asked.superbill),
  'superbill of a Part 2 program, on A4': billed(asked.part2Superbill),
  'hold notice with its reason': noticed(asked.holdNoticeWithReason),
  'hold lifted': noticed(asked.liftedNotice),
  'hold lifted, another stands': noticed(asked.liftedNoticeOfTwo),
}
