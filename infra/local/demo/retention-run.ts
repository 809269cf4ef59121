import { createHash } from 'node:crypto'
import { instantAt, localDate, plusHours } from '../../../shared/clock.ts'
import { earliestDisposal, type RetentionPolicy } from '../../../shared/retention/policy.ts'
import { download } from '../../leaving/api.ts'
import type { Cloud } from '../cloud.ts'
import type { CheckedCaseload } from './caseload/check-caseload.ts'
import { type Api, ApiRefused } from './http/api.ts'
import type { MadeNote } from './note-run.ts'
import type { PracticeRun } from './practice-run.ts'
import { StepFailed, type Steps } from './steps.ts'

/** A record that the daily run proposed to destroy, as the review list shows it. */
interface Proposed {
  readonly disposal: { readonly clientId: string; readonly state: string; readonly dueOn: string }
  readonly kept: readonly string[]
}

/** A certificate, fetched. */
export interface MadeCertificate {
  readonly clientId: string
  readonly part: number
  readonly sha256: string
  readonly pages: number
  readonly bytes: Uint8Array
}

const DAILY = ['enforce-retention']

/**
 * What becomes of records when their time is over: proposed by the daily run, one held, one approved
 * by two, destroyed after the notice period, certified, and unreadable in every way there is.
 */
export class RetentionRun {
  readonly #cloud: Cloud
  readonly #run: PracticeRun
  readonly #steps: Steps
  /** Keys of the two members who decide. */
  readonly #first: string
  readonly #second: string

  constructor(
    cloud: Cloud,
    run: PracticeRun,
    steps: Steps,
    [first, second]: readonly [string, string],
  ) {
    this.#cloud = cloud
    this.#run = run
    this.#steps = steps
    this.#first = first
    this.#second = second
  }

