import { fullName } from '../client/demographics.ts'
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
import { packetDocument, packetTitles } from './packet.ts'
import type { PacketWords } from './packet-words.ts'

/** What all volumes of a packet have alike, on every page and over the first. */
export function packetSheet(
  words: PacketWords,
  volume: number,
  fingerprint: string,
  clean: Clean,
): Omit<DocumentPage, 'subtitle' | 'marks' | 'running'> & {
  readonly running: Omit<DocumentPage['running'], 'rest'>
} {
  const { practice, client, kind } = words
  const document = packetDocument(words, volume)
  return {
    paper: practice.paper,
    title: packetTitles[kind],
    documentTitle: `${packetTitles[kind]}, ${volume === 0 ? 'cover' : `volume ${volume}`}`,
    running: {
      about: clip(clean(fullName(client.demographics.name)), 70),
      practice: clip(clean(practice.name), 60),
      confidential: confidentiality(words.part2, clean),
    },
    practice: practiceHead(practice, clean),
    document: { id: document.id, version: String(document.version) },
    seal: sealWords(
      practice,
      fingerprint,
      'shows the document is unchanged; it is not the clinician’s certificate.',
      clean,
    ),
  }
}

/** The second thing to know a client by, beside the name. */
export const born = ({ client }: PacketWords): string =>
  `born ${spokenDate(client.demographics.birthDate)}`

/** Who it is about, in a band above everything else. */
export function clientBand({ client, request }: PacketWords, clean: Clean) {
  const { name, birthDate, insurance = [] } = client.demographics
  const coverage =
    insurance.find(({ payer }) => payer === request.payer) ??
    insurance.find(({ order }) => order === 'primary') ??
    insurance[0]
  return facts(clean, [
    ['Client', fullName(name)],
    ['Date of birth', spokenDate(birthDate)],
    ['Member ID', coverage?.memberId],
    ['Payer', coverage?.payer],
  ])
}

/** `March 4 – June 9, 2026`-like, in full: both days, or the one. */
export const spokenDays = (from: string, to: string): string =>
  from === to ? spokenDate(from) : `${spokenDate(from)} – ${spokenDate(to)}`
