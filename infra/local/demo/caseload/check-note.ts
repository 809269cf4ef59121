import { type Instant, plusHours, plusMinutes } from '../../../../shared/clock.ts'
import { sectionsToSign } from '../../../../shared/note/sections-to-sign.ts'
import { splitByTemplate } from '../../../../shared/note/split-by-template.ts'
import { newestTemplate, type Template } from '../../../../shared/note/template.ts'
import { RECORD_LIMIT } from '../../../../shared/seal/sealed-record.ts'
import type { MemberRow, NoteRow, PracticeRow, SessionRow } from './caseload.ts'
import type { CheckedAddendum, CheckedNote, CheckedSession } from './checked-rows.ts'
import type { At } from './moment.ts'
import { type Fault, fault } from './take-rows.ts'

interface NoteAround {
  readonly practice: PracticeRow
  readonly members: ReadonlyMap<string, MemberRow>
  readonly now: Instant
  readonly row: SessionRow
  readonly outcome: CheckedSession['outcome'] | undefined
  readonly at: At
}

/** Checks a note by the rules that its saving and signing will be checked by. */
export function checkNote(
  note: NoteRow,
  around: NoteAround,
  faults: Fault[],
): CheckedNote | undefined {
  const { practice, outcome, at, now } = around
  if (outcome && outcome.status !== 'held')
    faults.push(fault('/note', 'must not be there: the session was not held'))
  const sections = sectionsOf(note, faults)
  if (outcome?.status !== 'held' || !sections) return undefined
  const writtenAt =
    note.writtenAt === undefined
      ? plusMinutes(outcome.end, 30)
      : at('/note/writtenAt', note.writtenAt)
  if (!writtenAt) return undefined
  if (writtenAt < outcome.end)
    faults.push(fault('/note/writtenAt', 'must not be before the session ended'))
  if (writtenAt > now) faults.push(fault('/note/writtenAt', 'must not be in the future'))
  // A note signed about when it is due may be late by the time it is signed.
  const late = plusMinutes(writtenAt, 5) >= plusHours(outcome.end, practice.lateRule.dueAfterHours)
  if (note.sign && late && note.lateReason === undefined)
    faults.push(fault('/note/lateReason', 'is missing: the note is signed after it was due'))
  const { template, lateReason, sign } = note
  return {
    template,
    sections,
    writtenAt,
    sign,
    addenda: addendaOf(note, writtenAt, around, faults),
    ...(lateReason !== undefined && { lateReason }),
    ...coSignatureOf(note, writtenAt, around, faults),
  }
}

function addendaOf(
  { addenda, sign }: NoteRow,
  signedAt: Instant,
  { at, now }: NoteAround,
  faults: Fault[],
): CheckedAddendum[] {
  if (!sign && addenda.length > 0)
    faults.push(fault('/note/addenda', 'must not be there: the note is not signed'))
  return addenda.flatMap((addendum, i) => {
    const field = `/note/addenda/${i}/writtenAt`
    const writtenAt =
      addendum.writtenAt === undefined ? plusHours(signedAt, 24) : at(field, addendum.writtenAt)
    if (!writtenAt) return []
    if (writtenAt < signedAt) faults.push(fault(field, 'must not be before the note was signed'))
    if (writtenAt > now) faults.push(fault(field, 'must not be in the future'))
    return [{ ...addendum, writtenAt }]
  })
}

function coSignatureOf(
  { coSignedAt, sign }: NoteRow,
  signedAt: Instant,
  { at, now, members, row }: NoteAround,
  faults: Fault[],
): { coSignedAt?: Instant } {
  if (coSignedAt === undefined) return {}
  const field = '/note/coSignedAt'
  if (!sign) faults.push(fault(field, 'must not be there: the note is not signed'))
  if (members.get(row.member)?.supervisor === undefined)
    faults.push(fault(field, 'must not be there: nobody supervises the author'))
  const moment = at(field, coSignedAt)
  if (!moment) return {}
  if (moment < signedAt) faults.push(fault(field, 'must not be before the note was signed'))
  if (moment > now) faults.push(fault(field, 'must not be in the future'))
  return { coSignedAt: moment }
}

/** The note's sections as the API takes them, or what is wrong with them. */
function sectionsOf(note: NoteRow, faults: Fault[]): Record<string, string> | undefined {
  const template = newestTemplate(note.template)
  if (!template) {
    faults.push(fault('/note/template', 'names no template'))
    return undefined
  }
  const written =
    note.text === undefined ? (note.sections ?? {}) : split(note.text, template, faults)
  if (!written) return undefined
  const known = new Set(template.sections.map(({ key }) => key))
  if (Object.keys(written).some((key) => !known.has(key)))
    faults.push(fault('/note/sections', `has a section that the template does not have`))
  if (note.sign)
    for (const { field, rule } of sectionsToSign(template, written).missing)
      faults.push(fault(`/note${field}`, rule))
  if (Buffer.byteLength(JSON.stringify(written)) > RECORD_LIMIT - ROOM_FOR_THE_REST)
    faults.push(
      fault(note.text === undefined ? '/note/sections' : '/note/text', 'is longer than 256 KB'),
    )
  return { ...written }
}

/** What a draft holds beside its words. */
const ROOM_FOR_THE_REST = 1024

function split(text: string, template: Template, faults: Fault[]) {
  const result = splitByTemplate(text, template)
  if (result.split) return result.sections
  const { reason, line, section } = result.why
  faults.push(fault('/note/text', `${reason} (line ${line}${section ? `, ${section}` : ''})`))
  return undefined
}
