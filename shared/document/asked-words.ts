import { z } from 'zod'
import { AccountingWords } from './accounting-words.ts'
import { HoldNoticeWords } from './hold-notice-words.ts'
import { PhysicianLetterWords } from './physician-letter-words.ts'
import { SignatureAttestationWords } from './signature-attestation-words.ts'
import { SuperbillWords } from './superbill-words.ts'

/**
 * All that a document says that somebody asked for, by its kind: whatever is printed is in it, as it
 * was when it was asked for. Nothing is looked up when it is rendered.
 */
export const AskedWords = z.discriminatedUnion('kind', [
  SignatureAttestationWords,
  SuperbillWords,
  AccountingWords,
  HoldNoticeWords,
  PhysicianLetterWords,
])
export type AskedWords = z.infer<typeof AskedWords>
