import { localDate } from '../clock.ts'
import { Earlier } from './check-cloned.ts'
import { checkOthers } from './check-others.ts'
import { checkPlan } from './check-plan.ts'
import { checkSession, isTelehealth } from './check-session.ts'
import { checkSignature } from './check-signature.ts'
import { checkWords } from './check-words.ts'
import { hadConsented } from './consents.ts'
import { type Finding, type Found, findingOf } from './finding.ts'
import { type NoteToCheck, planInForce, type Surrounding } from './material.ts'

/**
 * What one note lacks or says too weakly, by what a payer's reviewer looks for: the note's own audit
 * before it is signed, and each note's part of a preflight. It finds presence, dates and arithmetic;
 * never whether what was written is true.
 */
export function auditNote(
  note: NoteToCheck,
  around: Surrounding,
  earlier = new Earlier(around.notes, around.zone),
): Finding[] {
  const { zone, now, plans, knownNames } = around
  const day = localDate(note.session.start, zone)
  const plan = plans && planInForce(plans, day)
  return [
    ...checkSession(note, { zone, now }),
    ...(plans ? checkPlan(note, plan, day) : []),
    ...checkWords(note, plan),
    ...checkOthers(note, knownNames),
    ...earlier.check(note),
    ...telehealth(note, around),
    ...checkSignature(note, now),
  ].map((found) => findingOf(found, { noteId: note.noteId, sessionId: note.sessionId }))
}

function telehealth({ session }: NoteToCheck, { consents, zone }: Surrounding): Found[] {
  if (!consents || !isTelehealth(session)) return []
  if (hadConsented(consents, 'telehealth', localDate(session.start, zone), zone)) return []
  return [
    {
      rule: 'consent-to-telehealth',
      field: '/consents',
      says: 'Record the client’s consent to telehealth, given before this session.',
    },
  ]
}
