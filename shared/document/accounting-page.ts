import { localDate } from '../clock.ts'
import type { Disclosure } from '../release/accounting.ts'
import type { AccountingWords } from './accounting-words.ts'
import type { AskedTypesetting } from './asked-record.ts'
import {
  type Clean,
  clip,
  confidentiality,
  type DocumentPage,
  facts,
  practiceHead,
  sealWords,
  spokenDate,
} from './document-page.ts'
import { printable } from './printable.ts'

export type AccountingOfDisclosures = AskedTypesetting<AccountingWords>

/** What stands on the page, word for word and in order; the template only lays it out. */
export function accountingPage(
  { words, document, practiceSeal }: AccountingOfDisclosures,
  clean: Clean = printable,
) {
  const { practice, client, from, to, disclosures, part2 } = words
  const title = 'Accounting of disclosures'
  const span = `${spokenDate(from)} to ${spokenDate(to)}`
  return {
    paper: document.paper,
    title,
    documentTitle: `${title}, ${span}`,
    subtitle: `For disclosures from ${span}`,
    marks: part2 ? ['42 CFR Part 2'] : [],
    running: {
      about: clip(clean(client.name), 70),
      rest: `born ${spokenDate(client.birthDate)}`,
      practice: clip(clean(practice.name), 60),
      confidential: confidentiality(part2, clean),
    },
    practice: practiceHead(practice, clean),
    document: { id: document.id, version: String(document.version) },
    client: facts(clean, [
      ['Client', client.name],
      ['Date of birth', spokenDate(client.birthDate)],
      ['Prepared', spokenDate(localDate(document.createdAt, practice.zone))],
      ['Disclosures listed', String(disclosures.length)],
    ]),
    about: [
      'This lists to whom the practice disclosed parts of your record in these days, as 45 CFR 164.528 gives you the right to know.',
      'Not listed, by the same rule: what was disclosed for treatment, for payment or for the practice’s own operations, what you were given yourself, and what you authorized in writing.',
    ],
    none: disclosures.length === 0 ? 'There were no such disclosures in these days.' : '',
    disclosures: disclosures.map((each) => disclosurePart(each, practice.zone, clean)),
    seal: sealWords(practice, practiceSeal.fingerprint, 'shows the document is unchanged.', clean),
  } satisfies DocumentPage & Record<string, unknown>
}

const disclosurePart = (
  { givenAt, recipient, address, what, purpose, law }: Disclosure,
  zone: string,
  clean: Clean,
) => ({
  date: spokenDate(localDate(givenAt, zone)),
  facts: facts(clean, [
    ['Disclosed to', recipient],
    ['Address', address ?? 'not known'],
    ['What was disclosed', capital(what)],
    ['Purpose', purpose],
    ['By which right', law],
  ]),
})

const capital = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1)
