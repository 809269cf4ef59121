import type { Theme } from '../theme.ts'

export const grief: Theme = {
  diagnoses: [{ code: 'F43.21', label: 'Adjustment disorder with depressed mood' }],
  reports: [
    [
      'Client reports that the spouse’s coat still hangs in the hall and that evenings after six are “the long part of the day”.',
      'Client states that they set the table for two again on Sunday and then ate standing up.',
      'Client describes dreading the first birthday without the spouse and not having told the children so.',
    ],
    [
      'Client reports having sorted the letters of one drawer together with a daughter; cried and laughed at the same letters.',
      'Client states that mornings have become ordinary and that they have taken up the garden again.',
      'Client describes going to the choir once, sitting near the door, and staying after all.',
    ],
    [
      'Client reports giving the coat to a nephew, “who has his shoulders”.',
      'Client states that they can speak of the hospital without living there again.',
      'Client describes planning the anniversary as a meal with friends at which stories are told.',
    ],
  ],
  observations: [
    'Sad, composed; weeping at the mention of the last week in hospital; speech clear and coherent.',
    'Warm and reflective; affect moved between sadness and amusement with the content.',
    'Well groomed; appetite and weight stable by report; concentration good.',
    'Fatigued; voice low; able to make use of humour toward the end.',
  ],
  interventions: [
    'Grief work after the dual-process model: balanced time with the loss and time with restoration over the week.',
    'Continuing bonds: client wrote the opening of a letter to the spouse and read it aloud.',
    'Meaning-making conversation around three photographs that client had brought.',
    'Planned the birthday hour by hour, with company for the evening and leave to change the plan.',
    'Values clarification: what of the shared life client wishes to carry on, and with whom.',
  ],
  responses: [
    'Client used the hour fully and said that it was “good to be allowed the whole sentence”.',
    'Client was moved while reading and chose to keep the letter open.',
    'Client found planning a relief and will tell the children about it this weekend.',
    'Client noticed for themselves that rest no longer feels like betrayal.',
  ],
  assessments: [
    'Adjustment to bereavement with depressed mood and impaired sleep and social functioning; no indication of risk to self. Supportive treatment is necessary.',
    'Adaptation is under way: oscillation between grief and daily life is flexible; social functioning is returning.',
    'Grief is integrated into daily life; treatment goals are nearly met and ending was discussed.',
  ],
  plans: [
    'Continue weekly; client will ask one friend for company on one evening.',
    'Continue every other week; letter to be continued at home if wished.',
    'Review goals in four weeks together with the question of ending.',
    'Client will visit the choir again; next session after the anniversary.',
  ],
  goals: [
    'Spend at least two evenings a week in company within three months.',
    'Sleep through to five o’clock on five nights a week by the end of the quarter.',
  ],
}
