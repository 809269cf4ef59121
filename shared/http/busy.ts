/**
 * What services answer, after the SDK's own tries, that will be otherwise in a moment. By name: the
 * SDK is known in `shared/aws` alone.
 */
const busy: ReadonlySet<string> = new Set([
  'ThrottlingException',
  'ThrottledException',
  'Throttling',
  'TooManyRequestsException',
  'RequestLimitExceeded',
  'ProvisionedThroughputExceededException',
  'TransactionInProgressException',
  'InternalServerError',
  'ServiceUnavailable',
  'ServiceUnavailableException',
  'SlowDown',
  'KMSInternalException',
  'KeyUnavailableException',
  'DependencyTimeoutException',
])

/** A fault that passes: the caller may ask the same again. Whether it was done may be unknown. */
export const isBusy = (error: unknown): boolean => error instanceof Error && busy.has(error.name)
