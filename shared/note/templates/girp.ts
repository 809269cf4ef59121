import type { Template } from '../template.ts'
import { interventionResponsePlan } from './intervention-response-plan.ts'

export const girp: Template = {
  key: 'girp',
  version: 1,
  title: 'GIRP',
  description: 'Which goal was worked on, what was done, how it was received, what comes next.',
  sections: [
    {
      key: 'goal',
      heading: 'Goal',
      help: 'The goal and objective of the treatment plan that this session worked on.',
      required: true,
      aliases: ['G', 'Goals', 'Goals and objectives'],
    },
    ...interventionResponsePlan,
  ],
}
