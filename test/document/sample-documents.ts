import type { DocumentKind } from '../../shared/document/manifest.ts'
import type { ProgressNote } from '../../shared/document/progress-note-page.ts'
import { typesetCertificate } from '../../shared/document/typeset-certificate.ts'
import type { Typeset } from '../../shared/document/typeset-document.ts'
import { typesetProgressNote } from '../../shared/document/typeset-progress-note.ts'
import { certificatesOf } from './sample-certificates.ts'
import * as notes from './sample-notes.ts'

/** Typesets a sample for a key, by its fingerprint. */
export type Sample = (fingerprint: string) => Typeset

const note =
  (of: ProgressNote): Sample =>
  (fingerprint) =>
    typesetProgressNote({ ...of, practiceSeal: { fingerprint } })

const certificate =
  (of: ReturnType<typeof certificatesOf>['first']): Sample =>
  (fingerprint) =>
    typesetCertificate({ ...of, practiceSeal: { fingerprint } })

const { first, second } = certificatesOf(40)

/** A document of every kind, with as much on its pages as the kind can have. */
export const oneOfEveryKind: Record<DocumentKind, Sample> = {
  'progress-note': note(notes.longNote),
  'intake-assessment': note(notes.intakeNote),
  'discharge-summary': note(notes.dischargeNote),
  'certificate-of-destruction': certificate(first),
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
  'note of a Part 2 program, on A4': note(notes.part2Note),
  'certificate, part 2': certificate(second),
}
