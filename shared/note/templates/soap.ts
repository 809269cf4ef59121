import type { Template } from '../template.ts'
import { risk } from './risk.ts'

export const soap: Template = {
  key: 'soap',
  version: 1,
  title: 'SOAP',
  description: 'What the client said, what was observed, what it means, what comes next.',
  sections: [
    {
      key: 'subjective',
      heading: 'Subjective',
      help: 'The client’s own account: symptoms, events since last time, how they see their progress.',
      required: true,
      aliases: ['S', 'Subj', 'Subjective report'],
    },
    {
      key: 'objective',
      heading: 'Objective',
      help: 'What you observed and did: presentation, mental status, measures, interventions used.',
      required: true,
      aliases: ['O', 'Obj', 'Observations', 'Objective observations'],
    },
    {
      key: 'assessment',
      heading: 'Assessment',
      help: 'Your clinical judgment: symptoms against the diagnosis, response, progress toward a named goal.',
      required: true,
      aliases: ['A', 'Assess', 'Impression'],
    },
    {
      key: 'plan',
      heading: 'Plan',
      help: 'What happens next: frequency, homework, referrals, focus of the next session.',
      required: true,
      aliases: ['P', 'Plans', 'Plan of care'],
    },
    {
      key: 'assessment-and-plan',
      heading: 'Assessment and plan',
      help: 'Both in one, problem by problem, in place of the two sections.',
      required: false,
      standsFor: ['assessment', 'plan'],
      aliases: ['A/P', 'AP', 'A&P', 'A & P', 'A and P', 'Assessment/Plan', 'Assessment & plan'],
    },
    risk,
  ],
}
