import type { LocalDate } from '../clock.ts'
import type { Found } from './finding.ts'
import type { NoteToCheck, PlanToCheck } from './material.ts'

const INTAKE_CODES: readonly string[] = ['90791', '90792']

/** An intake comes before there can be a plan. */
export const needsPlan = ({ template, session }: NoteToCheck): boolean =>
  template !== 'intake' && !session.services.some(({ cpt }) => INTAKE_CODES.includes(cpt))

/** The plan in force on the day of service, and what of the session is in it. */
export function checkPlan(
  note: NoteToCheck,
  plan: PlanToCheck | undefined,
  day: LocalDate,
): Found[] {
  if (!needsPlan(note)) return []
  const field = '/plan'
  if (!plan)
    return [
      {
        rule: 'plan-in-force',
        field,
        says: `No signed treatment plan was in force on ${day}: sign one, and give the plan that guided the session if it is on paper.`,
      },
    ]
  const found: Found[] = []
  if (plan.reviewOn < day)
    found.push({
      rule: 'plan-review',
      field,
      says: `The plan of ${plan.from} was to be reviewed by ${plan.reviewOn}, before ${day}: review it and sign a new one.`,
    })
  const { diagnoses } = note.session
  const planned = new Set(plan.diagnoses.map(({ code }) => code))
  if (diagnoses.length > 0 && !diagnoses.some(({ code }) => planned.has(code)))
    found.push({
      rule: 'diagnosis-on-plan',
      field: '/session/diagnoses',
      says: `No diagnosis of the session (${diagnoses.map(({ code }) => code).join(', ')}) is on the plan of ${plan.from}: bring the two together.`,
    })
  return found
}
