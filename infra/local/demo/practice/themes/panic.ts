import type { Theme } from '../theme.ts'

export const panic: Theme = {
  diagnoses: [{ code: 'F41.0', label: 'Panic disorder (episodic paroxysmal anxiety)' }],
  reports: [
    [
      'Client reports three panic attacks in one week, the longest of fifteen minutes on the subway, with fear of fainting.',
      'Client states that they carry water, a mint and a list of hospitals “for the feeling, not for the thirst”.',
      'Client describes leaving a lecture halfway through and not having gone to the next one.',
    ],
    [
      'Client reports one attack, rated 6, during which they stayed in the carriage and counted stations.',
      'Client states that spinning on the chair at home “is horrible and then it is only silly”.',
      'Client describes leaving the list of hospitals at home for two days.',
    ],
    [
      'Client reports four weeks without an attack and two beginnings that “did not get their audience”.',
      'Client states that they gave a talk with a racing heart and a steady voice.',
      'Client describes a flight booked for May; nervous, and glad of it.',
    ],
  ],
  observations: [
    'Anxious, flushed at the beginning; frequent swallowing; thought organised.',
    'Engaged, humorous; breathing regular; no safety behaviours seen during the exercise.',
    'Pale during interoceptive exercise, recovered within two minutes without reassurance.',
    'Calm, good eye contact; speech fluent; smiled at own prediction.',
  ],
  interventions: [
    'Panic psychoeducation: built the vicious circle from body sensation to catastrophe with client’s last attack.',
    'Interoceptive exposure: straw breathing and spinning, four rounds each, with predictions before and findings after.',
    'In vivo exposure: three stations together by subway, without water or mint.',
    'Dropping safety behaviours one at a time, with a ranked list and dates.',
    'Cognitive work on probability: how often predicted, how often happened, in two columns.',
  ],
  responses: [
    'Client predicted fainting at 70 percent; found dizziness for forty seconds and no fainting.',
    'Distress 8, 6, 4, 3 over four rounds; client asked for a fifth.',
    'Client stayed on the train for the planned stations and chose one more.',
    'Client crossed out two items of the list and signed the page.',
  ],
  assessments: [
    'Recurrent panic attacks with persistent concern and avoidance that limits study and travel; exposure-based treatment is necessary.',
    'Attack frequency down by two thirds; catastrophic beliefs weakened; safety behaviours are the current target.',
    'No attacks for a month; full travel; relapse prevention is under way.',
  ],
  plans: [
    'Daily interoceptive practice; record predictions; subway twice before the next session.',
    'Leave the mint at home until Friday, the water from Friday on.',
    'Attend every lecture this week, seat in the middle of the row.',
    'Final two sessions at intervals of a month.',
  ],
  goals: [
    'No panic attack for four weeks in a row within 14 weeks.',
    'Use the subway daily without safety behaviours by week 10.',
  ],
}
