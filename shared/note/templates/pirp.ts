import type { Template } from '../template.ts'
import { interventionResponsePlan } from './intervention-response-plan.ts'

export const pirp: Template = {
  key: 'pirp',
  version: 1,
  title: 'PIRP',
  description: 'Which problem was worked on, what was done, how it was received, what comes next.',
  sections: [
    {
      key: 'problem',
      heading: 'Problem',
      help: 'The problem of the treatment plan that this session worked on, and how it showed.',
      required: true,
      aliases: ['P', 'Problems', 'Presenting problem', 'Purpose'],
    },
    ...interventionResponsePlan,
  ],
}
