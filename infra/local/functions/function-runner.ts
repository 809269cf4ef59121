import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { type ExecutionEnvironment, startEnvironment } from './execution-environment.ts'
import { FunctionFailed } from './function-failed.ts'
import { newTraceId } from './trace-id.ts'

/** A function as the template declares it, everything resolved. */
export interface FunctionDefinition {
  readonly name: string
  readonly arn: string
  /** The bundle's file, and the name it exports. */
  readonly file: string
  readonly exportName: string
  readonly env: Readonly<Record<string, string>>
  readonly timeoutMs: number
  readonly memoryMegabytes: number
  /** How many invocations it may answer at the same time. */
  readonly concurrency: number
}

export interface FunctionRunner {
  readonly name: string
  /**
   * Waits for a free environment, then for the function's answer.
   *
   * @param traceId joins the AWS calls of one request; a new one by default
   * @throws FunctionFailed
   */
  invoke(event: unknown, traceId?: string): Promise<unknown>
  /** Loads one environment ahead of the first request. */
  warm(): Promise<void>
  /** Invocations waiting or under way. */
  readonly pending: number
  /** How many are loaded. */
  readonly environments: number
  close(): Promise<void>
}

export interface Surroundings {
  readonly clock: SharedArrayBuffer
  readonly logDir: string
  /** After which an environment that is not the last one is stopped, to give memory back. */
  readonly idleMs?: number
}

const IDLE_MS = 60_000

export function functionRunner(
  definition: FunctionDefinition,
  { clock, logDir, idleMs = IDLE_MS }: Surroundings,
): FunctionRunner {
  const { name, concurrency } = definition
  /** The one used last is taken first, so that those not needed any more grow old. */
  const free: { readonly environment: ExecutionEnvironment; readonly since: number }[] = []
  const all = new Set<ExecutionEnvironment>()
  const waiting: (() => void)[] = []
  let running = 0
  let pending = 0
  let closed = false

  const start = async () => {
    const { file, exportName, memoryMegabytes, env } = definition
    const logFile = join(logDir, `${name}.log`)
    const made = await startEnvironment(
      { file, exportName, functionName: name, memoryMegabytes, logFile, clock },
      env,
    )
    all.add(made)
    if (closed) await made.stop()
    return made
  }

  const enter = async () => {
    while (running >= concurrency) await new Promise<void>((go) => waiting.push(go))
    running++
  }
  const leave = (environment: ExecutionEnvironment | undefined) => {
    running--
    if (environment?.alive && !closed) free.push({ environment, since: performance.now() })
    else if (environment) all.delete(environment)
    waiting.shift()?.()
  }
  const stopped = () => new FunctionFailed(name, 'stopped', 'The cloud is closing')

  const withEnvironment = async <T>(
    deed: (environment: ExecutionEnvironment) => Promise<T>,
  ): Promise<T> => {
    pending++
    await enter()
    let environment: ExecutionEnvironment | undefined
    try {
      if (closed) throw stopped()
      // One that crashed while idle is not worth an invocation.
      do environment = free.pop()?.environment
      while (environment && !environment.alive)
      environment ??= await start()
      return await deed(environment)
    } finally {
      pending--
      leave(environment)
    }
  }

  const stopIdle = () => {
    const [oldest] = free
    if (free.length < 2 || !oldest || performance.now() - oldest.since < idleMs) return
    free.shift()
    all.delete(oldest.environment)
    void oldest.environment.stop()
  }
  const reaper = setInterval(stopIdle, idleMs / 4)
  reaper.unref()

  return {
    name,
    get environments() {
      return all.size
    },
    get pending() {
      return pending
    },
    warm: () => withEnvironment(async () => {}),
    invoke: (event, traceId = newTraceId()) =>
      withEnvironment((environment) =>
        environment.invoke(
          {
            requestId: randomUUID(),
            traceId,
            event: JSON.stringify(event),
            deadline: Date.now() + definition.timeoutMs,
            invokedFunctionArn: definition.arn,
          },
          definition.timeoutMs,
        ),
      ),
    close: async () => {
      closed = true
      clearInterval(reaper)
      await Promise.all([...all].map((each) => each.stop()))
    },
  }
}
