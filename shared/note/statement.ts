import type { ElectronicSignature } from './signed-form.ts'

type Meaning = ElectronicSignature['meaning']

/** The words somebody puts their name to. Once used, a version never changes its words. */
export interface StatementWords {
  readonly meaning: Meaning
  /** `author/1` */
  readonly version: string
  readonly text: string
}

const author: StatementWords = {
  meaning: 'author',
  version: 'author/1',
  text: 'I provided this service and this record is accurate and complete.',
}

/**
 * Of a note that was handed over: whoever signs it did not see the client. It tells what is known, and
 * is no claim to have provided the service.
 */
export const writtenForAnother: StatementWords = {
  meaning: 'author',
  version: 'author-for-another/1',
  text: 'I did not provide this service. The clinician who did can no longer write of it; I wrote this record from what was on file, and it is accurate as far as I know.',
}

const addendum: StatementWords = {
  meaning: 'addendum',
  version: 'addendum/1',
  text: 'I wrote this addendum and it is accurate and complete.',
}

const coSignature: StatementWords = {
  meaning: 'co-signature',
  version: 'co-signature/1',
  text: 'I supervised this service, have reviewed this record and agree with it.',
}

/**
 * Of an author who stands by a note whose signature somebody doubts. What it has to say: Medicare
 * Program Integrity Manual, chapter 3, 3.3.2.4.C; the form is free.
 */
const attestation: StatementWords = {
  meaning: 'attestation',
  version: 'attestation/1',
  text: 'I treated this client on that date in the capacity named here. The record entry for it, and the signature under it, are mine and show truly what I did. This attestation is true, accurate and complete as far as I know; I know that false statements, and leaving out or hiding what matters, can have consequences under administrative, civil or criminal law.',
}

/** The words in force, by what a signature means. */
export const statements: Readonly<Record<Meaning, StatementWords>> = {
  author,
  addendum,
  'co-signature': coSignature,
  attestation,
}
