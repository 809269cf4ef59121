// One execution environment: runs in a worker thread of its own. The order matters: the clock and
// the log are in place before any code of the function is loaded.
import { openSync, writeSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { inspect } from 'node:util'
import { parentPort, workerData } from 'node:worker_threads'
import { sharedOffset, shiftDate } from '../clock/shifted-date.ts'
import type { FromWorker, FunctionError, Invoke, WorkerStart } from './messages.ts'

const start: WorkerStart = workerData
const log = openSync(start.logFile, 'a', 0o600)
let requestId: string | undefined

shiftDate(sharedOffset(start.clock).get)
for (const level of ['debug', 'info', 'log', 'warn', 'error', 'trace'] as const)
  console[level] = (...said: unknown[]) => writeLine(level === 'log' ? 'info' : level, said)

const send = (message: FromWorker) => parentPort?.postMessage(message)

/** Written at once, so that a crash takes no line with it. One JSON object a line, as Lambda does. */
function writeLine(level: string, said: readonly unknown[]): void {
  const [first] = said
  const message =
    said.length === 1 && first instanceof Error
      ? errorOf(first)
      : said.length === 1 && typeof first === 'object' && first !== null
        ? first
        : said.map((each) => (typeof each === 'string' ? each : inspect(each))).join(' ')
  const line = {
    timestamp: new Date().toISOString(),
    level: level.toUpperCase(),
    requestId,
    message,
  }
  writeSync(log, `${JSON.stringify(line)}\n`)
}

function errorOf(thrown: unknown): FunctionError {
  if (!(thrown instanceof Error))
    return { errorType: 'Error', errorMessage: String(thrown), stackTrace: [] }
  return {
    errorType: thrown.name,
    errorMessage: thrown.message,
    stackTrace: (thrown.stack ?? '')
      .split('\n')
      .slice(1)
      .map((line) => line.trim()),
  }
}

type Handler = (event: unknown, context: object) => Promise<unknown>

async function load(): Promise<Handler> {
  const module: Record<string, unknown> = await import(pathToFileURL(start.file).href)
  const handler = module[start.exportName]
  if (typeof handler !== 'function') throw new Error(`The bundle exports no ${start.exportName}`)
  return (event, context) => handler(event, context)
}

async function answer(handler: Handler, invoke: Invoke): Promise<FromWorker> {
  requestId = invoke.requestId
  process.env['_X_AMZN_TRACE_ID'] = invoke.traceId
  try {
    const result = await handler(JSON.parse(invoke.event), {
      awsRequestId: requestId,
      callbackWaitsForEmptyEventLoop: false,
      functionName: start.functionName,
      functionVersion: '$LATEST',
      getRemainingTimeInMillis: () => invoke.deadline - Date.now(),
      invokedFunctionArn: invoke.invokedFunctionArn,
      logGroupName: `/aws/lambda/${start.functionName}`,
      logStreamName: 'local',
      memoryLimitInMB: String(start.memoryMegabytes),
    })
    return { kind: 'done', requestId, result: JSON.stringify(result) }
  } catch (thrown) {
    const error = errorOf(thrown)
    writeLine('error', [error])
    return { kind: 'failed', requestId, error }
  }
}

try {
  const handler = await load()
  parentPort?.on('message', async (invoke: Invoke) => send(await answer(handler, invoke)))
  send({ kind: 'ready' })
} catch (thrown) {
  const error = errorOf(thrown)
  writeLine('error', [error])
  send({ kind: 'not-started', error })
}
