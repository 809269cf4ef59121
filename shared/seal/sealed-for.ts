import { type Context, encodeContext } from './context.ts'
import { parse } from './message.ts'
import { NotOpened } from './not-opened.ts'

/** Whether bytes say of themselves that they were sealed for a place: all that is known unopened. */
export function isSealedFor(bytes: Uint8Array, context: Context): boolean {
  try {
    return parse(bytes).header.context.equals(encodeContext(context))
  } catch (error) {
    if (error instanceof NotOpened) return false
    throw error
  }
}
