import type { Template } from '../template.ts'
import { risk } from './risk.ts'

export const intake: Template = {
  key: 'intake',
  version: 1,
  title: 'Intake and diagnostic assessment',
  description:
    'The first session or two: why now, the history, the findings, the diagnosis, what is advised.',
  document: 'intake-assessment',
  sections: [
    {
      key: 'presenting-problem',
      heading: 'Presenting problem',
      help: 'What brings the client now, in their words; onset, course, severity, what makes it better or worse.',
      required: true,
      aliases: ['PP', 'Chief complaint', 'CC', 'Reason for visit', 'Reason for referral'],
    },
    {
      key: 'history',
      heading: 'History',
      help: 'Earlier treatment and its outcome, medical conditions and medication, substance use, trauma, family history of mental illness.',
      required: true,
      aliases: ['Hx', 'Psychiatric history', 'Past history', 'Background'],
    },
    {
      key: 'social-and-functioning',
      heading: 'Social situation and functioning',
      help: 'Living situation, relationships, work or school, culture and identity as the client names them, legal matters; where functioning is impaired and how far.',
      required: true,
      aliases: ['Social history', 'Psychosocial history', 'Functioning', 'Functional impairment'],
    },
    {
      key: 'mental-status',
      heading: 'Mental status',
      help: 'Appearance, behaviour, speech, mood and affect, thought, perception, cognition, insight and judgment.',
      required: true,
      aliases: ['MSE', 'Mental status exam', 'Mental status examination'],
    },
    {
      ...risk,
      // Of a first assessment it is always said, also when nothing was found.
      required: true,
    },
    {
      key: 'strengths',
      heading: 'Strengths and supports',
      help: 'What the client can build on: abilities, people, earlier successes, motivation.',
      required: false,
      aliases: ['Strengths', 'Supports', 'Protective factors'],
    },
    {
      key: 'diagnostic-impression',
      heading: 'Diagnostic impression',
      help: 'The diagnosis and the criteria it rests on; what was considered and ruled out; scores of measures.',
      required: true,
      aliases: [
        'Diagnosis',
        'Diagnoses',
        'Dx',
        'Impression',
        'Assessment',
        'Diagnostic formulation',
      ],
    },
    {
      key: 'recommendations',
      heading: 'Medical necessity and recommendations',
      help: 'Why treatment is needed, which, how often and for how long; referrals; what the client agreed to.',
      required: true,
      aliases: ['Recommendations', 'Plan', 'Treatment recommendations', 'Medical necessity'],
    },
  ],
}
