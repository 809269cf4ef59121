import type { StatementWords } from '../note/statement.ts'

/** The words that a clinician puts their name to under a treatment plan. */
export const planStatement: StatementWords = {
  meaning: 'author',
  version: 'plan/1',
  text: 'I made this treatment plan from my own assessment of the client, it says truly how the client took part in it, and it is accurate and complete.',
}
