import { z } from 'zod'
import { Instant } from '../clock.ts'
import { Id } from '../id.ts'
import { DestroyingDisposal, type DisposalIn } from './disposal.ts'

const names = {
  practiceId: Id,
  clientId: Id,
  destroyedAt: Instant,
  /** Hash of the last event of the client's chain. */
  chainHead: z.strictObject({ seq: z.int().positive(), hash: z.string() }),
}

/** An item of the practice's register key: wrapped by KMS, its bytes in base64. */
export const RegisterKeyItem = z.record(z.string(), z.union([z.string(), z.number()]))
export type RegisterKeyItem = z.infer<typeof RegisterKeyItem>

/**
 * What the register says, as it was sealed, and the wrapped key that opens it: whoever has no right to
 * that KMS key reads nothing of it. A restore to before the approval loses both.
 */
const Registered = z.strictObject({ entry: z.base64(), keys: z.array(RegisterKeyItem) })
export type Registered = z.infer<typeof Registered>

/**
 * What stays of a destroyed client outside every backup: an object in the ledger's bucket, locked.
 * After a restore each tombstone is replayed, so that nobody comes back, and so that what is said of
 * the destruction is said again: ids, times, the rule, and one sealed entry. Form 1 knew only whom.
 */
export const Tombstone = z.discriminatedUnion('form', [
  z.strictObject({ form: z.literal('noteseal/tombstone/1'), ...names }),
  z.strictObject({
    form: z.literal('noteseal/tombstone/2'),
    ...names,
    disposal: DestroyingDisposal.omit({
      state: true,
      practiceId: true,
      clientId: true,
      destroyedAt: true,
      chainHead: true,
      keysLapseAt: true,
    }),
    register: Registered,
  }),
])
export type Tombstone = z.infer<typeof Tombstone>

/** Where a tombstone lies in the ledger's bucket. */
export const tombstoneKey = ({
  practiceId,
  clientId,
}: Pick<Tombstone, 'practiceId' | 'clientId'>) => `tombstones/${practiceId}/${clientId}.json`

export function tombstoneOf(
  {
    state: _state,
    keysLapseAt: _later,
    practiceId,
    clientId,
    destroyedAt,
    chainHead,
    ...disposal
  }: DisposalIn<'destroying'>,
  register: Registered,
): Tombstone {
  return {
    form: 'noteseal/tombstone/2',
    practiceId,
    clientId,
    destroyedAt,
    chainHead,
    disposal,
    register,
  }
}
