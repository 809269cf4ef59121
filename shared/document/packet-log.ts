import { type Instant, localDate } from '../clock.ts'
import type { ConsentKind } from '../consent/consent.ts'
import { type Clean, nameOf, spokenDate } from './document-page.ts'
import type { LoggedSigner } from './packet-binding.ts'
import { spokenDays } from './packet-running.ts'
import type { PacketWords } from './packet-words.ts'

const consentKinds: Readonly<Record<ConsentKind, string>> = {
  treatment: 'Treatment',
  telehealth: 'Telehealth',
  payment: 'Payment',
  disclosure: 'Disclosure (45 CFR 164.508)',
  'part-2': 'Substance use records (42 CFR 2.31)',
  'process-notes': 'Process notes (45 CFR 164.508(a)(2))',
}

export function consentRow(
  { consent, words }: PacketWords['consents'][number],
  { practice }: PacketWords,
  clean: Clean,
) {
  const { kind, signedOn, signedBy, expiresOn, expiresWith } = words
  const until =
    consent.state === 'revoked'
      ? `revoked ${spokenDate(localDate(consent.revokedAt, practice.zone))}`
      : expiresOn
        ? spokenDate(expiresOn)
        : (expiresWith ?? 'revoked')
  return {
    kind: consentKinds[kind],
    signedOn: spokenDate(signedOn),
    signedBy: clean(
      signedBy.by === 'client' ? 'the client' : `${signedBy.name} (${signedBy.authority})`,
    ),
    until: clean(until),
  }
}

export function signerRow(
  { signer, signed, first, last, signInMethods }: LoggedSigner,
  zone: string,
  clean: Clean,
) {
  const of = (count: number, one: string, many: string) =>
    count === 0 ? [] : [`${count} ${count === 1 ? one : many}`]
  const day = (at: Instant) => localDate(at, zone)
  return {
    name: clean(nameOf(signer)),
    licence: clean([signer.licence, signer.npi && `NPI ${signer.npi}`].filter(Boolean).join(', ')),
    signed: [
      ...of(signed.author, 'note', 'notes'),
      ...of(signed['co-signature'], 'co-signature', 'co-signatures'),
      ...of(signed.addendum, 'addendum', 'addenda'),
      ...of(signed.plan, 'plan', 'plans'),
    ].join(', '),
    days: spokenDays(day(first), day(last)),
    method: clean(signInMethods.join('; ')),
  }
}
