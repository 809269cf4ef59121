import { localDate } from '../clock.ts'
import { documentIdOf } from './document-item.ts'
import { type Clean, type DocumentPage, spokenDate } from './document-page.ts'
import { noteDocumentKind, noteDocumentTitles } from './note-document-kind.ts'
import { forAnother, noteSubtitle, noteWords, type WholeSignedNote } from './note-words.ts'
import { born, clientBand, packetSheet, spokenDays } from './packet-running.ts'
import type { PacketWords } from './packet-words.ts'
import { printable } from './printable.ts'

/** All that goes into one volume of notes. */
export interface PacketVolume {
  readonly words: PacketWords
  /** From 1. */
  readonly volume: number
  /** Without the cover. */
  readonly volumes: number
  /** How many notes the volumes before it have. */
  readonly before: number
  readonly notes: readonly WholeSignedNote[]
  readonly practiceSeal: { readonly fingerprint: string }
}

/** What stands on the pages, word for word and in order; the template only lays it out. */
export function packetVolumePage(of: PacketVolume, clean: Clean = printable) {
  const { words, volume, volumes, before, notes } = of
  const sheet = packetSheet(words, volume, of.practiceSeal.fingerprint, clean)
  const days = notes.map(({ signed }) => localDate(signed.session.start, signed.practice.zone))
  const place = `volume ${volume} of ${volumes}`
  return {
    ...sheet,
    subtitle: `Volume ${volume} of ${volumes} · ${spokenDays(days[0] ?? '', days.at(-1) ?? '')}`,
    marks: words.part2 ? ['42 CFR Part 2'] : [],
    running: { ...sheet.running, rest: `${born(words)} · ${place}` },
    client: clientBand(words, clean),
    notes: notes.map((note, index) => ({
      ...noteInVolume(note, clean),
      number: String(before + index + 1),
    })),
  } satisfies DocumentPage & Record<string, unknown>
}

function noteInVolume(note: WholeSignedNote, clean: Clean) {
  const { signed, additions } = note
  const serviceDate = spokenDate(localDate(signed.session.start, signed.practice.zone))
  const title = noteDocumentTitles[noteDocumentKind(signed.template)]
  return {
    title,
    heading: `${title}, ${serviceDate}`,
    subtitle: noteSubtitle(signed, clean),
    /** In the head of its pages. */
    running: [
      `service ${serviceDate}`,
      ...(signed.written.late ? ['late note'] : []),
      ...(forAnother(signed) ? ['not by the provider'] : []),
    ].join(' · '),
    date: serviceDate,
    services: signed.session.services.map(({ cpt }) => clean(cpt)).join(', ') || '–',
    author: clean(signed.signature.signer.name),
    /** The note by itself, sealed in a document of its own. */
    ownDocument: documentIdOf(signed.noteId, additions.length + 1),
    words: noteWords(note, clean),
  }
}
