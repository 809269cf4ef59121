import { localDate } from '../clock.ts'
import { isSameName } from '../release/recipient.ts'
import type { SessionHeader } from '../session/session.ts'
import { auditNote } from './audit-note.ts'
import { Earlier } from './check-cloned.ts'
import { hadConsented } from './consents.ts'
import { type Finding, type Found, findingOf } from './finding.ts'
import type { NoteToCheck, PreflightMaterial } from './material.ts'

/**
 * What a packet over these days of service would lack, note by note and before anything is rendered:
 * first what concerns the whole record, then by day of service. It is told, and keeps nobody from
 * anything.
 */
export function preflight(material: PreflightMaterial): Finding[] {
  const { zone } = material
  const earlier = new Earlier(material.notes, zone)
  const ofNotes = material.notes
    .filter(({ session }) => isWithin(material, session.start))
    .map((note) => ({
      at: note.session.start,
      findings: [...unsigned(note), ...auditNote(note, material, earlier)],
    }))
  const ofSessions = material.sessions
    .filter((session) => isWithin(material, startOf(session)))
    .map((session) => ({ at: startOf(session), findings: withoutNote(session, material) }))
  return [
    ...wholeRecord(material).map((found) => findingOf(found)),
    ...[...ofNotes, ...ofSessions]
      .toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
      .flatMap(({ findings }) => findings),
  ]
}

const isWithin = ({ from, to, zone }: PreflightMaterial, at: string): boolean => {
  const day = localDate(at, zone)
  return day >= from && day <= to
}

const startOf = ({ start, plannedStart }: SessionHeader) => start ?? plannedStart

const unsigned = ({ noteId, sessionId, signedAt }: NoteToCheck): Finding[] =>
  signedAt === undefined ? [isDraft({ noteId, sessionId })] : []

/** Of a note that is not signed, whatever it says. */
export const isDraft = (about: Pick<NoteToCheck, 'noteId' | 'sessionId'>): Finding =>
  findingOf(
    {
      rule: 'signature',
      field: '/signature',
      says: 'The note is a draft: have its author sign it, or leave its session out.',
    },
    about,
  )

function withoutNote(session: SessionHeader, { notes, now }: PreflightMaterial): Finding[] {
  const { sessionId, status, plannedEnd } = session
  if (notes.some((note) => note.sessionId === sessionId)) return []
  if (status === 'held')
    return [
      findingOf(
        {
          rule: 'note-there',
          field: '/note',
          says: 'The session was held and has no note: have it written, or leave the session out.',
        },
        { sessionId },
      ),
    ]
  if (status === 'planned' && plannedEnd < now)
    return [
      findingOf(
        {
          rule: 'session-marked',
          field: '/session/status',
          says: 'Nobody said what became of this session: mark it as held, missed or cancelled.',
        },
        { sessionId },
      ),
    ]
  return []
}

function wholeRecord(material: PreflightMaterial): Found[] {
  const { consents, zone, now, part2Program } = material
  const found = insurance(material)
  if (!consents) return found
  const first = material.sessions
    .filter(({ status }) => status === 'held')
    .map(startOf)
    .filter((at) => isWithin(material, at))
    .toSorted()[0]
  if (first && !hadConsented(consents, 'treatment', localDate(first, zone), zone))
    found.push({
      rule: 'consent-to-treatment',
      field: '/consents',
      says: 'Record the client’s consent to treatment, given by the first of these sessions.',
    })
  if (part2Program && !hadConsented(consents, 'part-2', localDate(now, zone), zone))
    found.push({
      rule: 'part-2-consent',
      field: '/consents',
      says: 'These are records of a Part 2 program: have the client sign a consent by 42 CFR 2.31 before anything leaves.',
    })
  return found
}

function insurance({ coverage, payer }: PreflightMaterial): Found[] {
  const meant = coverage.filter((each) => payer === undefined || isSameName(each.payer, payer))
  if (meant.some(({ memberId }) => memberId.trim() !== '')) return []
  return [
    {
      rule: 'insurance',
      field: '/client/insurance',
      says:
        payer === undefined
          ? 'Enter the client’s insurance with its member id.'
          : 'Enter the client’s insurance with this payer, under the name that was asked for, with its member id.',
    },
  ]
}
