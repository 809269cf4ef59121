import type { FunctionError } from './messages.ts'

/** A function gave no answer. Its message names the kind of error, never what the function said. */
export class FunctionFailed extends Error {
  override readonly name = 'FunctionFailed'
  readonly functionName: string
  readonly reason: 'crash' | 'error' | 'timeout' | 'stopped'
  /** What the function itself threw, for whoever invoked it directly. */
  readonly details: FunctionError | undefined

  constructor(
    functionName: string,
    reason: FunctionFailed['reason'],
    errorType: string,
    details?: FunctionError,
  ) {
    super(`${functionName}: ${reason} (${errorType})`)
    this.functionName = functionName
    this.reason = reason
    this.details = details
  }
}
