import type { Template } from '../template.ts'
import { risk } from './risk.ts'

export const narrative: Template = {
  key: 'narrative',
  version: 1,
  title: 'Narrative',
  description: 'The session in running words.',
  sections: [
    {
      key: 'narrative',
      heading: 'Narrative',
      help: 'Presentation, what you did by the technique’s name, the client’s response, progress toward a named goal.',
      required: true,
      aliases: ['Note', 'Progress note', 'Session note', 'Summary'],
    },
    {
      key: 'plan',
      heading: 'Plan',
      help: 'What happens next: frequency, homework, referrals, focus of the next session.',
      required: false,
      aliases: ['P', 'Plans', 'Plan of care'],
    },
    risk,
  ],
}
