import type { Template } from '../template.ts'
import { interventionResponsePlan } from './intervention-response-plan.ts'

export const birp: Template = {
  key: 'birp',
  version: 1,
  title: 'BIRP',
  description: 'What the client presented, what was done, how it was received, what comes next.',
  sections: [
    {
      key: 'behavior',
      heading: 'Behavior',
      help: 'What the client reported and what you observed: mood, affect, behavior, symptoms.',
      required: true,
      aliases: ['B', 'Behaviour', 'Behaviors', 'Behaviours', 'Presentation'],
    },
    ...interventionResponsePlan,
  ],
}
