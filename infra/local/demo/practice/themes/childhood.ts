import type { Theme } from '../theme.ts'

export const childhood: Theme = {
  diagnoses: [
    { code: 'F90.2', label: 'Attention-deficit hyperactivity disorder, combined type' },
    { code: 'F93.0', label: 'Separation anxiety disorder of childhood' },
  ],
  reports: [
    [
      'Client says that mornings are “all yelling” and that school starts before breakfast is done. Mother reports three late arrivals this week.',
      'Client reports stomach aches on school days and none on Saturday. Mother reports crying at the door on four mornings.',
      'Client says the teacher moved the desk to the front and that this “is not even bad”.',
    ],
    [
      'Client reports earning six of eight stars on the morning chart and proudly explains the two that were missed.',
      'Client says they went to a friend’s house for two hours without a call home. Mother confirms.',
      'Mother reports that homework takes forty minutes where it took ninety, with the timer and one break.',
    ],
    [
      'Client reports sleeping at the grandparents’ for a night and beating a cousin at cards.',
      'Client says that mornings are “normal now, boring, I can do them with my eyes closed”.',
      'Mother reports two weeks without a late arrival and a good letter from school.',
    ],
  ],
  observations: [
    'Active in the room, changed toys often, returned to the table at first request; affect bright.',
    'Clung to mother for five minutes, then separated and played; speech and thought appropriate to age.',
    'Sustained attention for twelve minutes on a chosen game; waited for turns with one reminder.',
    'Cooperative, curious, drew while talking; mood good.',
  ],
  interventions: [
    'Parent–child session: built a morning chart of five pictures with a small daily reward; coached mother in labelled praise.',
    'Cognitive-behavioural play: the “worry monster” was drawn, named and argued with using puppets.',
    'Brave ladder: six steps of separation from five minutes to one night, each with a reward of client’s choice.',
    'Organisation skills: timer, single-task desk, and a check list in client’s own drawings.',
    'Parent guidance without client for fifteen minutes: planned ignoring, consistent bedtime, and cooperation with school.',
  ],
  responses: [
    'Client took over the puppet and gave the monster very good reasons to leave.',
    'Mother practised praise four times in the session and noticed the effect; client basked in it.',
    'Client bargained for a larger reward, accepted the smaller one, and coloured in the first step.',
    'Client used the check list without help for the last task.',
  ],
  assessments: [
    'Symptoms impair family mornings and school attendance; parent involvement is strong. Weekly treatment with parent sessions is necessary.',
    'Clear gains at home and school with structure and rewards; separation still difficult in new places.',
    'Goals at home and in school are met on most days; fading of rewards and spacing of sessions are indicated.',
  ],
  plans: [
    'Chart at home daily; mother brings it along; letter to the teacher with mother’s written consent.',
    'Next step of the ladder on Saturday; session alone with client, last ten minutes with mother.',
    'Continue every week until the holidays, then every other week.',
    'School observation by report form before the next session.',
  ],
  goals: [
    'Arrive at school on time on nine of ten days within eight weeks.',
    'Stay one night with the grandparents without a call home by the end of the term.',
  ],
}
