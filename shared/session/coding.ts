import { z } from 'zod'
import { Diagnoses } from './diagnosis.ts'
import { PlaceOfService } from './place-of-service.ts'
import { Service } from './service.ts'

export const Modality = z.enum(['in person', 'video', 'audio only', 'text chat'])
export type Modality = z.infer<typeof Modality>

/** Who takes part, by what they are to the client: a closed list, so that no name gets in. */
export const Participant = z.enum([
  'client',
  'partner',
  'spouse',
  'mother',
  'father',
  'parent',
  'step-parent',
  'foster parent',
  'guardian',
  'child',
  'sibling',
  'grandparent',
  'other relative',
  'friend',
  'teacher',
  'care coordinator',
  'case worker',
  'other clinician',
  'trainee',
  'interpreter',
  'support person',
])
export type Participant = z.infer<typeof Participant>

/** What a session is about, as it is billed. Kept sealed under the client's key. */
export const Coding = z.strictObject({
  modality: Modality,
  placeOfService: PlaceOfService,
  participants: z.array(Participant).min(1).max(12),
  services: z
    .array(Service)
    .max(6)
    .refine((all) => new Set(all.map(({ cpt }) => cpt)).size === all.length, 'names a code twice'),
  diagnoses: Diagnoses,
})
export type Coding = z.infer<typeof Coding>
