/** An error that a service answers with: a code of its API, never a fault of ours. */
export class ServiceFailure extends Error {
  override readonly name = 'ServiceFailure'
  readonly status: number
  readonly code: string
  /** Further members of the answer, such as `CancellationReasons`. */
  readonly details: Readonly<Record<string, unknown>>

  constructor(
    code: string,
    message: string,
    { status = 400, details = {} }: { status?: number; details?: Record<string, unknown> } = {},
  ) {
    super(message)
    this.status = status
    this.code = code
    this.details = details
  }
}

/** A call that the stand-in does not have: it must be heard, not half answered. */
export function notImplemented(service: string, operation: string): ServiceFailure {
  const message = `${service} ${operation} is not among the calls that this local stand-in answers`
  return new ServiceFailure('UnknownOperationException', message, { status: 501 })
}
