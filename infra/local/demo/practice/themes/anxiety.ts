import type { Theme } from '../theme.ts'

export const anxiety: Theme = {
  diagnoses: [{ code: 'F41.1', label: 'Generalized anxiety disorder' }],
  reports: [
    [
      'Client reports worry on most days, centred on work deadlines and the health of a parent, with about five hours of broken sleep a night.',
      'Client describes checking e-mail “twenty or thirty times an evening” and a tight chest that eases only late at night.',
      'Client states that they turned down two invitations this week because leaving the house “felt like too many what-ifs”.',
    ],
    [
      'Client reports setting a daily worry period on four of seven days and noticing that several worries “had gone stale” by then.',
      'Client describes one difficult morning before a presentation; used paced breathing in the car and went in on time.',
      'Client states that sleep improved to six and a half hours on most nights since screens leave the bedroom at ten.',
    ],
    [
      'Client reports a full week without checking e-mail after eight in the evening and “hardly missing it”.',
      'Client describes handling a medical appointment for their parent without seeking reassurance from anyone beforehand.',
      'Client states that worry still visits, but “it knocks now, it does not move in”.',
    ],
  ],
  observations: [
    'Alert and oriented; speech at times rapid; posture tense at the start and visibly looser by the end.',
    'Affect anxious but full in range; thought process organised; eye contact good.',
    'Arrived on time, settled quickly; spoke at an even pace; laughed at two points of the hour.',
    'Mild psychomotor restlessness (foot tapping) that stopped during the breathing exercise.',
  ],
  interventions: [
    'Cognitive restructuring: worked one worry through a thought record and weighed the evidence on both sides.',
    'Psychoeducation on the worry cycle and intolerance of uncertainty, drawn out on paper with client’s own examples.',
    'Diaphragmatic breathing at six breaths a minute, practised for eight minutes with feedback.',
    'Planned a behavioural experiment: leave one e-mail unanswered overnight and write down what was feared and what happened.',
    'Graded exposure: built a ladder of seven avoided situations, rated from 20 to 85.',
  ],
  responses: [
    'Client rated belief in the feared outcome 80 before and 35 after the exercise.',
    'Client was engaged, asked for a copy of the drawing, and named the step where the cycle could be left.',
    'Client reported subjective distress falling from 7 to 3 of 10 during the exercise.',
    'Client was doubtful of the experiment at first and then proposed a harder version of it.',
  ],
  assessments: [
    'Symptoms remain in the moderate range and interfere with work and sleep; motivation for change is high. Weekly psychotherapy remains medically necessary.',
    'Partial response: avoidance and checking are decreasing, sleep is improving; worry still impairs work on several days a week.',
    'Good response: symptoms are in the mild range and skills generalise without prompting; work on relapse prevention is indicated.',
  ],
  plans: [
    'Continue weekly sessions; client will keep the worry period daily and bring two completed thought records.',
    'Continue as planned; next session: review the experiment and choose the next rung of the ladder. GAD-7 next week.',
    'Client will practise paced breathing twice a day and note distress before and after.',
    'Move to sessions every other week from next month if GAD-7 stays below 8.',
  ],
  goals: [
    'Reduce GAD-7 from 15 to 7 or less within 16 weeks.',
    'Sleep at least six and a half hours on five nights a week by the end of the quarter.',
  ],
}
