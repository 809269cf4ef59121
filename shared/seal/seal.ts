import { randomBytes } from 'node:crypto'
import { type BranchKey, KEY_LENGTH, wrap } from './branch-key.ts'
import { type Context, encodeContext } from './context.ts'
import { deriveKeys } from './derived-keys.ts'
import { encrypt } from './gcm.ts'
import {
  encodeHeader,
  finalFrameStart,
  frameAad,
  frameIv,
  HEADER_IV,
  ID_LENGTH,
} from './message.ts'

/** A message is one frame, so this is also the most that it holds: 1 MB. */
export const FRAME_LENGTH = 1024 * 1024

const NOTHING = Buffer.alloc(0)

/**
 * Seals bytes under a fresh data key, and that under the branch key.
 *
 * @throws InvalidContext
 * @throws RangeError over 1 MB
 */
export function seal(plaintext: Uint8Array, context: Context, branchKey: BranchKey): Buffer {
  if (plaintext.length > FRAME_LENGTH) throw new RangeError('a message holds at most 1 MB')
  const random = randomBytes(ID_LENGTH + KEY_LENGTH)
  const id = random.subarray(0, ID_LENGTH)
  const dataKey = random.subarray(ID_LENGTH)
  const encodedContext = encodeContext(context)
  const { commitment, contentKey } = deriveKeys(dataKey, id)
  const header = encodeHeader({
    id,
    context: encodedContext,
    branchKeyId: branchKey.id,
    wrappedKey: wrap(dataKey, branchKey, encodedContext),
    frameLength: FRAME_LENGTH,
    commitment,
  })
  dataKey.fill(0)
  const aad = frameAad(id, 1, true, plaintext.length)
  return Buffer.concat([
    header,
    ...encrypt(contentKey, HEADER_IV, header, NOTHING),
    finalFrameStart(1, plaintext.length),
    ...encrypt(contentKey, frameIv(1), aad, plaintext),
  ])
}
