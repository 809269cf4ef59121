import { type Instant, plusHours, plusMinutes } from '../../../shared/clock.ts'
import type { Cloud } from '../cloud.ts'
import { type CheckedCaseload, checkCaseload } from './caseload/check-caseload.ts'
import { former, formerClients, formerSessions, YEARS_AGO } from './practice/former-clients.ts'
import { clients, type DemoClient, group, members } from './practice/people.ts'
import { type DemoSession, timeline } from './practice/timeline.ts'
import { type Happening, PracticeRun } from './practice-run.ts'
import { RetentionRun } from './retention-run.ts'
import { Steps } from './steps.ts'

/** How long before today the six months begin that are told week by week. */
const WEEKS = 27
export const ZONE = 'America/Chicago'

/** One password for all invented people: an evaluation is easier, and nothing here is worth guarding. */
const PASSWORD = 'Lindenhof-Demo-26'

/** Where the clock of a demo practice begins, in milliseconds since 1970: with its former clients. */
export const demoBegins = (now = Date.now()) =>
  Date.UTC(new Date(now).getUTCFullYear() - YEARS_AGO, 0, 2)

/**
 * Founds the demo practice and lives its last six months through the API, from the past that the
 * cloud's clock stands at up to `now`.
 *
 * @param realNow the time outside, in milliseconds since 1970
 */
export async function seedDemoPractice(
  cloud: Cloud,
  report: (line: string) => void,
  realNow: () => number,
): Promise<void> {
  const until = new Date(realNow()).toISOString()
  const past = timeline(until, ZONE)
  const caseload = caseloadOf([...formerSessions(until, ZONE), ...past], until)
  let told = 0
  const run = new PracticeRun(cloud, new Steps(undefined), caseload, {
    signIn: 'without pages',
    waitForDocuments: false,
    savesOnce: true,
    planFor: 'week',
    until,
    progress: (done, of) => {
      const tenth = Math.floor((10 * done) / of)
      if (tenth > told) report(`  ${tenth}0 % of six months of sessions and notes`)
      told = Math.max(told, tenth)
    },
  })
  await run.found(() => PASSWORD)
  await run.openRecords(isFormer)
  report(
    `  ${members.length} members, ${clients.length} clients, ${formerClients.length} former ones`,
  )
  const sixMonthsAgo = new Date(realNow() - WEEKS * 7 * 86_400_000).toISOString()
  await run.live([
    { at: sixMonthsAgo, happen: () => run.openRecords((key) => !isFormer(key)) },
    ...retentionHappenings(run, cloud, plusHours(sixMonthsAgo, 36)),
    ...groupHappenings(run, past, until),
  ])
  report('  typesetting and sealing what is left …')
  await cloud.idle()
  // From here on the two clocks go together.
  await run.moveTo(new Date(realNow()).toISOString())
}

/** The practice's rows for whoever looks at it at `until`. @throws Error for a row that would be refused */
export function caseloadOf(past: readonly DemoSession[], until: Instant): CheckedCaseload {
  const caseload = checkCaseload(
    {
      format: 'noteseal/caseload/1',
      practice: {
        name: 'Lindenhof Behavioral Health',
        address: ['214 Prairie Avenue, Suite 3', 'Minneapolis, MN 55407'],
        phone: '+1 612 555 0184',
        npi: '1341672115',
        zone: ZONE,
      },
      members: members.map((member) => ({ ...member, email: `${member.key}@lindenhof.example` })),
      clients: [...clients, ...formerClients].map(
        ({ key, first, last, preferred, birthDate, clinician, payer, guardian }: DemoPerson) => ({
          key,
          careTeam: [...new Set([clinician, ...(inGroup(key) ? [group.leader] : [])])],
          name: { given: first, family: last, ...(preferred && { preferred }) },
          birthDate,
          ...(payer && {
            insurance: [{ order: 'primary', payer: payer[0], memberId: payer[1] }],
          }),
          ...(guardian && {
            guardians: [
              { name: guardian, relationship: 'mother', mayConsent: true, mayReceiveRecords: true },
            ],
          }),
        }),
      ),
      sessions: past
        .filter(({ clients: who }) => who.length === 1)
        .map((session) => sessionRow(session, until)),
    },
    until,
  )
  const [refused] = caseload.refused
  if (refused) throw new Error(`the demo practice is wrong: ${JSON.stringify(refused)}`)
  return caseload
}

type DemoPerson = Pick<
  DemoClient,
  'key' | 'first' | 'last' | 'preferred' | 'birthDate' | 'clinician' | 'payer' | 'guardian'
>

const isFormer = (key: string) => formerClients.some((client) => client.key === key)

/**
 * What the daily run proposed by then is decided: one record is approved by two members, and goes
 * when its notice is over; one is held; one waits for its second approval.
 */
