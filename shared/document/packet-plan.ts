import { localDate, spokenTime } from '../clock.ts'
import type { SignedPlan } from '../plan/signed-plan.ts'
import { type Clean, facts, nameOf, spokenDate } from './document-page.ts'
import type { OpenedPacket } from './packet.ts'

/** What a signed treatment plan says, as the cover of a packet tells it. */
export function planInPacket(
  { plan, signature, practice, planId }: SignedPlan,
  { plans, words }: OpenedPacket,
  clean: Clean,
) {
  const { from, reviewOn, estimatedEndOn, diagnoses, problems, necessity, agreement } = plan
  const as = words.plans.find((each) => each.planId === planId)
  const number = plans.findIndex((each) => each.planId === planId) + 1
  const ended = as && 'endedAt' in as ? localDate(as.endedAt, practice.zone) : undefined
  return {
    heading: `Plan ${number}`,
    facts: facts(clean, [
      ['In force from', spokenDate(from)],
      ['Review by', spokenDate(reviewOn)],
      ['Estimated end', spokenDate(estimatedEndOn)],
      ['Ended', ended && spokenDate(ended)],
      ['Signed', `${nameOf(signature.signer)}, ${spokenTime(signature.signedAt, practice.zone)}`],
      ['Diagnoses', diagnoses.map(({ code, label }) => `${code} ${label}`).join('; ')],
      ['Agreement', `${agreement.given}, by the ${agreement.by}, ${spokenDate(agreement.on)}`],
    ]),
    necessity: clean(necessity),
    problems: problems.map(({ statement, goals }) => ({
      statement: clean(statement),
      goals: goals.map((goal) => ({
        statement: clean(goal.statement),
        facts: facts(clean, [
          ['Baseline', goal.baseline],
          ['Target', `${goal.status ?? 'open'}, by ${spokenDate(goal.targetOn)}`],
          [
            'Measure',
            goal.measure &&
              `${goal.measure.name}: ${goal.measure.baseline} to ${goal.measure.target}`,
          ],
          ['Objectives', goal.objectives.map((each) => each.statement).join('; ')],
          [
            'Interventions',
            goal.interventions
              .map(({ technique, frequency, by }) => `${technique}, ${frequency}, ${by}`)
              .join('; '),
          ],
          [
            'Progress',
            [
              goal.progress?.percent !== undefined && `${goal.progress.percent} %`,
              goal.progress?.words,
            ]
              .filter(Boolean)
              .join(', '),
          ],
        ]),
      })),
    })),
  }
}
