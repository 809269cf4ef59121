/** A command cannot go on; the message says what a person can do about it. */
export class Stop extends Error {
  override readonly name = 'Stop'
}
