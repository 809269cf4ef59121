import { localDate, spokenTime } from '../clock.ts'
import type { AskedTypesetting } from './asked-record.ts'
import {
  type Clean,
  clip,
  confidentiality,
  type DocumentPage,
  facts,
  nameOf,
  practiceHead,
  sealWords,
  spokenDate,
} from './document-page.ts'
import { signatureWords, timeSpan } from './note-words.ts'
import { printable } from './printable.ts'
import type { SignatureAttestationWords } from './signature-attestation-words.ts'

export type SignatureAttestation = AskedTypesetting<SignatureAttestationWords>

/** What stands on the page, word for word and in order; the template only lays it out. */
export function signatureAttestationPage(
  { words, signature, document, practiceSeal, source }: SignatureAttestation,
  clean: Clean = printable,
) {
  if (!signature) throw new Error('an attestation that nobody signed')
  const { practice, client, entry, part2 } = words
  const { zone } = practice
  const service = spokenDate(localDate(entry.start, zone))
  const title = 'Signature attestation'
  const name = clean(signature.signer.name)
  const capacity = clean(entry.signer.credentials || 'author')
  return {
    paper: document.paper,
    title,
    documentTitle: `${title}, ${service}`,
    subtitle: `For the record entry of ${service}`,
    marks: part2 ? ['42 CFR Part 2'] : [],
    running: {
      about: clip(clean(client.name), 70),
      rest: `born ${spokenDate(client.birthDate)} · service ${service}`,
      practice: clip(clean(practice.name), 60),
      confidential: confidentiality(part2, clean),
    },
    practice: practiceHead(practice, clean),
    document: { id: document.id, version: String(document.version) },
    client: facts(clean, [
      ['Client', client.name],
      ['Date of birth', spokenDate(client.birthDate)],
      ['Member ID', client.memberId],
      ['Payer', client.payer],
    ]),
    attestation: [
      `I, ${name}, attest that the record entry for ${service} shows truly the signature and the notes that I made in my capacity as ${capacity} when I treated ${clean(client.name)}, born ${spokenDate(client.birthDate)}.`,
      clean(signature.statement),
    ],
    entry: facts(clean, [
      ['Record entry', entry.title],
      ['Date of service', service],
      ['Start – stop', timeSpan(entry.start, entry.end, zone)],
      [
        'Service',
        entry.services
          .map(({ cpt, modifiers, label }) => `${[cpt, ...modifiers].join(' ')} ${label}`)
          .join('; '),
      ],
      ['Place of service', `${entry.placeOfService.code} ${entry.placeOfService.label}`],
      ['Signed', spokenTime(entry.signedAt, zone)],
      ['Signed by', nameOf(entry.signer)],
      ['Licence', entry.signer.licence],
      ['NPI', entry.signer.npi],
    ]),
    record: facts(clean, [
      ['Note', entry.noteId],
      [`Its commitment, ledger entry ${entry.ledgerSeq}`, entry.commitment],
    ]),
    signature: {
      ...signatureWords(
        signature,
        'Electronically signed by',
        { ledger: source.ledger },
        clean,
        zone,
      ),
      // The statement stands above, in full.
      statement: 'the attestation above.',
    },
    seal: sealWords(
      practice,
      practiceSeal.fingerprint,
      'shows the document is unchanged; it is not the clinician’s certificate.',
      clean,
    ),
  } satisfies DocumentPage & Record<string, unknown>
}
