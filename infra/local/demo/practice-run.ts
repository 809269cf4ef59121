import { type Instant, type LocalDate, localDate, plusMinutes } from '../../../shared/clock.ts'
import type { Cloud } from '../cloud.ts'
import { type CheckedCaseload, emailOf } from './caseload/check-caseload.ts'
import type { CheckedSession } from './caseload/checked-rows.ts'
import { type MadeNote, NoteRun, type NoteRunOptions, type Planned } from './note-run.ts'
import { People } from './people.ts'
import type { Steps } from './steps.ts'

/** Something that happens at a moment. */
export interface Happening {
  readonly at: Instant
  readonly happen: () => Promise<void>
}

export interface RunOptions extends NoteRunOptions {
  readonly signIn?: 'through the pages' | 'without pages'
  /** Sessions are planned on the first morning of this: their own day, by default. */
  readonly planFor?: 'day' | 'week'
  /** What is planned for later is planned by then: the clock does not go further. */
  readonly until?: Instant
  /** Told after each happening; a practice's past can take a while. */
  readonly progress?: (done: number, of: number) => void
}

/**
 * Lives a caseload through the API in the order in which it happened, moving the cloud's clock along:
 * founding, members, clients, then day by day sessions, notes, addenda and co-signatures.
 */
export class PracticeRun {
  readonly notes: NoteRun
  readonly clientIds = new Map<string, string>()
  readonly memberIds = new Map<string, string>()
  readonly people: People
  /** The admin: plans sessions and opens records. */
  scheduler = 'admin'
  readonly #cloud: Cloud
  readonly #steps: Steps
  readonly #caseload: CheckedCaseload
  readonly #options: RunOptions

  constructor(cloud: Cloud, steps: Steps, caseload: CheckedCaseload, options: RunOptions = {}) {
    this.#cloud = cloud
    this.#steps = steps
    this.#caseload = caseload
    this.#options = options
    this.people = new People(cloud, steps, options.signIn ?? 'through the pages')
    this.notes = new NoteRun(cloud, steps, this.people, caseload, options)
  }

