import type { Template } from '../template.ts'
import { risk } from './risk.ts'

export const discharge: Template = {
  key: 'discharge',
  version: 1,
  title: 'Discharge summary',
  description:
    'The last session: why treatment ends, what was reached, how the client is, what comes after.',
  document: 'discharge-summary',
  sections: [
    {
      key: 'reason-for-discharge',
      heading: 'Reason for discharge',
      help: 'Goals reached, moved away, referred elsewhere, ended by the client or by agreement; who decided and when.',
      required: true,
      aliases: ['Reason', 'Discharge reason', 'Termination reason', 'Reason for termination'],
    },
    {
      key: 'course-of-treatment',
      heading: 'Course of treatment',
      help: 'When it began and ended, how many sessions, the techniques by name, how the client responded.',
      required: true,
      aliases: ['Course', 'Treatment summary', 'Summary of treatment', 'Services provided'],
    },
    {
      key: 'progress-on-goals',
      heading: 'Progress on goals',
      help: 'Each goal of the plan: reached, in part, or not, with first and last scores where there are any.',
      required: true,
      aliases: ['Progress', 'Goals', 'Outcome', 'Progress toward goals'],
    },
    {
      key: 'condition-at-discharge',
      heading: 'Condition at discharge',
      help: 'Symptoms and functioning now, the diagnosis at discharge.',
      required: true,
      aliases: ['Condition', 'Status at discharge', 'Final assessment', 'Final diagnosis'],
    },
    {
      key: 'aftercare',
      heading: 'Aftercare',
      help: 'Referrals, medication and its prescriber, relapse prevention, how to come back, whom to call in a crisis.',
      required: true,
      aliases: ['Aftercare plan', 'Recommendations', 'Discharge plan', 'Follow-up', 'Plan'],
    },
    risk,
  ],
}
