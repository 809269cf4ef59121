import type { Theme } from '../theme.ts'

export const depression: Theme = {
  diagnoses: [{ code: 'F33.1', label: 'Major depressive disorder, recurrent, moderate' }],
  reports: [
    [
      'Client reports low mood on most of the day nearly every day, getting up after noon on the weekend, and having stopped playing music.',
      'Client states that food “tastes of nothing” and that showering took “all the battery there was”.',
      'Client describes withdrawing from two friends after cancelling on them; feels ashamed and has not written back.',
    ],
    [
      'Client reports walking for twenty minutes on four days and rating mood two points higher afterwards.',
      'Client states that they answered one of the friends, who “was simply glad”.',
      'Client describes a setback after a poor night; noticed the old thought “it is all starting again” and wrote it down.',
    ],
    [
      'Client reports playing with the old ensemble for the first time in a year; was nervous and stayed to the end.',
      'Client states that mood is “mostly a five or six, with weather”.',
      'Client describes planning a short trip with a sibling and looking forward to it.',
    ],
  ],
  observations: [
    'Affect constricted, speech slow with long pauses; grooming adequate; oriented in all spheres.',
    'Affect brighter than last session; spontaneous speech; smiled when describing the walk by the river.',
    'Tearful for some minutes when speaking of the lost year; recovered with support and continued.',
    'Psychomotor slowing less marked than a month ago; concentration sufficient for the written exercise.',
  ],
  interventions: [
    'Behavioural activation: reviewed the activity log, linked activity to mood, and scheduled three activities by day and hour.',
    'Cognitive restructuring of the belief “I am a burden”, with a survey of evidence from the past two weeks.',
    'Problem solving in six steps for the unanswered letters from the insurer.',
    'Interpersonal work: role-played asking a colleague for help and reviewed the wording.',
    'Relapse prevention: listed early signs and wrote a plan for the first three days of a slump.',
  ],
  responses: [
    'Client took an active part, chose two of the three activities, and named the likely obstacle of each.',
    'Client re-rated the belief from 85 to 55 and said the exercise “took some air out of it”.',
    'Client found the role-play awkward and useful; asked to repeat it with a firmer wording.',
    'Client was quiet, completed the exercise, and said it helped to see the week on one page.',
  ],
  assessments: [
    'Moderate depressive episode with marked loss of activity and interest; no suicidal ideation, intent or plan reported today. Weekly treatment is necessary to restore functioning at work.',
    'Partial response: activity and contact are increasing and mood follows; energy in the mornings remains low. Denies suicidal ideation.',
    'Symptoms largely remitted; client uses skills on their own. Risk low; continuation at lower frequency is indicated to prevent relapse.',
  ],
  plans: [
    'Continue weekly; activity log daily; PHQ-9 at the next session. Safety plan reviewed, numbers current.',
    'Continue; client will attend rehearsal on Thursday and write to the second friend by Sunday.',
    'Coordinate with prescriber about morning fatigue; release for this is on file.',
    'Reduce to every other week; booster session in three months.',
  ],
  goals: [
    'Reduce PHQ-9 from 17 to 8 or less within 20 weeks.',
    'Take part in one social activity a week for six weeks in a row.',
  ],
}
