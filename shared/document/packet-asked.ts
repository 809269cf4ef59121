import type { Demographics } from '../client/demographics.ts'
import { part2StatementFor } from '../client/part-2.ts'
import { type Instant, localDate } from '../clock.ts'
import type { WholeConsent } from '../consent/consent.ts'
import { isWithin, type RecordScope } from '../consent/record-scope.ts'
import type { WholeDiagnosis } from '../diagnosis/recorded-diagnosis.ts'
import { type ClientThingId, partsOf } from '../id.ts'
import { newNonce } from '../ledger/commitment.ts'
import type { WholeMeasure } from '../measure/measure.ts'
import { seriesOf } from '../measure/measure-series.ts'
import type { Member } from '../member/member.ts'
import type { NoteHeader } from '../note/note-header.ts'
import type { TreatmentPlan } from '../plan/treatment-plan.ts'
import type { Settings } from '../practice/settings.ts'
import { Refused } from '../refused.ts'
import type { ReleaseWords } from '../release/release.ts'
import type { SessionHeader } from '../session/session.ts'
import { noteDocumentKind } from './note-document-kind.ts'
import { MOST_NOTES_IN_PACKET, type PacketWords } from './packet-words.ts'
import { sectionOf } from './section-of.ts'

/** All that is known of a client without opening a note or a plan. */
export interface RecordAround {
  readonly settings: Settings
  readonly demographics: Demographics
  /** In any order. */
  readonly notes: readonly NoteHeader[]
  readonly sessions: readonly SessionHeader[]
  readonly diagnoses: readonly WholeDiagnosis[]
  readonly measures: readonly WholeMeasure[]
  /** Those that were signed. */
  readonly plans: readonly TreatmentPlan[]
  readonly consents: readonly WholeConsent[]
}

/** Which release it is made for. */
export interface PacketRequest {
  readonly releaseId: ClientThingId
  readonly words: ReleaseWords
  readonly askedBy: Pick<Member, 'memberId' | 'name' | 'credentials'>
  readonly askedAt: Instant
}

/**
 * Freezes what a packet says, within the scope of its release: what is not asked for is not taken.
 *
 * @throws Refused `invalid_request` where a payer's packet would have no note, or one has too many
 */
export function packetAsked(
  { releaseId, words, askedBy, askedAt }: PacketRequest,
  around: RecordAround,
): PacketWords {
  const { settings, demographics, diagnoses, measures, plans, consents } = around
  const { purpose, recipient, basis, scope, contents } = words
  const { zone } = settings
  const within = (at: Instant) => isOnDays(scope, localDate(at, zone))
  const notes = around.notes
    .filter(({ sessionStart, template }) => isInScope(scope, template, sessionStart, zone))
    .toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1))
  const signed = notes.filter(({ state }) => state === 'signed')
  insistOnNumber(signed.length, contents.of)
  const written = new Set(signed.map(({ sessionId }) => sessionId))
  const part2 = part2StatementFor(settings, demographics)
  const isAsked = (section: 'diagnoses' | 'measures' | 'treatment-plans' | 'consents') =>
    isWithin(scope, section)
  const { practiceId, name, address, phone, npi, paper } = settings
  return {
    form: 'noteseal/packet/1',
    kind: contents.of === 'packet' ? 'insurance-packet' : 'record-copy',
    releaseId,
    practice: {
      practiceId,
      name,
      address,
      ...(phone !== undefined && { phone }),
      ...(npi !== undefined && { npi }),
      zone,
      paper,
    },
    client: { clientId: partsOf(releaseId).clientId, demographics },
    ...(part2 && { part2 }),
    request: {
      purpose,
      recipient,
      basis,
      ...(contents.of === 'packet' && { payer: contents.payer }),
      ...(scope.from !== undefined && { from: scope.from }),
      ...(scope.to !== undefined && { to: scope.to }),
      askedBy: {
        memberId: askedBy.memberId,
        name: askedBy.name,
        credentials: askedBy.credentials,
      },
      askedAt,
    },
    scope,
    notes: signed.map(({ noteId, addenda = 0, coSignature }) => ({
      noteId,
      version: 1 + addenda + (coSignature === 'done' ? 1 : 0),
    })),
    drafts: notes
      .filter(({ state }) => state === 'draft')
      .map(({ noteId, sessionId }) => ({ noteId, sessionId })),
    notesInError: notes.filter(({ state }) => state === 'entered-in-error').length,
    sessions: around.sessions.filter(
      ({ sessionId, start, plannedStart }) =>
        !written.has(sessionId) && within(start ?? plannedStart),
    ),
    diagnoses: isAsked('diagnoses') ? diagnoses.map((each) => each.words) : [],
    plans: isAsked('treatment-plans') ? [...plans].sort(byDays) : [],
    measures: isAsked('measures')
      ? seriesOf(measures.filter(({ words: { takenOn } }) => isOnDays(scope, takenOn)))
      : [],
    consents: isAsked('consents') ? consents.map(({ consent, words }) => ({ consent, words })) : [],
    nonce: newNonce(),
  }
}

const isOnDays = ({ from, to }: RecordScope, day: string): boolean =>
  (from === undefined || day >= from) && (to === undefined || day <= to)

function isInScope(scope: RecordScope, template: string, start: Instant, zone: string): boolean {
  const [key = '', version] = template.split('/')
  const section = sectionOf[noteDocumentKind({ key, version: Number(version) })]
  return isWithin(scope, section, localDate(start, zone))
}

const placeOf = ({ sessionStart, noteId }: NoteHeader) => `${sessionStart} ${noteId}`

const byDays = (a: TreatmentPlan, b: TreatmentPlan) => (dayOf(a) < dayOf(b) ? -1 : 1)
const dayOf = (plan: TreatmentPlan) => ('from' in plan ? plan.from : '')

function insistOnNumber(notes: number, of: ReleaseWords['contents']['of']): void {
  const refuse = (rule: string) => {
    throw new Refused('invalid_request', [], [{ field: '/body/scope', rule }])
  }
  if (notes > MOST_NOTES_IN_PACKET)
    refuse(`covers more than ${MOST_NOTES_IN_PACKET} notes: ask for fewer days`)
  if (notes === 0 && of === 'packet') refuse('covers no signed note')
}
