import { localDate } from '../clock.ts'
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
import type { LetterOccasion, PhysicianLetterWords } from './physician-letter-words.ts'
import { printable } from './printable.ts'
import { textBlocks } from './text-blocks.ts'

export type PhysicianLetter = AskedTypesetting<PhysicianLetterWords>

const OCCASIONS: Readonly<Record<LetterOccasion, string>> = {
  'treatment-begun': 'Treatment has begun',
  'treatment-changed': 'Treatment has changed',
  'treatment-ended': 'Treatment has ended',
  coordination: 'To coordinate care',
}

/** What stands on the page, word for word and in order; the template only lays it out. */
export function physicianLetterPage(
  { words, document, practiceSeal }: PhysicianLetter,
  clean: Clean = printable,
) {
  const { practice, client, writer, recipient, occasion, text, diagnoses, part2 } = words
  const day = spokenDate(localDate(document.createdAt, practice.zone))
  const title = 'Letter to the physician'
  return {
    paper: document.paper,
    title,
    documentTitle: `${title}, ${day}`,
    subtitle: `${OCCASIONS[occasion]} · ${day}`,
    marks: part2 ? ['42 CFR Part 2'] : [],
    running: {
      about: clip(clean(client.name), 70),
      rest: `born ${spokenDate(client.birthDate)} · letter of ${day}`,
      practice: clip(clean(practice.name), 60),
      confidential: confidentiality(part2, clean),
    },
    practice: practiceHead(practice, clean),
    document: { id: document.id, version: String(document.version) },
    client: facts(clean, [
      ['Client', client.name],
      ['Date of birth', spokenDate(client.birthDate)],
    ]),
    recipient: [recipient.name, recipient.practice ?? '', ...recipient.address]
      .filter((each) => each !== '')
      .map(clean),
    fax: recipient.fax === undefined ? '' : clean(`Fax ${recipient.fax}`),
    text: textBlocks(clean(text)),
    diagnoses: diagnoses.map(({ code, label, since }) => ({
      code: clean(code),
      label: clean(label),
      since: spokenDate(since),
    })),
    writer: {
      name: clean(nameOf(writer)),
      lines: [writer.licence, writer.npi ? `NPI ${writer.npi}` : '', practice.phone ?? '']
        .filter((each) => each !== '')
        .map(clean),
    },
    about: [
      'Sent for treatment (45 CFR 164.506(c)). It holds what the clinician chose to tell; process notes are in no letter.',
    ],
    seal: sealWords(
      practice,
      practiceSeal.fingerprint,
      'shows the letter is unchanged since it was written.',
      clean,
    ),
  } satisfies DocumentPage & Record<string, unknown>
}
