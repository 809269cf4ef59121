import { timingSafeEqual } from 'node:crypto'
import { type BranchKey, unwrap } from './branch-key.ts'
import { type Context, encodeContext } from './context.ts'
import { deriveKeys } from './derived-keys.ts'
import { decrypt } from './gcm.ts'
import { frameAad, frameIv, HEADER_IV, type Message } from './message.ts'
import { check } from './not-opened.ts'

const NOTHING = Buffer.alloc(0)

/**
 * Opens a parsed message for the very context and branch key that the caller expects of it. Order
 * matters: no byte of the body is decrypted before key, commitment and header have proved right, and
 * none is returned before the last frame has.
 *
 * @throws NotOpened
 * @throws InvalidContext
 */
export function open(message: Message, context: Context, branchKey: BranchKey): Buffer {
  const { header, headerBytes, headerTag, wrappedKey, frames } = message
  check(header.context.equals(encodeContext(context)), 'another_context')
  check(header.branchKeyId === branchKey.id, 'another_branch_key')
  const dataKey = unwrap(wrappedKey, branchKey, header.context)
  const { commitment, contentKey } = deriveKeys(dataKey, header.id)
  dataKey.fill(0)
  check(timingSafeEqual(commitment, header.commitment), 'not_committed_to_this_key')
  decrypt(contentKey, HEADER_IV, headerBytes, NOTHING, headerTag, 'header_not_authentic')
  const parts = frames.map(({ number, final, ciphertext, tag }) => {
    const aad = frameAad(header.id, number, final, ciphertext.length)
    return decrypt(contentKey, frameIv(number), aad, ciphertext, tag, 'body_not_authentic')
  })
  const [only] = parts
  return parts.length === 1 && only ? only : Buffer.concat(parts)
}
