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

/** The words in force, by what a signature means. */
export const statements: Readonly<Record<Meaning, StatementWords>> = {
  author,
  addendum,
  'co-signature': coSignature,
}
