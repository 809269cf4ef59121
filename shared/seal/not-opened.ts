/** Why sealed bytes, or the item that holds their key, were not opened. A closed list. */
export type NotOpenedReason =
  // The form of a message: bytes that anybody may have written.
  | 'unknown_message_version'
  | 'unknown_algorithm_suite'
  | 'cut_short'
  | 'bytes_after_the_end'
  | 'not_utf8'
  | 'not_one_data_key'
  | 'not_wrapped_by_a_branch_key'
  | 'malformed_wrapped_key'
  | 'not_framed'
  | 'malformed_frame'
  // What the opener expects of it.
  | 'another_context'
  | 'another_branch_key'
  | 'another_branch_key_version'
  // What only the key can tell.
  | 'wrapped_key_not_authentic'
  | 'not_committed_to_this_key'
  | 'header_not_authentic'
  | 'body_not_authentic'
  | 'malformed_record'
  // The item that holds a branch key.
  | 'malformed_key_item'
  | 'unknown_hierarchy_version'
  | 'wrapped_by_another_kms_key'

/**
 * Sealed bytes, or the item that holds their key, are not what they must be: nothing was opened. A
 * fault of storage or of the code that chose context and key, never a rule's answer to a caller.
 */
export class NotOpened extends Error {
  override readonly name = 'NotOpened'
  readonly reason: NotOpenedReason

  constructor(reason: NotOpenedReason, options?: ErrorOptions) {
    super(reason, options)
    this.reason = reason
  }
}

export function check(condition: unknown, reason: NotOpenedReason): asserts condition {
  if (!condition) throw new NotOpened(reason)
}