  /** Moves the clock to the day on which the first records are due, and looks at the review list. */
  async propose(caseload: CheckedCaseload): Promise<readonly Proposed[]> {
    const { practice } = caseload
    const due = firstDue(caseload, practice.retention)
    if (due === undefined) return []
    await this.#steps.take(
      'retention-run',
      `the clock moves on to ${due}`,
      () => this.#moveTo(instantAt(due, '23:30', practice.zone)),
      DAILY,
    )
    const api = await this.#run.people.ready(this.#first)
    const { body } = await this.#steps.take('review-list', 'who, since when, by which rule', () =>
      api.get<{ disposals: Proposed[] }>('/v1/disposals?limit=100'),
    )
    return body.disposals
  }

  async hold(clientId: string): Promise<void> {
    const api = await this.#run.people.ready(this.#first)
    await this.#steps.take('place-hold', 'stops everything, whatever is due', () =>
      api.post(
        `/v1/clients/${clientId}/holds`,
        { reason: 'A request for records is under way.' },
        { idempotencyKey: `hold-${clientId}` },
      ),
    )
    await this.#refused('hold-holds', `/v1/disposals/${clientId}/approvals`, clientId)
  }

  /** Two members say yes; one of them alone is not enough. */
  async approve(clientId: string, who: 'both' | 'one' = 'both'): Promise<void> {
    for (const key of who === 'both' ? [this.#first, this.#second] : [this.#first]) {
      const api = await this.#run.people.ready(key)
      const { etag } = await api.get(`/v1/disposals/${clientId}`)
      await this.#steps.take('approve', `by ${key}`, () =>
        api.post(`/v1/disposals/${clientId}/approvals`, {}, { ifMatch: etag }),
      )
    }
  }

  /** The notice period passes, and the daily run does what was approved. */
  async destroy({ noticeDays }: RetentionPolicy): Promise<void> {
    await this.#steps.take(
      'destroy',
      'keys first; then nothing opens any more',
      () => this.#moveDays(noticeDays + 2),
      DAILY,
    )
  }

  /** The last backup of the keys lapses. */
  async lapse(): Promise<void> {
    await this.#steps.take(
      'backups-lapse',
      'no copy of the keys is left anywhere',
      () => this.#moveDays(38),
      DAILY,
    )
  }

  /** @throws StepFailed where a part is not there */
  async certificate(clientId: string, part: 1 | 2): Promise<MadeCertificate> {
    const path = `/v1/disposals/${clientId}/certificates`
    const api = await this.#run.people.ready(this.#first)
    return this.#steps.take('certificate', `part ${part}, sealed`, async () => {
      const { body } = await api.get<{
        certificates: { part: number; document?: { sha256: string; pages: number } }[]
      }>(path)
      const document = body.certificates.find((each) => each.part === part)?.document
      if (!document) throw new Error('the certificate is not there')
      const link = () => api.post<{ url: string }>(`${path}/${part}/link`, {})
      const bytes = await download(async () => (await link()).body.url)
      if (createHash('sha256').update(bytes).digest('hex') !== document.sha256)
        throw new Error('is not the document that was listed')
      return { clientId, part, sha256: document.sha256, pages: document.pages, bytes }
    })
  }

  /** What there is to read of a client, by path, as long as there is. */
  async readable(clientId: string, notes: readonly MadeNote[]): Promise<readonly string[]> {
    const own = notes.filter((note) => note.clientId === clientId)
    const api = await this.#run.people.ready(own[0]?.author ?? this.#first)
    const { body } = await api.get<{ documents: { documentId: string }[] }>(
      `/v1/clients/${clientId}/documents?limit=200`,
    )
    return [
      `/v1/clients/${clientId}`,
      `/v1/clients/${clientId}/notes`,
      `/v1/clients/${clientId}/sessions`,
      `/v1/clients/${clientId}/documents`,
      `/v1/clients/${clientId}/ledger`,
      `/v1/clients/${clientId}/process-notes`,
      ...own.flatMap(({ noteId }) => [`/v1/notes/${noteId}`, `/v1/notes/${noteId}/revisions`]),
      ...body.documents.map(({ documentId }) => `/v1/documents/${documentId}`),
    ]
  }

  /** Nobody gets anything of a destroyed client any more, whoever asks and for whatever. */
  async readsNothing(
    clientId: string,
    paths: readonly string[],
    notes: readonly MadeNote[],
  ): Promise<void> {
    const own = notes.filter((note) => note.clientId === clientId)
    const askers = [...new Set([this.#first, this.#second, ...own.map(({ author }) => author)])]
    const apis: Api[] = []
    for (const key of askers) apis.push(await this.#run.people.ready(key))
    await this.#steps.take(
      'read-destroyed',
      `refused: ${paths.length} paths, ${askers.length} people`,
      async () => {
        for (const api of apis)
          for (const path of paths) {
            const answer = await api.get(path).catch((error: unknown) => error)
            if (!(answer instanceof ApiRefused) || answer.status !== 404)
              throw new Error(`${path.replace(/[0-9a-hjkmnp-tv-z]{26}/g, '…')} was answered`)
          }
      },
    )
  }

  async #refused(name: string, path: string, clientId: string): Promise<void> {
    const api = await this.#run.people.ready(this.#second)
    await this.#steps.take(name, 'refused', async () => {
      const { etag } = await api.get(`/v1/disposals/${clientId}`)
      const answer = await api.post(path, {}, { ifMatch: etag }).catch((error: unknown) => error)
      if (!(answer instanceof ApiRefused) || answer.status !== 409)
        throw new StepFailed(name, new Error('it was not refused'))
    })
  }

  /** Days one by one, as the daily run sees them. */
  async #moveDays(days: number): Promise<void> {
    for (let day = 0; day < days; day += 4)
      await this.#moveTo(
        plusHours(new Date(this.#cloud.clock.now()).toISOString(), 24 * Math.min(4, days - day)),
      )
  }

  async #moveTo(at: string): Promise<void> {
    await this.#run.moveTo(at)
    await this.#cloud.idle()
  }
}

/** The day on which the first client of a caseload may be destroyed. */
function firstDue(
  { clients, sessions, practice }: CheckedCaseload,
  policy: RetentionPolicy,
): string | undefined {
  const dates = clients.flatMap(({ key, birthDate }) => {
    const days = sessions
      .filter(({ client }) => client === key)
      .map(({ end }) => localDate(end, practice.zone))
    const lastServiceOn = days.toSorted().at(-1)
    if (lastServiceOn === undefined) return []
    return [
      earliestDisposal(policy, { lastServiceOn, birthYear: Number(birthDate.slice(0, 4)) }).on,
    ]
  })
  return dates.toSorted()[0]
}
