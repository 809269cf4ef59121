import type { TemplateSection } from '../template.ts'
import { risk } from './risk.ts'

/** What BIRP, GIRP and PIRP have in common: they differ in what they begin with. */
export const interventionResponsePlan: TemplateSection[] = [
  {
    key: 'intervention',
    heading: 'Intervention',
    help: 'What you did, by the technique’s name, and the objective it was for.',
    required: true,
    aliases: ['I', 'Interventions', 'Int'],
  },
  {
    key: 'response',
    heading: 'Response',
    help: 'How the client took part and responded, and what progress that shows.',
    required: true,
    aliases: ['R', 'Responses', 'Client response', 'Response to intervention'],
  },
  {
    key: 'plan',
    heading: 'Plan',
    help: 'What happens next: frequency, homework, referrals, focus of the next session.',
    required: true,
    aliases: ['P', 'Plans', 'Plan of care'],
  },
  risk,
]
