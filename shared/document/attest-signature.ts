import { insistOnSigned } from '../note/final.ts'
import type { Note, SignedNote } from '../note/note.ts'
import { practiceOnTheDay } from '../note/on-the-day.ts'
import type { Intent, SignedForm } from '../note/signed-form.ts'
import { intentOf, type Signing } from '../note/signer.ts'
import { writtenForAnother } from '../note/statement.ts'
import type { Settings } from '../practice/settings.ts'
import { Refused } from '../refused.ts'
import type { SignatureAttestationWords } from './signature-attestation-words.ts'

/**
 * An author attests to their own signature under a note. Nobody else can, and not of a service that
 * another provided (Medicare Program Integrity Manual, chapter 3, 3.3.2.4.C).
 *
 * @param form what was signed of the note
 * @throws Refused `note_not_signed`, `note_entered_in_error`, `author_required`, `not_the_provider`,
 * `statement_not_accepted`
 */
export function attestSignature(
  note: Note,
  form: SignedForm | undefined,
  practice: Settings,
  act: Signing,
): { note: SignedNote; words: SignatureAttestationWords; signature: Intent } {
  insistOnSigned(note)
  if (!form) throw new Error('a signed note without its form')
  const { signer, statementVersion, signedAt, commitment } = form.signature
  if (signer.memberId !== act.signer.memberId) throw new Refused('author_required', [note.noteId])
  if (statementVersion === writtenForAnother.version)
    throw new Refused('not_the_provider', [note.noteId])
  const { session, template } = form
  return {
    note,
    words: {
      kind: 'signature-attestation',
      practice: practiceOnTheDay(practice),
      client: form.client,
      entry: {
        noteId: note.noteId,
        title: template.title,
        start: session.start,
        end: session.end,
        services: session.services,
        placeOfService: session.placeOfService,
        signer,
        signedAt,
        commitment,
        ledgerSeq: form.ledger.seq,
      },
      ...(form.part2 && { part2: form.part2 }),
    },
    signature: intentOf('attestation', act),
  }
}
