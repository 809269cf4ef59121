import type { Theme } from '../theme.ts'

export const coupleStress: Theme = {
  diagnoses: [
    { code: 'F43.23', label: 'Adjustment disorder with mixed anxiety and depressed mood' },
  ],
  reports: [
    [
      'Client reports that arguments with the partner about money “start about a receipt and end about everything”, twice this week.',
      'Client states that they sleep in the study since the move and that neither speaks of it.',
      'Client describes a headache on every Sunday evening and irritability at work the day after.',
    ],
    [
      'Client reports one disagreement that stayed “about the thing itself” after using the agreed pause of twenty minutes.',
      'Client states that a weekly talk about money now has a date and an end.',
      'Client describes telling the partner about the fear behind the anger; the partner listened and asked a question.',
    ],
    [
      'Client reports two quiet weeks and a weekend away that “was not a repair, just a weekend”.',
      'Client states that they noticed flooding early, named it, and came back to the talk.',
      'Client describes deciding together on the new flat, with lists and with laughter.',
    ],
  ],
  observations: [
    'Tense jaw and clipped speech when describing the argument; softened when speaking of early years.',
    'Affect appropriate; insight good; took responsibility for a share of the pattern.',
    'Relaxed, humorous; concentrated on the exercise for its full length.',
    'Irritable at first about traffic; settled after ten minutes.',
  ],
  interventions: [
    'Mapped the pursue–withdraw cycle of the last argument as a loop, with the softer feeling beneath each move.',
    'Communication training: speaker–listener exercise with therapist in the partner’s part.',
    'Emotion regulation: recognising flooding by pulse and breath; agreed words for a pause and for coming back.',
    'Acceptance and commitment work: what kind of partner client wants to be on a bad day.',
    'Assertiveness: built three requests from complaint to wish, and rehearsed the shortest.',
  ],
  responses: [
    'Client recognised their own move in the cycle and said that it looked “less like character, more like habit”.',
    'Client found listening harder than speaking and asked to practise again.',
    'Client chose a word for the pause and wrote it on their hand, laughing.',
    'Client rehearsed the request twice; the second time the voice stayed level.',
  ],
  assessments: [
    'Stress in the relationship after relocation with sleep disturbance, irritability and reduced performance at work. Treatment is necessary to restore functioning.',
    'Arguments are shorter and rarer; use of the pause is growing; sleep improved. Continued practice is needed under stress.',
    'Stable improvement over five weeks; ready for wider spacing and a plan for setbacks.',
  ],
  plans: [
    'Continue weekly; cycle map to be shared with the partner if both agree.',
    'Money talk on Wednesday, thirty minutes, timer; review next time.',
    'Client will make one request a day in the practised form.',
    'Sessions every three weeks; invite the partner to one of them if client wishes.',
  ],
  goals: [
    'No more than one argument a week that lasts over thirty minutes, within ten weeks.',
    'Return to the shared bedroom and six hours of sleep on most nights within 12 weeks.',
  ],
}
