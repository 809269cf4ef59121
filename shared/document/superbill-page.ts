import { localDate } from '../clock.ts'
import { spokenCents } from '../money.ts'
import type { SignerOnTheDay } from '../note/signed-form.ts'
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
  shortDate,
  spokenDate,
} from './document-page.ts'
import { printable } from './printable.ts'
import type { SuperbillWords } from './superbill-words.ts'

export type Superbill = AskedTypesetting<SuperbillWords>

/** What stands on the pages, word for word and in order; the template only lays it out. */
export function superbillPage(
  { words, document, practiceSeal }: Superbill,
  clean: Clean = printable,
) {
  const { practice, client, lines, payments, part2 } = words
  const title = 'Superbill'
  const days =
    words.from === words.to
      ? spokenDate(words.from)
      : `${spokenDate(words.from)} to ${spokenDate(words.to)}`
  const charged = lines.reduce((sum, { cents }) => sum + cents, 0)
  const paid = payments.reduce((sum, { cents }) => sum + cents, 0)
  return {
    paper: document.paper,
    title,
    documentTitle: `${title}, ${days}`,
    subtitle: `Services of ${days}`,
    marks: part2 ? ['42 CFR Part 2'] : [],
    running: {
      about: clip(clean(client.name), 70),
      rest: `born ${spokenDate(client.birthDate)} · services of ${days}`,
      practice: clip(clean(practice.name), 60),
      confidential: confidentiality(part2, clean),
    },
    practice: practiceHead(practice, clean),
    document: { id: document.id, version: String(document.version) },
    client: facts(clean, [
      ['Client', client.name],
      ['Date of birth', spokenDate(client.birthDate)],
      ['Address', client.address.join(', ')],
      ['Practice NPI', practice.npi],
      ['Practice tax id (EIN)', practice.taxId],
      ['Issued', spokenDate(localDate(document.createdAt, practice.zone))],
    ]),
    insurance: words.insurance.map(({ order, payer, plan, memberId, group, holder }) => ({
      order: capitalised(order),
      payer: clean([payer, plan].filter(Boolean).join(', ')),
      memberId: clean(memberId),
      group: clean(group ?? '–'),
      holder: clean(holder ?? 'Client'),
    })),
    lines: lines.map((line) => ({
      day: shortDate(localDate(line.start, practice.zone)),
      place: line.placeOfService.code,
      code: clean(line.cpt),
      modifiers: line.modifiers.map(clean).join(' ') || '–',
      label: clean(line.label),
      diagnoses: line.diagnoses.map(clean).join(', '),
      units: String(line.units),
      charge: spokenCents(line.cents),
      provider: String(line.provider + 1),
    })),
    totals: [
      { label: 'Total charged', value: spokenCents(charged) },
      ...(payments.length > 0
        ? [
            { label: 'Paid by the client', value: spokenCents(paid) },
            { label: 'Still to be paid', value: spokenCents(charged - paid) },
          ]
        : []),
    ],
    payments: payments.map(({ on, cents, by }) => ({
      day: shortDate(on),
      by: clean(by ?? '–'),
      amount: spokenCents(cents),
    })),
    diagnoses: words.diagnoses.map(({ code, label }) => ({
      code: clean(code),
      label: clean(label ?? '–'),
    })),
    places: placesIn(words, clean),
    providers: words.providers.map((provider, i) => ({
      number: String(i + 1),
      name: clean(nameOf(provider)),
      more: clean(credentialsOf(provider)),
      supervisor:
        provider.supervisor &&
        clean(
          `Supervised by ${[nameOf(provider.supervisor), credentialsOf(provider.supervisor)].filter(Boolean).join(', ')}`,
        ),
    })),
    statement: [
      'This is a statement for the client, who may send it to an insurer. It is not a claim, and no promise that an insurer will pay anything back. Each service is in a signed note of its day. Charges are in US dollars.',
    ],
    seal: sealWords(
      practice,
      practiceSeal.fingerprint,
      'shows the document is unchanged since it was made.',
      clean,
    ),
  } satisfies DocumentPage & Record<string, unknown>
}

const credentialsOf = ({ licence, npi }: SignerOnTheDay): string =>
  [licence, npi && `NPI ${npi}`].filter(Boolean).join(', ')

/** What the codes of places mean, each once: `11 Office`. */
const placesIn = ({ lines }: SuperbillWords, clean: Clean): string =>
  [...new Set(lines.map(({ placeOfService: { code, label } }) => `${code} ${label}`))]
    .map(clean)
    .join(' · ')

const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
