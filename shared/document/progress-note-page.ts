import { localDate } from '../clock.ts'
import {
  type Clean,
  clip,
  confidentiality,
  type DocumentPage,
  practiceHead,
  sealWords,
  spokenDate,
} from './document-page.ts'
import type { DocumentIdentity } from './manifest.ts'
import { noteDocumentKind, noteDocumentTitles } from './note-document-kind.ts'
import { forAnother, noteSubtitle, noteWords, type WholeSignedNote } from './note-words.ts'
import { printable } from './printable.ts'

/** All that goes into one document. */
export interface ProgressNote extends WholeSignedNote {
  readonly document: DocumentIdentity
  readonly practiceSeal: { readonly fingerprint: string }
}

/** What stands on the pages, word for word and in order; the template only lays it out. */
export type ProgressNotePage = ReturnType<typeof progressNotePage>

export function progressNotePage(note: ProgressNote, clean: Clean = printable) {
  const { signed, document } = note
  const { practice, client } = signed
  const serviceDate = spokenDate(localDate(signed.session.start, practice.zone))
  const title = noteDocumentTitles[noteDocumentKind(signed.template)]
  return {
    paper: document.paper,
    title,
    documentTitle: `${title}, ${serviceDate}`,
    subtitle: noteSubtitle(signed, clean),
    running: {
      about: clip(clean(client.name), 70),
      rest: [
        `born ${spokenDate(client.birthDate)}`,
        `service ${serviceDate}`,
        ...(signed.written.late ? ['late note'] : []),
        ...(forAnother(signed) ? ['not by the provider'] : []),
      ].join(' · '),
      practice: clip(clean(practice.name), 60),
      confidential: confidentiality(signed.part2, clean),
    },
    practice: practiceHead(practice, clean),
    document: { id: document.id, version: String(document.version) },
    ...noteWords(note, clean),
    seal: sealWords(
      practice,
      note.practiceSeal.fingerprint,
      'shows the document is unchanged; it is not the clinician’s certificate.',
      clean,
    ),
  } satisfies DocumentPage & Record<string, unknown>
}
