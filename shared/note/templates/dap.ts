import type { Template } from '../template.ts'
import { risk } from './risk.ts'

export const dap: Template = {
  key: 'dap',
  version: 1,
  title: 'DAP',
  description: 'What happened, what it means, what comes next.',
  sections: [
    {
      key: 'data',
      heading: 'Data',
      help: 'What the client reported and what you observed and did, with the client’s response.',
      required: true,
      aliases: ['D', 'Description'],
    },
    {
      key: 'assessment',
      heading: 'Assessment',
      help: 'Your clinical judgment: symptoms against the diagnosis, progress toward a named goal.',
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
