import { plusMinutes } from '../../../shared/clock.ts'
import type { Cloud } from '../cloud.ts'
import { ApiRefused } from './http/api.ts'
import type { MadeNote } from './note-run.ts'
import type { PracticeRun } from './practice-run.ts'
import { StepFailed, type Steps } from './steps.ts'

/**
 * A clinician leaves with a draft unsigned: the custodian asks for their work, another member
 * approves, the custodian reads for as long as that lasts, and a colleague takes over the caseload.
 */
export class CustodyRun {
  readonly #cloud: Cloud
  readonly #run: PracticeRun
  readonly #steps: Steps
  readonly #custodian: string
  readonly #admin: string

  constructor(cloud: Cloud, run: PracticeRun, steps: Steps, custodian: string, admin: string) {
    this.#cloud = cloud
    this.#run = run
    this.#steps = steps
    this.#custodian = custodian
    this.#admin = admin
  }

  async leave(clinician: string): Promise<void> {
    const api = await this.#run.people.ready(this.#admin)
    const path = `/v1/members/${this.#run.memberId(clinician)}`
    const { body, etag } = await api.get(path)
    const { memberId: _id, version: _version, ...form } = body
    await this.#steps.take('leave', 'a clinician leaves the practice', () =>
      api.put(path, { ...form, state: 'left' }, { ifMatch: etag }),
    )
  }

  /** @param draft of the clinician who left */
  async read(draft: MadeNote): Promise<void> {
    const path = `/v1/notes/${draft.noteId}`
    await this.#refused('read-too-early', path)
    const custodian = await this.#run.people.ready(this.#custodian)
    const asked = await this.#steps.take('ask-access', 'with a reason and for a time', () =>
      custodian.post<{ accessId: string }>('/v1/custodial-accesses', {
        clinicianId: this.#run.memberId(draft.author),
        reason: 'left',
        hours: 24,
      }),
    )
    const { accessId } = asked.body
    const admin = await this.#run.people.ready(this.#admin)
    await this.#steps.take('approve-access', 'by another member', () =>
      admin.post(`/v1/custodial-accesses/${accessId}/approval`, {}),
    )
    await this.#aMinuteLater()
    const reader = await this.#run.people.ready(this.#custodian)
    await this.#steps.take('custodian-read', 'the draft that was left behind', () =>
      reader.get(path),
    )
    await this.#steps.take('end-access', 'before its time', () =>
      reader.post(`/v1/custodial-accesses/${accessId}/end`, {}),
    )
    await this.#aMinuteLater()
    await this.#refused('read-too-late', path)
  }

  /** Until nobody is left, as a person would ask again. */
  async handOver(from: string, to: string): Promise<void> {
    const path = `/v1/members/${this.#run.memberId(from)}/hand-over`
    const body = { to: this.#run.memberId(to), reason: 'left' }
    for (let left = 1; left > 0; ) {
      const api = await this.#run.people.ready(this.#admin)
      const answer = await this.#steps.take(
        'hand-over',
        'clients, sessions to come, notes owed',
        () => api.post<{ left: number; refused: readonly unknown[] }>(path, body),
      )
      left = answer.body.left
      if (answer.body.refused.length > 0 && left > 0)
        throw new StepFailed('hand-over', new Error(`${left} clients could not be handed over`))
    }
  }

  async #refused(name: string, path: string): Promise<void> {
    const api = await this.#run.people.ready(this.#custodian)
    await this.#steps.take(name, 'refused', async () => {
      const answer = await api.get(path).catch((error: unknown) => error)
      if (!(answer instanceof ApiRefused) || answer.status !== 403)
        throw new Error('the draft was shown')
    })
  }

  /** What a member may do is remembered for a minute at most. */
  async #aMinuteLater(): Promise<void> {
    await this.#run.moveTo(plusMinutes(new Date(this.#cloud.clock.now()).toISOString(), 2))
    await this.#cloud.idle()
  }
}
