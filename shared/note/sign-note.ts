import type { Demographics } from '../client/demographics.ts'
import { part2StatementFor } from '../client/part-2.ts'
import { type Instant, minutesBetween, plusMilliseconds } from '../clock.ts'
import type { Group, SharedPart } from '../group/group.ts'
import type { Id } from '../id.ts'
import type { Settings } from '../practice/settings.ts'
import { type FieldFault, Refused } from '../refused.ts'
import { placesOfService } from '../session/place-of-service.ts'
import { serviceLabel } from '../session/service-rules.ts'
import type { HeldSession, Session } from '../session/session.ts'
import { insistOnDraft } from './final.ts'
import type { DraftSections, Note, SignedNote } from './note.ts'
import { clientOnTheDay, practiceOnTheDay } from './on-the-day.ts'
import { sectionsToSign } from './sections-to-sign.ts'
import type { SignedForm, SignerOnTheDay, Unsigned } from './signed-form.ts'
import { intentOf, type Signing } from './signer.ts'
import { statements, writtenForAnother } from './statement.ts'
import { type Template, templateNamed } from './template.ts'

/** How long the states that a draft passed through are kept once it is signed. */
const REVISIONS_KEPT_MS = 30 * 24 * 3_600_000

/** All that a note says when it is signed, beside the draft itself. */
export interface Surroundings {
  readonly practice: Settings
  readonly demographics: Demographics
  readonly session: Session
  /** Of a group session: how many took part, and what their notes share. */
  readonly group?: { readonly size: Group['roster']['length']; readonly shared: SharedPart }
  readonly dueAt: Instant
  /** Who provided the service, where the note was handed over to somebody else. */
  readonly providedBy?: Id | undefined
  /** Who answers for the author's notes, as they are today. */
  readonly supervisor?: SignerOnTheDay
}

/** What the author says in signing. */
export interface SigningAct extends Signing {
  /** The version that the author has before them. */
  readonly version: number
  readonly lateReason?: string | undefined
}

/**
 * Signs a draft: every fact is frozen as it is now. A signed note is final: what has to be put right
 * goes into an addendum.
 *
 * @throws Refused `note_not_draft`, `note_entered_in_error`, `author_required`, `stale_revision`,
 * `session_not_held`, `statement_not_accepted`, `note_incomplete` with every field that is missing
 */
export function signNote(
  note: Note,
  draft: DraftSections,
  around: Surroundings,
  act: SigningAct,
): { form: Unsigned<SignedForm>; signed: SignedNote } {
  insistOnDraft(note)
  if (note.authorId !== act.signer.memberId) throw new Refused('author_required', [note.noteId])
  if (note.version !== act.version) throw new Refused('stale_revision', [`"${note.version}"`])
  const session = held(around.session)
  const another = (around.providedBy ?? act.signer.memberId) !== act.signer.memberId
  const signature = intentOf('author', act, another ? writtenForAnother : statements.author)
  const template = templateNamed(note.template)
  const minutesLate = Math.ceil(minutesBetween(around.dueAt, act.signedAt))
  const late = minutesLate > 0
  const sections = sectionsToSign(template, draft, around.group?.shared.sections)
  const missing = [...sections.missing, ...reasonMissing(late, act.lateReason)]
  if (missing.length > 0) throw new Refused('note_incomplete', [note.noteId], missing)

  const { demographics, practice, supervisor, group } = around
  const part2 = part2StatementFor(practice, demographics)
  return {
    form: {
      form: part2 ? 'noteseal/signed-note/2' : 'noteseal/signed-note/1',
      noteId: note.noteId,
      practice: practiceOnTheDay(practice),
      client: clientOnTheDay(note.clientId, demographics),
      session: sessionOf(session, group?.size),
      template: titled(template),
      sections: sections.written,
      written: {
        openedAt: note.openedAt,
        lastSavedAt: note.savedAt ?? note.openedAt,
        dueAt: around.dueAt,
        ...(late && { late: { reason: act.lateReason ?? '', minutes: minutesLate } }),
      },
      ...(supervisor && { supervisor }),
      ...(part2 && { part2 }),
      signature,
    },
    signed: {
      ...note,
      state: 'signed',
      version: note.version + 1,
      sessionStart: session.start,
      dueAt: around.dueAt,
      signedAt: act.signedAt,
      late,
      addenda: 0,
      additions: 0,
      ...(supervisor && { supervisorId: supervisor.memberId, coSignature: 'due' }),
      revisionsExpireAt: plusMilliseconds(act.signedAt, REVISIONS_KEPT_MS),
    },
  }
}

function held(session: Session): HeldSession {
  if (session.status !== 'held') throw new Refused('session_not_held', [session.sessionId])
  return session
}

const reasonMissing = (late: boolean, reason: string | undefined): FieldFault[] =>
  late && !reason
    ? [{ field: '/body/lateReason', rule: 'is missing: the note was due before now' }]
    : []

const titled = ({ key, version, title }: Template) => ({ key, version, title })

function sessionOf(session: HeldSession, groupSize: number | undefined): SignedForm['session'] {
  const { coding } = session
  return {
    id: session.sessionId,
    plannedStart: session.plannedStart,
    plannedEnd: session.plannedEnd,
    start: session.start,
    end: session.end,
    modality: coding.modality,
    placeOfService: { code: coding.placeOfService, label: placesOfService[coding.placeOfService] },
    participants: coding.participants,
    services: coding.services.map((service) => ({ ...service, label: serviceLabel(service.cpt) })),
    diagnoses: coding.diagnoses.map(({ code, label }) => ({
      code,
      ...(label !== undefined && { label }),
    })),
    ...(groupSize !== undefined && { group: { size: groupSize } }),
  }
}
