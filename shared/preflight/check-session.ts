import { localDate, minutesBetween } from '../clock.ts'
import { serviceRules } from '../session/service-rules.ts'
import type { Found } from './finding.ts'
import type { NoteToCheck, SessionToCheck } from './material.ts'

const TELEHEALTH_PLACES: readonly string[] = ['02', '10']

export const isTelehealth = ({ modality, placeOfService }: SessionToCheck): boolean =>
  TELEHEALTH_PLACES.includes(placeOfService) || (modality !== '' && modality !== 'in person')

/** When, where, with whom and under which codes. */
export const checkSession = (note: NoteToCheck, at: { zone: string; now: string }): Found[] => [
  ...times(note, at),
  ...codes(note.session),
  ...people(note.session),
  ...place(note.session),
]

function times({ session, signedAt }: NoteToCheck, { zone, now }: { zone: string; now: string }) {
  const found: Found[] = []
  const field = '/session/start'
  if (localDate(session.start, zone) > localDate(signedAt ?? now, zone))
    found.push({
      rule: 'date-of-service',
      field,
      says: signedAt
        ? 'The day of service is after the day of the signature: enter the note in error and file it under the right session.'
        : 'The day of service is still to come: wait until the session was held.',
    })
  if (!session.held)
    found.push({
      rule: 'start-stop',
      field,
      says: 'Mark the session as held, with the start and stop as they were.',
    })
  else if (session.end <= session.start)
    found.push({
      rule: 'start-stop',
      field,
      says: 'The stop is not after the start: correct the times.',
    })
  return found
}

function codes(session: SessionToCheck): Found[] {
  const { services } = session
  const field = '/session/services'
  if (services.length === 0)
    return [{ rule: 'code-there', field, says: 'Name the code of what was provided.' }]
  return services.flatMap(({ cpt }): Found[] => [
    ...(session.held ? timeOf(cpt, session) : []),
    ...besides(cpt, session),
  ])
}

/** Minutes that were begun do not count. */
function timeOf(cpt: string, { start, end }: SessionToCheck): Found[] {
  const rule = serviceRules[cpt]
  const minutes = Math.floor(minutesBetween(start, end))
  if (!rule?.minutes || minutes <= 0) return []
  const { least, most } = rule.minutes
  if (minutes >= least && minutes <= (most ?? minutes)) return []
  const range = most === undefined ? `at least ${least}` : `${least} to ${most}`
  return [
    {
      rule: rule.verified ? 'time-matches-code' : 'code-time-unsure',
      field: '/session/services',
      says: `${cpt} is for ${range} minutes and the session took ${minutes}: correct the code, or the times if they are wrong.`,
    },
  ]
}

function besides(cpt: string, { services, groupSize = 0 }: SessionToCheck): Found[] {
  const rule = serviceRules[cpt]
  const others = services.map((each) => each.cpt).filter((each) => each !== cpt)
  const says: string[] = []
  if (rule?.besideOneOf && !rule.besideOneOf.some((each) => others.includes(each)))
    says.push(
      `${cpt} needs one of ${rule.besideOneOf.join(', ')} beside it: add it, or take ${cpt} away.`,
    )
  for (const other of rule?.notBeside?.filter((each) => others.includes(each)) ?? [])
    says.push(`${cpt} may not stand beside ${other}: keep the one that was provided.`)
  if (rule?.largestGroup !== undefined && groupSize > rule.largestGroup)
    says.push(
      `${cpt} is for at most ${rule.largestGroup} clients and ${groupSize} took part: correct the group, or the code.`,
    )
  return says.map((each) => ({ rule: 'codes-together', field: '/session/services', says: each }))
}

function people({ participants, services, inGroup, diagnoses }: SessionToCheck): Found[] {
  const found: Found[] = []
  const field = '/session/participants'
  const wrong = (says: string) => found.push({ rule: 'code-and-people', field, says })
  if (participants.length === 0)
    found.push({ rule: 'participants', field, says: 'Say who took part, by role.' })
  else
    for (const { cpt } of services) {
      const kind = serviceRules[cpt]?.kind
      const client = participants.includes('client')
      if (kind === 'family without client' && client)
        wrong(`${cpt} is for a session without the client, who took part: correct one of them.`)
      if (kind === 'family with client' && !client)
        wrong(
          `${cpt} is for a session with the client, who did not take part: correct one of them.`,
        )
      if (kind === 'group' && !inGroup)
        wrong(`${cpt} is for a group, and this was no group session: correct the code.`)
    }
  if (diagnoses.length === 0)
    found.push({
      rule: 'diagnosis',
      field: '/session/diagnoses',
      says: 'Name the diagnosis that the session was for.',
    })
  return found
}

function place(session: SessionToCheck): Found[] {
  const { modality, placeOfService, services } = session
  const found: Found[] = []
  const field = '/session/placeOfService'
  if (modality === '')
    found.push({
      rule: 'modality',
      field: '/session/modality',
      says: 'Say how the client was met.',
    })
  if (placeOfService === '')
    found.push({ rule: 'place-of-service', field, says: 'Name the place of service.' })
  else if (modality === 'in person' && TELEHEALTH_PLACES.includes(placeOfService))
    found.push({
      rule: 'place-of-service',
      field,
      says: `Place ${placeOfService} is one of telehealth, and the session was in person: correct one of them.`,
    })
  else if (isTelehealth(session) && !TELEHEALTH_PLACES.includes(placeOfService))
    found.push({
      rule: 'place-of-service',
      field,
      says: `The session was not in person, and place ${placeOfService} is not one of telehealth (02, 10): correct one of them.`,
    })
  const wanted = { video: '95', 'audio only': '93' }[modality]
  if (wanted !== undefined && services.length > 0)
    if (!services.some(({ modifiers }) => modifiers.includes(wanted)))
      found.push({
        rule: 'telehealth-modifier',
        field: '/session/services',
        says: `Ask the payer whether it wants modifier ${wanted} on a session by ${modality === 'video' ? 'video' : 'sound alone'}.`,
      })
  return found
}
