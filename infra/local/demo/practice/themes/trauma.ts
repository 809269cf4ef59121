import type { Theme } from '../theme.ts'

export const trauma: Theme = {
  diagnoses: [{ code: 'F43.10', label: 'Post-traumatic stress disorder, unspecified' }],
  reports: [
    [
      'Client reports nightmares on three nights and avoiding the street of the accident, which adds forty minutes to the way to work.',
      'Client states that the sound of brakes “puts the whole body back there” for a quarter of an hour.',
      'Client describes being short with the children in the evening and feeling far away while with them.',
    ],
    [
      'Client reports reading the written account aloud on five days; distress fell from 9 to 5 of 10 over the week.',
      'Client states that they drove past the crossing as a passenger and “kept the eyes open all the way”.',
      'Client describes one nightmare this week, with a different ending that they had rehearsed.',
    ],
    [
      'Client reports driving the old route alone on two days and listening to the radio while doing so.',
      'Client states that the memory “has become a memory, it has a date on it now”.',
      'Client describes a family outing by car without planning an escape from it.',
    ],
  ],
  observations: [
    'Hypervigilant at the start (chose the chair that faces the door); breathing shallow; oriented throughout.',
    'Affect congruent; tearful during the account and stayed within the window of tolerance.',
    'Startled once at a door; recovered within a minute with grounding, without prompting.',
    'Posture open, speech fluent; less scanning of the room than in earlier sessions.',
  ],
  interventions: [
    'Prolonged exposure: 35 minutes of imaginal exposure, followed by processing of the stuck point “I should have seen it”.',
    'Cognitive processing: challenging-questions worksheet on the stuck point about blame.',
    'Grounding by the five senses and orientation to the present, rehearsed until client could lead it.',
    'In vivo exposure: planned the crossing as pedestrian, then passenger, then driver, with ratings.',
    'Imagery rehearsal of the recurring nightmare with a changed ending.',
  ],
  responses: [
    'Peak distress 85, end of session 40; client recognised that the wave passes without leaving.',
    'Client formulated the alternative “I saw what there was time to see” and rated it 60 percent true.',
    'Client led the grounding exercise without help and named two places to use it.',
    'Client hesitated at the third step, reduced it by half and agreed to it.',
  ],
  assessments: [
    'Intrusion and avoidance remain severe enough to limit driving, work and family life; trauma-focused treatment is necessary and well tolerated.',
    'Response to exposure: within-session and between-session habituation; avoidance decreasing; sleep still disturbed on one or two nights.',
    'Marked improvement; avoidance has nearly gone and remaining guilt is open to discussion. Completion of the protocol is near.',
  ],
  plans: [
    'Daily listening to the recorded account; in vivo task three times this week; PCL-5 score at the next session.',
    'Continue the protocol weekly in 60-minute sessions; client will practise grounding before the commute.',
    'Client will drive the first half of the old route on Saturday morning with a companion.',
    'Two further sessions of consolidation, then review of goals and spacing of appointments.',
  ],
  goals: [
    'Drive the direct route to work on four of five days within 14 weeks.',
    'Nightmares on no more than one night in two weeks by week 16.',
  ],
}
