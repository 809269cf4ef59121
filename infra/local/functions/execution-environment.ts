import { appendFile } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { FunctionFailed } from './function-failed.ts'
import type { FromWorker, Invoke, WorkerStart } from './messages.ts'

/** A function, loaded, in a thread of its own. It answers one invocation at a time. */
export interface ExecutionEnvironment {
  /** @throws FunctionFailed */
  invoke(invoke: Invoke, timeoutMs: number): Promise<unknown>
  /** False once it has crashed, timed out or been stopped: it answers nothing any more. */
  readonly alive: boolean
  stop(): Promise<void>
}

/** As long as Lambda would wait for a large function to load; generous for a busy machine. */
const START_LIMIT_MS = 60_000

/** @throws FunctionFailed where the bundle cannot be loaded */
export async function startEnvironment(
  start: WorkerStart,
  env: Readonly<Record<string, string>>,
): Promise<ExecutionEnvironment> {
  const { functionName, logFile } = start
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: start,
    env: { ...env },
    // The parent's own flags are the parent's: a test runner's would not suit a function.
    execArgv: ['--enable-source-maps'],
    stdout: true,
    stderr: true,
    resourceLimits: {
      maxOldGenerationSizeMb: start.memoryMegabytes,
      // Three times as much is the default, for each of twenty environments.
      maxYoungGenerationSizeMb: 16,
    },
  })
  for (const stream of [worker.stdout, worker.stderr])
    stream.on('data', (chunk: Buffer) => appendFile(logFile, chunk, () => {}))

  let alive = true
  let settle: ((outcome: FromWorker | FunctionFailed) => void) | undefined
  const end = (failure: FunctionFailed) => {
    alive = false
    settle?.(failure)
  }
  worker.on('message', (message: FromWorker) => settle?.(message))
  worker.on('error', (error) => {
    appendFile(logFile, `${JSON.stringify({ level: 'FATAL', message: String(error) })}\n`, () => {})
    end(new FunctionFailed(functionName, 'crash', errorNameOf(error)))
  })
  worker.on('exit', () => end(new FunctionFailed(functionName, 'crash', 'Runtime.ExitError')))

  const stop = async () => {
    alive = false
    await worker.terminate()
  }

  const next = (limitMs: number): Promise<FromWorker> =>
    new Promise((done, failed) => {
      const timer = setTimeout(() => {
        end(new FunctionFailed(functionName, 'timeout', `Timed out after ${limitMs / 1000} s`))
        void worker.terminate()
      }, limitMs)
      settle = (outcome) => {
        clearTimeout(timer)
        settle = undefined
        if (outcome instanceof FunctionFailed) failed(outcome)
        else done(outcome)
      }
    })

  const first = await next(START_LIMIT_MS)
  if (first.kind === 'not-started') {
    await stop()
    throw new FunctionFailed(functionName, 'crash', first.error.errorType, first.error)
  }
  return {
    get alive() {
      return alive
    },
    stop,
    invoke: async (invoke, timeoutMs) => {
      if (!alive) throw new FunctionFailed(functionName, 'crash', 'Runtime.ExitError')
      const answered = next(timeoutMs)
      worker.postMessage(invoke)
      const answer = await answered
      if (answer.kind === 'failed')
        throw new FunctionFailed(functionName, 'error', answer.error.errorType, answer.error)
      if (answer.kind !== 'done') throw new FunctionFailed(functionName, 'crash', answer.kind)
      return answer.result === undefined ? null : JSON.parse(answer.result)
    },
  }
}

function errorNameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'Error'
}