  /** Founds the practice and adds its members. */
  async found(passwordOf: (key: string) => string | undefined = () => undefined): Promise<void> {
    const { practice, members } = this.#caseload
    const admin = members.find(({ roles }) => roles.includes('admin')) ?? {
      // No row has such a key.
      key: '-admin',
      name: 'Practice Admin',
      email: 'the-admin@practice.example',
      credentials: '',
      roles: ['admin' as const],
    }
    this.scheduler = admin.key
    const adminSubject = await this.people.add(
      { key: this.scheduler, name: admin.name, email: emailOf(admin) },
      passwordOf(admin.key),
    )
    const { key: adminKey, ...adminForm } = admin
    const founded = await this.#steps.take('found-practice', 'settings and the first admin', () =>
      this.#cloud.invoke('found-practice', {
        practice,
        admin: {
          ...withoutSupervisor(adminForm),
          email: emailOf(admin),
          subject: adminSubject,
          issuer: this.#cloud.issuer,
        },
      }),
    )
    this.memberIds.set(adminKey, (founded as { memberId: string }).memberId)

    // Supervisors first: whoever they supervise names them.
    const others = members
      .filter(({ key }) => key !== adminKey)
      .toSorted((a, b) => Number(a.supervisor !== undefined) - Number(b.supervisor !== undefined))
    for (const member of others) await this.addMember(member, passwordOf(member.key))
  }

  /** Adds a member, with an account to sign in with. */
  async addMember(
    { key, supervisor, ...form }: CheckedCaseload['members'][number],
    password?: string,
  ): Promise<void> {
    const email = emailOf({ key, email: form.email })
    const subject = await this.people.add({ key, name: form.name, email }, password)
    const api = await this.people.ready(this.scheduler)
    const supervisorId = supervisor === undefined ? undefined : this.memberIds.get(supervisor)
    const added = await this.#steps.take('add-member', form.roles.join(', '), () =>
      api.post<{ memberId: string }>(
        '/v1/members',
        { ...form, email, subject, ...(supervisorId && { supervisorId }) },
        { idempotencyKey: `member-${key}` },
      ),
    )
    this.memberIds.set(key, added.body.memberId)
  }

  /** Opens the clients' records, those of a caseload's rows that are wanted. */
  async openRecords(wanted: (key: string) => boolean = () => true): Promise<void> {
    for (const { key, careTeam, ...demographics } of this.#caseload.clients) {
      if (!wanted(key)) continue
      const api = await this.people.ready(this.scheduler)
      const opened = await this.#steps.take('open-client', 'own key, sealed demographics', () =>
        api.post<{ clientId: string }>(
          '/v1/clients',
          { demographics, careTeam: careTeam.map((member) => this.memberId(member)) },
          { idempotencyKey: `client-${key}` },
        ),
      )
      this.clientIds.set(key, opened.body.clientId)
    }
  }

  /** Everything that happened, in order. @param more what no row of a caseload tells of */
  async live(more: readonly Happening[] = []): Promise<void> {
    const happenings = [...this.#happenings(), ...more].toSorted((a, b) =>
      a.at < b.at ? -1 : a.at > b.at ? 1 : 0,
    )
    for (const [i, { at, happen }] of happenings.entries()) {
      await this.moveTo(at)
      await happen()
      this.#options.progress?.(i + 1, happenings.length)
    }
    await this.#cloud.idle()
  }

  /** Moves the clock to a moment, unless it is past. */
  async moveTo(at: Instant): Promise<void> {
    const ahead = Date.parse(at) - this.#cloud.clock.now()
    if (ahead > 0) await this.#cloud.clock.advance(ahead)
  }

  memberId(key: string): string {
    const id = this.memberIds.get(key)
    if (!id) throw new Error(`no member ${key} was added`)
    return id
  }

  clientId(key: string): string {
    const id = this.clientIds.get(key)
    if (!id) throw new Error(`no client ${key} was opened`)
    return id
  }

  #happenings(): Happening[] {
    const { sessions, practice } = this.#caseload
    const period = this.#options.planFor === 'week' ? weekOf : (date: LocalDate) => date
    const periods = Map.groupBy(sessions, ({ start }) => period(localDate(start, practice.zone)))
    return [...periods.values()].flatMap((together) => {
      const first = together.map(({ start }) => start).toSorted()[0] ?? ''
      const planned = new Map<CheckedSession, Planned>()
      const planning = {
        at: earlier(plusMinutes(first, -60), this.#options.until),
        happen: async () => {
          for (const session of together) planned.set(session, await this.#plan(session))
        },
      }
      return [
        planning,
        ...together.flatMap((session) => this.#storyOf(session, () => found(planned, session))),
      ]
    })
  }

  #storyOf(session: CheckedSession, planned: () => Planned) {
    const { outcome, note, end } = session
    if (outcome.status === 'planned') return []
    const marked = outcome.status === 'held' ? outcome.end : end
    if (!note) return [{ at: marked, happen: () => this.#mark(planned()) }]
    let made: MadeNote | undefined
    const ofNote = () => {
      if (!made) throw new Error('the note is not there yet')
      return made
    }
    return [
      {
        at: note.writtenAt,
        happen: async () => {
          await this.#mark(planned())
          made = await this.notes.write(planned(), note)
        },
      },
      ...note.addenda.map((addendum) => ({
        at: addendum.writtenAt,
        happen: () => this.notes.add(ofNote(), addendum),
      })),
      ...(note.coSignedAt === undefined
        ? []
        : [{ at: note.coSignedAt, happen: () => this.notes.coSign(ofNote()) }]),
    ]
  }

  async #plan(session: CheckedSession): Promise<Planned> {
    const api = await this.people.ready(this.scheduler)
    const { client, member, start, end, coding } = session
    const answer = await this.#steps.take('plan-session', 'and the note it will owe', () =>
      api.post<{ sessionId: string }>(
        `/v1/clients/${this.clientId(client)}/sessions`,
        { memberId: this.memberId(member), start, end, ...coding },
        { idempotencyKey: `${session.row}-plan` },
      ),
    )
    return {
      session,
      sessionId: answer.body.sessionId,
      clientId: this.clientId(client),
      etag: answer.etag,
    }
  }

  async #mark(planned: Planned): Promise<void> {
    const { outcome, member } = planned.session
    const api = await this.people.ready(member)
    const answer = await this.#steps.take('mark-session', outcome.status, () =>
      api.post(`/v1/sessions/${planned.sessionId}/outcome`, outcome, { ifMatch: planned.etag }),
    )
    planned.etag = answer.etag
  }
}

/** The Monday of a day's week. */
function weekOf(date: LocalDate): LocalDate {
  const day = new Date(`${date}T00:00:00.000Z`)
  day.setUTCDate(day.getUTCDate() - ((day.getUTCDay() + 6) % 7))
  return day.toISOString().slice(0, 10)
}

const earlier = (at: Instant, limit: Instant | undefined): Instant =>
  limit !== undefined && limit < at ? limit : at

function found<K, V>(map: ReadonlyMap<K, V>, key: K): V {
  const value = map.get(key)
  if (value === undefined) throw new Error('not planned yet')
  return value
}

function withoutSupervisor<T extends object>(form: T): Omit<T, 'supervisor'> {
  const { supervisor: _none, ...rest } = form as T & { supervisor?: string }
  return rest
}
