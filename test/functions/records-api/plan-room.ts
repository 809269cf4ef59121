import type { PlanDraft } from '../../../shared/plan/plan-draft.ts'
import { from } from '../harness.ts'
import type { Answer } from '../http-call.ts'
import { accept, expected, type NoteRoom } from './note-room.ts'

export const CANARY = 'medlar-insomnia'

/** A draft that lacks nothing but what a review needs. */
export const complete = (diagnosisId: string, change: Partial<PlanDraft> = {}): PlanDraft => ({
  from: '2026-01-14',
  reviewOn: '2026-04-14',
  estimatedEndOn: '2026-10-14',
  diagnoses: [diagnosisId],
  problems: [
    {
      statement: `Worry, ${CANARY}`,
      goals: [
        {
          statement: 'Fall asleep within 30 minutes on five nights a week',
          baseline: 'Two nights a week',
          targetOn: '2026-04-14',
          measure: { name: 'GAD-7', baseline: 14, target: 7 },
          objectives: [{ statement: 'Keep a worry diary on five days a week' }],
          interventions: [
            { technique: 'Stimulus control', frequency: 'weekly, 50 minutes', by: 'Dr. baker' },
          ],
        },
      ],
    },
  ],
  necessity: 'Sleeps four hours a night.',
  strengths: '',
  barriers: '',
  discharge: '',
  participation: 'Chose the goal.',
  agreement: { by: 'client', given: 'in writing', on: '2026-01-14' },
  ...change,
})

/** Deeds about plans, as a test's beginning needs them. */
export class PlanDeeds {
  readonly #room: NoteRoom

  constructor(room: NoteRoom) {
    this.#room = room
  }

  async diagnosis(clientId: string, code = 'F41.1'): Promise<string> {
    const words = { code, label: 'Generalized anxiety', since: '2026-01-05', principal: true }
    const added = await this.#room.as('baker').post(`/v1/clients/${clientId}/diagnoses`, words)
    return expected(added, 201).diagnosis.diagnosisId
  }

  async open(clientId: string, who = 'baker'): Promise<string> {
    const opened = await this.#room.as(who).post(`/v1/clients/${clientId}/plans`, undefined)
    return expected(opened, 201).plan.planId
  }

  save(planId: string, draft: PlanDraft, etag = '"1"', who = 'baker'): Promise<Answer> {
    return this.#room.as(who).put(`/v1/plans/${planId}/draft`, draft, from(etag))
  }

  sign(planId: string, etag = '"2"', who = 'baker', more: object = {}): Promise<Answer> {
    const body = { ...accept('plan/1'), ...more }
    return this.#room.as(who).post(`/v1/plans/${planId}/signature`, body, from(etag))
  }

  end(planId: string, etag: string, who = 'baker', reason = 'All is met'): Promise<Answer> {
    return this.#room.as(who).post(`/v1/plans/${planId}/end`, { reason }, from(etag))
  }

  /** A plan in force, at version 3. */
  async signed(
    clientId: string,
    diagnosisId: string,
    change?: Partial<PlanDraft>,
  ): Promise<string> {
    const planId = await this.open(clientId)
    expected(await this.save(planId, complete(diagnosisId, change)), 200)
    expected(await this.sign(planId), 200)
    return planId
  }
}
