import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import type { Principal, ServiceName, ServicesOptions } from '../service.ts'
import { SignatureFault, type SignedRequest, verifySignature } from './sigv4.ts'

export interface ServiceRequest extends SignedRequest {
  readonly caller: Principal
  readonly presigned: boolean
}

export interface ServiceAnswer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Buffer | string | undefined
  readonly errorName?: string
}

/** One service's protocol: what a request asks for, and how answers and errors are written. */
export interface WireService {
  readonly name: ServiceName
  /** The service's word in a signature's scope: `ses` for `sesv2`. */
  readonly signingName: string
  operationOf(request: SignedRequest): string
  handle(request: ServiceRequest, operation: string): Promise<ServiceAnswer>
  /** Any error at all, in the service's own form; what it does not know becomes an empty 500. */
  refuse(error: unknown, request: SignedRequest): ServiceAnswer
}

const largestBody = 64 * 1024 * 1024

/**
 * Puts a service on a port: checks each signature before the service sees the request, holds
 * answers back for `latencyMs`, and tells `onCall` of every request.
 */
export async function serve(
  service: WireService,
  options: ServicesOptions,
): Promise<{ url: string; close(): Promise<void> }> {
  const { endpointHost = '127.0.0.1', latencyMs = 0, ports = {} } = options

  async function answerTo(
    request: SignedRequest,
    operation: string,
  ): Promise<{ answer: ServiceAnswer; functionName: string }> {
    let functionName = ''
    try {
      const scope = { region: options.region, signingName: service.signingName }
      const now = options.now()
      const { caller, presigned } = verifySignature(request, scope, options.principals, now)
      functionName = caller.functionName
      const answer = await service.handle({ ...request, caller, presigned }, operation)
      return { answer, functionName }
    } catch (error) {
      const answer = service.refuse(error, request)
      report(error, `${service.name} ${operation} for ${functionName || 'nobody'}`, answer)
      return { answer, functionName }
    }
  }

  /** A request that cannot be read has no operation; what is wrong with it is answered later. */
  function nameOf(request: SignedRequest): string {
    try {
      return service.operationOf(request)
    } catch {
      return 'unreadable'
    }
  }

  /** Only what people must act on: refused rights and signatures, missing calls, faults. */
  function report(error: unknown, what: string, { status, errorName = '' }: ServiceAnswer): void {
    if (status < 500 && !(error instanceof SignatureFault) && !/AccessDenied/.test(errorName))
      return
    const reason = status === 500 ? whereOf(error) : error instanceof Error ? error.message : ''
    options.log?.(`${what}: ${status} ${errorName} ${reason}`)
  }

  async function respond(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const startedAt = performance.now()
    const body = await bodyOf(incoming)
    const request: SignedRequest = {
      method: incoming.method ?? 'GET',
      url: incoming.url ?? '/',
      headers: incoming.headers,
      body: body ?? Buffer.alloc(0),
    }
    if (!body) {
      response.writeHead(413).end()
      return
    }
    const operation = nameOf(request)
    const { answer, functionName } = await answerTo(request, operation)
    await heldBack(startedAt, typeof latencyMs === 'function' ? latencyMs() : latencyMs)
    response.writeHead(answer.status, {
      // The SDK corrects its clock by this.
      date: new Date(options.now()).toUTCString(),
      ...answer.headers,
      ...(answer.body === undefined ? {} : { 'content-length': Buffer.byteLength(answer.body) }),
    })
    response.end(answer.body)
    options.onCall?.({
      traceId: traceIdOf(incoming),
      functionName,
      service: service.name,
      operation,
      startedAt,
      endedAt: performance.now(),
      status: answer.status,
      ...(answer.errorName ? { errorName: answer.errorName } : {}),
    })
  }

  const server = createServer((incoming, response) => {
    respond(incoming, response).catch((error: unknown) => {
      options.log?.(`${service.name}: ${whereOf(error)}`)
      response.destroy()
    })
  })
  // Above the SDK's own idle time, so that no request meets a connection that is just closing.
  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(ports[service.name] ?? 0, endpointHost, resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://${endpointHost}:${port}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()))
        server.closeAllConnections()
      }),
  }
}

/** Undefined where the body is larger than any service takes. */
async function bodyOf(incoming: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of incoming) {
    size += chunk.length
    if (size > largestBody) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

async function heldBack(startedAt: number, latencyMs: number): Promise<void> {
  for (;;) {
    const left = startedAt + latencyMs - performance.now()
    if (left <= 0) return
    await delay(Math.ceil(left))
  }
}

function traceIdOf({ headers }: IncomingMessage): string {
  const header = headers['x-amzn-trace-id']
  return /Root=([^;]+)/.exec(typeof header === 'string' ? header : '')?.[1] ?? ''
}

/** A fault by name and place: its message may quote what somebody wrote. */
function whereOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown fault'
  const place = error.stack?.split('\n').find((line) => line.trimStart().startsWith('at '))
  return `${error.name} ${place?.trim() ?? ''}`
}
