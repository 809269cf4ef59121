import type { Licence, MemberCard } from '../member/member.ts'
import { Refused } from '../refused.ts'
import type { Intent, SignerOnTheDay } from './signed-form.ts'
import { type StatementWords, statements } from './statement.ts'

type Somebody = Pick<MemberCard, 'memberId' | 'name' | 'credentials' | 'licence' | 'npi'>

/** Credentials and licence as they stand now, to be kept with what is signed now. */
export const onTheDay = (member: Somebody): SignerOnTheDay => ({
  memberId: member.memberId,
  name: member.name,
  credentials: member.credentials,
  licence: member.licence ? printed(member.licence) : '',
  ...(member.npi !== undefined && { npi: member.npi }),
})

/** `Licensed Psychologist, OR 3127` */
const printed = ({ type, state, number }: Licence) => `${type}, ${state} ${number}`

/** How, when and by which key somebody signs. */
export interface Signing {
  readonly signer: Somebody
  readonly signedAt: string
  /** Which words the signer was shown and accepted. */
  readonly statementVersion: string
  /** `password and one-time code` */
  readonly signInMethod: string
  readonly keyArn: string
}

/** @throws Refused `statement_not_accepted` unless the words are those in force */
export function intentOf(
  meaning: Intent['meaning'],
  signing: Signing,
  words: StatementWords = statements[meaning],
): Intent {
  if (signing.statementVersion !== words.version)
    throw new Refused('statement_not_accepted', [words.version])
  return {
    signer: onTheDay(signing.signer),
    meaning,
    statementVersion: words.version,
    statement: words.text,
    signedAt: signing.signedAt,
    signInMethod: signing.signInMethod,
    keyArn: signing.keyArn,
    algorithm: 'ECDSA_SHA_256',
  }
}
