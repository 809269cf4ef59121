/** What a worker thread is started with. */
export interface WorkerStart {
  /** The bundle's file. */
  readonly file: string
  readonly exportName: string
  readonly functionName: string
  readonly memoryMegabytes: number
  readonly logFile: string
  /** The shared offset of the cloud's clock. */
  readonly clock: SharedArrayBuffer
}

export interface Invoke {
  readonly requestId: string
  readonly traceId: string
  /** JSON. */
  readonly event: string
  /** By the cloud's clock: milliseconds since 1970. */
  readonly deadline: number
  readonly invokedFunctionArn: string
}

export interface FunctionError {
  readonly errorType: string
  readonly errorMessage: string
  readonly stackTrace: readonly string[]
}

export type FromWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'not-started'; readonly error: FunctionError }
  /** `result` is JSON; undefined where the function returned nothing. */
  | { readonly kind: 'done'; readonly requestId: string; readonly result: string | undefined }
  | { readonly kind: 'failed'; readonly requestId: string; readonly error: FunctionError }