function retentionHappenings(run: PracticeRun, cloud: Cloud, at: Instant): Happening[] {
  const retention = new RetentionRun(cloud, run, new Steps(undefined), ['custodian', 'admin'])
  const { destroyed, held, waiting } = former
  return [
    { at, happen: () => retention.approve(run.clientId(destroyed.key)) },
    { at, happen: () => retention.hold(run.clientId(held.key)) },
    { at, happen: () => retention.approve(run.clientId(waiting.key), 'one') },
  ]
}

const inGroup = (key: string) => (group.clients as readonly string[]).includes(key)

const MODALITIES = { 'in-person': 'in person', video: 'video', audio: 'audio only' } as const

const codingOf = ({ modality, cpt }: DemoSession) => ({
  modality: MODALITIES[modality],
  placeOfService: modality === 'in-person' ? '11' : '10',
  services: [
    { cpt, modifiers: modality === 'in-person' ? [] : [modality === 'video' ? '95' : '93'] },
  ],
})

function sessionRow(session: DemoSession, until: Instant) {
  const { start, end, outcome, note, participants, diagnoses, addendum } = session
  return {
    client: session.clients[0],
    member: session.clinician,
    start,
    end,
    ...codingOf(session),
    participants: ['client', ...participants],
    diagnoses: diagnoses.map((code) => ({ code })),
    outcome: outcomeRow(outcome),
    ...(note.kind !== 'none' && {
      note: {
        template: session.template,
        sections: session.sections,
        writtenAt: toTheSitting(note.at, until),
        sign: note.kind === 'signed',
        ...(note.kind === 'signed' && note.lateReason && { lateReason: note.lateReason }),
        ...(addendum && {
          addenda: [
            {
              kind: 'addition',
              reason: addendum.reason,
              text: addendum.text,
              writtenAt: toTheSitting(addendum.at, until),
            },
          ],
        }),
      },
    }),
  }
}

function outcomeRow(outcome: DemoSession['outcome']) {
  if (outcome === 'missed') return { status: outcome, reason: 'did not come' }
  if (outcome === 'cancelled') return { status: outcome, by: 'client' }
  return { status: outcome }
}

/** Notes are written in three sittings a day: the clock has fewer stops to make. The last one is now. */
const toTheSitting = (at: Instant, until: Instant): Instant => {
  const eightHours = 8 * 3_600_000
  const sitting = new Date(Math.ceil(Date.parse(at) / eightHours) * eightHours).toISOString()
  return sitting < until ? sitting : until
}

/** The Monday group: planned together, one shared part, a note of their own for each client. */
function groupHappenings(
  run: PracticeRun,
  past: readonly DemoSession[],
  until: Instant,
): Happening[] {
  return past
    .filter(({ clients: who }) => who.length > 1)
    .flatMap((session, week) => {
      const { start, end, note, template, sections } = session
      let groupId = ''
      let roster: readonly { clientId: string; sessionId: string }[] = []
      const plan = async () => {
        const api = await run.people.ready(session.clinician)
        const { body } = await api.post<{ groupId: string; roster: typeof roster }>(
          '/v1/groups',
          {
            start,
            end,
            title: 'Relapse prevention, Mondays',
            ...codingOf(session),
            clients: session.clients.map((key) => ({
              clientId: run.clientId(key),
              diagnoses: session.diagnoses.map((code) => ({ code })),
            })),
          },
          { idempotencyKey: `group-week-${week}` },
        )
        ;({ groupId, roster } = body)
      }
      const before = plusMinutes(start, -120)
      const planning = { at: before < until ? before : until, happen: plan }
      if (note.kind === 'none') return [planning]
      const write = async () => {
        const api = await run.people.ready(session.clinician)
        const { goal = '', intervention = '', ...own } = sections
        await api.put(
          `/v1/groups/${groupId}/shared-part`,
          { sections: { goal, intervention } },
          { ifMatch: '"0"' },
        )
        for (const { clientId, sessionId } of roster) {
          const seen = await api.get(`/v1/sessions/${sessionId}`)
          await api.post(
            `/v1/sessions/${sessionId}/outcome`,
            { status: 'held', start, end },
            { ifMatch: seen.etag },
          )
          const opened = await api.post<{ noteId: string }>(`/v1/clients/${clientId}/notes`, {
            sessionId,
            template,
          })
          const saved = await api.put(
            `/v1/notes/${opened.body.noteId}/draft`,
            { sections: own },
            { ifMatch: opened.etag },
          )
          if (note.kind === 'signed')
            await api.post(
              `/v1/notes/${opened.body.noteId}/signature`,
              {
                statementVersion: 'author/1',
                accepted: true,
                ...(note.lateReason && { lateReason: note.lateReason }),
              },
              { ifMatch: saved.etag },
            )
        }
      }
      return [planning, { at: toTheSitting(note.at, until), happen: write }]
    })
}
