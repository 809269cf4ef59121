import {
  type Instant,
  instantAt,
  type LocalDate,
  plusMinutes,
  type Zone,
} from '../../../../shared/clock.ts'
import { composeNote, type Phase, Voice } from './compose-note.ts'
import { clients, type DemoClient, group } from './people.ts'
import { type Random, seededRandom } from './random.ts'

/** When and how one session's note came about. */
export type NoteStory =
  | { readonly kind: 'none' }
  | { readonly kind: 'draft'; readonly at: Instant }
  | { readonly kind: 'signed'; readonly at: Instant; readonly lateReason?: string }

export interface DemoSession {
  readonly clients: readonly string[]
  readonly clinician: string
  readonly start: Instant
  readonly end: Instant
  readonly outcome: 'held' | 'missed' | 'cancelled' | 'planned'
  readonly modality: 'in-person' | 'video' | 'audio'
  readonly cpt: string
  readonly template: string
  readonly diagnoses: readonly string[]
  readonly participants: readonly string[]
  readonly sections: Readonly<Record<string, string>>
  readonly note: NoteStory
  readonly addendum?: { readonly at: Instant; readonly reason: string; readonly text: string }
}

const WEEKS = 26
const HOURS = ['09:00', '10:15', '11:30', '13:30', '14:45', '16:00'] as const

/**
 * Six months of a practice, up to `now` and a week beyond, always the same for the same `now`: who
 * was seen when, what came of it, and when its note was written.
 */
export function timeline(now: Instant, zone: Zone): DemoSession[] {
  const random = seededRandom(20_260_301)
  const monday = mondayBefore(now, WEEKS)
  const single = clients.flatMap((client, index) =>
    sessionsOf(client, index, monday, now, zone, random),
  )
  const together = groupSessions(monday, now, zone, random)
  return [...single, ...together].sort((a, b) => (a.start < b.start ? -1 : 1))
}

function sessionsOf(
  client: DemoClient,
  index: number,
  monday: LocalDate,
  now: Instant,
  zone: Zone,
  random: Random,
): DemoSession[] {
  const voice = new Voice(client.theme, random)
  const time = HOURS[index % HOURS.length] ?? HOURS[0]
  const [begin, end] = client.weeks
  const found: DemoSession[] = []
  // Whose work goes on has next week's sessions planned.
  const last = end === 0 ? WEEKS + 1 : WEEKS - end
  for (let week = WEEKS - begin; week <= last; week += client.every / 7) {
    const start = instantAt(dayAfter(monday, week * 7 + (index % 5)), time, zone)
    const over = plusMinutes(start, client.minutes)
    const phase = Math.min(
      2,
      Math.floor((3 * (week - (WEEKS - begin))) / Math.max(1, begin - end)),
    ) as Phase
    const outcome = outcomeOf(over, now, random)
    found.push({
      clients: [client.key],
      clinician: client.clinician,
      start,
      end: over,
      outcome,
      modality: client.modality,
      cpt: client.cpt,
      template: client.template,
      diagnoses: client.theme.diagnoses.map(({ code }) => code),
      participants: client.guardian && client.cpt === '90847' ? ['parent'] : [],
      sections: composeNote(client.template, voice, phase),
      note: outcome === 'held' ? storyOf(over, now, random) : { kind: 'none' },
    })
  }
  return withAddendum(found, now, index)
}

function groupSessions(monday: LocalDate, now: Instant, zone: Zone, random: Random): DemoSession[] {
  const theme = clients.find(({ key }) => key === group.clients[0])?.theme
  if (!theme) throw new Error('the group has no clients')
  const voice = new Voice(theme, random)
  const [begin] = group.weeks
  return Array.from({ length: begin }, (_, i): DemoSession => {
    const start = instantAt(dayAfter(monday, (WEEKS - begin + i) * 7), '17:30', zone)
    const end = plusMinutes(start, group.minutes)
    const held = end < now
    return {
      clients: group.clients,
      clinician: group.leader,
      start,
      end,
      outcome: held ? 'held' : 'planned',
      modality: 'in-person',
      cpt: group.cpt,
      template: group.template,
      diagnoses: theme.diagnoses.map(({ code }) => code),
      participants: [],
      sections: composeNote(
        group.template,
        voice,
        Math.min(2, Math.floor((3 * i) / begin)) as Phase,
      ),
      note: held ? storyOf(end, now, random) : { kind: 'none' },
    }
  })
}

/** Most are held; some are missed or cancelled, as in life. */
function outcomeOf(end: Instant, now: Instant, random: Random): DemoSession['outcome'] {
  const chance = random.next()
  if (end >= now) return 'planned'
  if (chance < 0.04) return 'missed'
  return chance < 0.08 ? 'cancelled' : 'held'
}

/** Most notes are signed the same day, a few late and with a reason; of the last days some are owed. */
function storyOf(end: Instant, now: Instant, random: Random): NoteStory {
  const chance = random.next()
  const minutes = 20 + random.below(300)
  const day = 24 * 60
  const sameDay = plusMinutes(end, minutes)
  const recent = plusMinutes(end, 6 * day) > now
  if (recent && chance < 0.2) return { kind: 'none' }
  if (recent && chance < 0.5)
    return sameDay < now ? { kind: 'draft', at: sameDay } : { kind: 'none' }
  if (chance < 0.05) {
    const at = plusMinutes(end, 2 * day + minutes)
    const lateReason = random.pick([
      'Ill on the day after the session.',
      'Internet outage at the office; written from session jottings.',
      'Emergency with another client took the rest of the day.',
    ])
    return at < now ? { kind: 'signed', at, lateReason } : { kind: 'none' }
  }
  return sameDay < now ? { kind: 'signed', at: sameDay } : { kind: 'none' }
}

/** For some clients, one signed note gets an addendum a few days later. */
function withAddendum(sessions: DemoSession[], now: Instant, index: number): DemoSession[] {
  if (index % 6 !== 1) return sessions
  const at = sessions.findIndex(({ note }) => note.kind === 'signed')
  const session = sessions[at]
  if (session?.note.kind !== 'signed') return sessions
  const when = plusMinutes(session.note.at, 3 * 24 * 60)
  if (when > now) return sessions
  const addendum = {
    at: when,
    reason: 'Information received after the session.',
    text: 'Primary care confirmed by telephone, with the release on file, that a routine check-up last week was without findings. No change to the plan.',
  }
  return sessions.map((one, i) => (i === at ? { ...one, addendum } : one))
}

function mondayBefore(now: Instant, weeks: number): LocalDate {
  const day = new Date(`${now.slice(0, 10)}T00:00:00.000Z`)
  const sinceMonday = (day.getUTCDay() + 6) % 7
  return dayAfter(day.toISOString().slice(0, 10), -sinceMonday - weeks * 7)
}

function dayAfter(date: LocalDate, days: number): LocalDate {
  return new Date(Date.parse(`${date}T00:00:00.000Z`) + days * 86_400_000)
    .toISOString()
    .slice(0, 10)
}
