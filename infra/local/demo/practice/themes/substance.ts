import type { Theme } from '../theme.ts'

export const substance: Theme = {
  diagnoses: [{ code: 'F10.20', label: 'Alcohol dependence, uncomplicated' }],
  reports: [
    [
      'Client reports drinking on five of seven evenings, four to five standard drinks, and one morning absent from work.',
      'Client states that “the first one is for the day, the others are for the first one”.',
      'Client describes promising their brother to stop and drinking the same evening; ashamed of it.',
    ],
    [
      'Client reports ten days without alcohol, a lapse at a retirement party, and telephoning a friend the next morning.',
      'Client states that the hour between five and six is the hardest and that the swimming pool is open then.',
      'Client describes refusing a drink with a sentence rehearsed here; “nobody even asked why”.',
    ],
    [
      'Client reports seven weeks without alcohol and having told the team at work as much as they wished to.',
      'Client states that evenings are longer and “mostly mine”.',
      'Client describes noticing a craving after a quarrel, surfing it for twenty minutes, and going to bed.',
    ],
  ],
  observations: [
    'No sign of intoxication or withdrawal; mildly tremulous hands that client attributes to coffee; oriented.',
    'Eye contact good; candid; affect subdued when speaking of the brother.',
    'Rested appearance; humour returning; speech spontaneous.',
    'Restless in the last quarter of the hour; said so and stayed.',
  ],
  interventions: [
    'Motivational interviewing: importance 9, confidence 4; explored what would make it a 6.',
    'Functional analysis of the last drinking evening: trigger, thought, first drink, short and long consequence.',
    'Urge surfing practised with an imagined craving; rated every two minutes.',
    'Refusal skills rehearsed for the family dinner with three levels of insistence.',
    'Relapse prevention: high-risk calendar for the coming month and a card with three telephone numbers.',
  ],
  responses: [
    'Client voiced reasons for change without prompting and wrote down the two that weigh most.',
    'Client saw that the trigger comes an hour earlier than assumed.',
    'Craving fell from 8 to 3 within twelve minutes; client was surprised.',
    'Client laughed at the third level of insistence and held the line.',
  ],
  assessments: [
    'Alcohol dependence with continued use in spite of consequences; no withdrawal today, medically followed by primary care. Weekly treatment is necessary.',
    'Early abstinence with one lapse, handled in a way that limits harm; self-efficacy growing.',
    'Sustained abstinence for seven weeks; skills used in real situations; vulnerability remains around family events.',
  ],
  plans: [
    'Daily drink log; appointment with primary care on Thursday (release on file); next session in one week.',
    'Swim on Tuesday and Thursday at five; call before, not after.',
    'Continue weekly through the holidays; group on Mondays.',
    'Every other week; review in three months or at any lapse.',
  ],
  goals: [
    'Thirty days in a row without alcohol within 12 weeks.',
    'Use a planned alternative between five and six o’clock on five days a week by week 8.',
  ],
}
