import { z } from 'zod'
import { isOfProcessNote } from '../access/trail.ts'
import { Instant } from '../clock.ts'
import { Id } from '../id.ts'

/** Who asked to see what of a client's record, as it was noted. */
export const ExportedAccess = z.strictObject({
  form: z.literal('noteseal/exported-access/1'),
  clientId: Id,
  /** When, and a part that tells entries of one moment apart. */
  key: z.string().regex(/^\d{4}-\d\d-\d\dT[\d:.]{8,12}Z#[0-9a-z]{26}$/),
  at: Instant,
  memberId: Id,
  /** Process notes are in no export: not even that there are any. */
  action: z.string().refine((action) => !isOfProcessNote(action)),
  about: z.string().optional(),
  custodialAccessId: Id.optional(),
  requestId: z.string(),
  /** `asked` was answered, unless another entry of the same request says `refused`. */
  outcome: z.enum(['asked', 'refused']),
})
export type ExportedAccess = z.infer<typeof ExportedAccess>
