/** The command cannot go on; the message tells whoever typed it why, and what to do instead. */
export class CannotStart extends Error {
  override readonly name = 'CannotStart'
}
