import { type Instant, instantAt, plusMinutes, type Zone } from '../../../../shared/clock.ts'
import { composeNote, type Phase, Voice } from './compose-note.ts'
import type { DemoClient } from './people.ts'
import { seededRandom } from './random.ts'
import { depression } from './themes/depression.ts'
import { grief } from './themes/grief.ts'
import { panic } from './themes/panic.ts'
import type { DemoSession } from './timeline.ts'

/** How many years ago the former clients were last seen: longer than a record has to be kept. */
export const YEARS_AGO = 12

type FormerClient = Pick<
  DemoClient,
  'key' | 'first' | 'last' | 'birthDate' | 'clinician' | 'theme' | 'template'
>

/** Clients of long ago, whose records are past their retention. Invented as well. */
export const former = {
  /** Destroyed, and certified. */
  destroyed: {
    key: 'f01',
    first: 'Harold',
    last: 'Lindgren',
    birthDate: '1949-05-14',
    clinician: 'nguyen',
    theme: grief,
    template: 'narrative',
  },
  /** Kept by a hold. */
  held: {
    key: 'f02',
    first: 'Delia',
    last: 'Marsh',
    birthDate: '1972-02-08',
    clinician: 'okafor',
    theme: panic,
    template: 'soap',
  },
  /** Waits for a second approval. */
  waiting: {
    key: 'f03',
    first: 'Owen',
    last: 'Baptiste',
    birthDate: '1985-10-27',
    clinician: 'haddad',
    theme: depression,
    template: 'dap',
  },
} as const satisfies Record<string, FormerClient>

export const formerClients: readonly FormerClient[] = Object.values(former)

const WEEKS = [10, 12, 14] as const

/** Each was seen three times in one spring, and the notes were signed the same day. */
export function formerSessions(now: Instant, zone: Zone): DemoSession[] {
  const random = seededRandom(20_140_310)
  const year = Number(now.slice(0, 4)) - YEARS_AGO
  return formerClients.flatMap(({ key, clinician, theme, template }, index) => {
    const voice = new Voice(theme, random)
    return WEEKS.map((week, visit): DemoSession => {
      const start = instantAt(dayOf(year, week * 7 + index), '10:15', zone)
      const end = plusMinutes(start, 45)
      return {
        clients: [key],
        clinician,
        start,
        end,
        outcome: 'held',
        modality: 'in-person',
        cpt: '90834',
        template,
        diagnoses: theme.diagnoses.map(({ code }) => code),
        participants: [],
        sections: composeNote(template, voice, visit as Phase),
        note: { kind: 'signed', at: plusMinutes(end, 40) },
      }
    })
  })
}

const dayOf = (year: number, day: number) =>
  new Date(Date.UTC(year, 0, day)).toISOString().slice(0, 10)
