import { localDate } from '../clock.ts'
import { isWithin, RecordSection } from '../consent/record-scope.ts'
import { preflightRules } from '../preflight/rules.ts'
import type { SessionHeader } from '../session/session.ts'
import { type Clean, spokenDate } from './document-page.ts'
import type { OpenedPacket } from './packet.ts'
import { findingsOf } from './packet-binding.ts'
import type { PacketWords } from './packet-words.ts'

const sectionNames: Readonly<Record<RecordSection, string>> = {
  demographics: 'demographics',
  insurance: 'insurance',
  diagnoses: 'diagnoses',
  services: 'services',
  'intake-assessments': 'intake assessments',
  'treatment-plans': 'treatment plans',
  'progress-notes': 'progress notes',
  'discharge-summaries': 'discharge summaries',
  measures: 'measures',
  consents: 'consents',
  signatures: 'signatures',
  letters: 'letters',
  disclosures: 'accountings of disclosures',
}

/** What is not in it, and why: nobody should take an absence for a loss. */
export function excluded({ kind, scope, drafts, notesInError, request }: PacketWords): string[] {
  const left = RecordSection.options.filter((section) => !isWithin(scope, section))
  const count = (many: number, one: string, more: string) =>
    many === 1 ? `One ${one}` : `${many} ${more}`
  return [
    kind === 'record-copy'
      ? 'Process notes (“psychotherapy notes”, 45 CFR 164.501) are kept apart and are never included: the right of access does not reach them (45 CFR 164.524(a)(1)(i)).'
      : 'Process notes (“psychotherapy notes”, 45 CFR 164.501) are kept apart and are never included; they would need the client’s own authorization (45 CFR 164.508(a)(2)).',
    ...(left.length > 0
      ? [
          `Not asked for, and left out as the minimum necessary (45 CFR 164.502(b)): ${left.map((each) => sectionNames[each]).join(', ')}.`,
        ]
      : []),
    ...(request.from && request.to
      ? [`Services before ${spokenDate(request.from)} and after ${spokenDate(request.to)}.`]
      : []),
    ...(drafts.length > 0
      ? [
          `${count(drafts.length, 'draft that nobody has signed.', 'drafts that nobody has signed.')}`,
        ]
      : []),
    ...(notesInError > 0
      ? [
          `${count(notesInError, 'note that was entered in error', 'notes that were entered in error')}: marked with a reason, kept for audit.`,
        ]
      : []),
  ]
}

/** What a reviewer will miss, by rule: in which notes, by their numbers, and on which days without one. */
export function gaps(of: OpenedPacket, clean: Clean) {
  const { notes, words } = of
  const numbers = new Map(notes.map(({ signed }, index) => [signed.noteId, index + 1]))
  const days = new Map(words.sessions.map((session) => [session.sessionId, dayOf(session, words)]))
  const found = findingsOf(of).filter(({ severity }) => severity !== 'advice')
  return [...Map.groupBy(found, ({ rule }) => rule)].map(([rule, all]) => {
    const ofNotes = all.flatMap(({ noteId }) => (noteId && numbers.get(noteId)) || [])
    const ofDays = all.flatMap(({ noteId, sessionId }) =>
      sessionId && !(noteId && numbers.has(noteId)) ? (days.get(sessionId) ?? []) : [],
    )
    return {
      severity: preflightRules[rule].severity === 'missing' ? 'Missing' : 'Weak',
      asks: clean(preflightRules[rule].asks),
      where: [
        ...(ofNotes.length > 0 ? [`No. ${runsOf(ofNotes)}`] : []),
        ...[...new Set(ofDays)].toSorted().map(spokenDate),
      ],
      source: clean(all[0]?.citation ?? ''),
    }
  })
}

/** Appointments that no note is about; a payer has no use for them. */
export const appointments = (words: PacketWords) =>
  words.sessions
    .toSorted((a, b) => (a.plannedStart < b.plannedStart ? -1 : 1))
    .map((session) => ({ day: spokenDate(dayOf(session, words)), became: session.status }))

const dayOf = ({ start, plannedStart }: SessionHeader, { practice }: PacketWords) =>
  localDate(start ?? plannedStart, practice.zone)

/** `1, 4–9, 12` */
function runsOf(numbers: readonly number[]): string {
  const runs: [first: number, last: number][] = []
  for (const number of [...new Set(numbers)].toSorted((a, b) => a - b)) {
    const run = runs.at(-1)
    if (run?.[1] === number - 1) run[1] = number
    else runs.push([number, number])
  }
  return runs.map(([first, last]) => (first === last ? first : `${first}–${last}`)).join(', ')
}
