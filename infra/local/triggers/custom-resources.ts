import { createHash, randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { z } from 'zod'
import type { Journal } from '../state/journal.ts'

/** What the function told CloudFormation. */
const Answer = z.object({
  Status: z.enum(['SUCCESS', 'FAILED']),
  Reason: z.string().optional(),
  PhysicalResourceId: z.string().optional(),
  Data: z.record(z.string(), z.unknown()).default({}),
})

/** What became of a custom resource: kept, so that a later start need not make it again. */
export interface CustomResourceState {
  readonly propertiesHash: string
  readonly properties: Readonly<Record<string, unknown>>
  readonly physicalResourceId: string
  readonly data: Readonly<Record<string, unknown>>
}

export interface CustomResourceRequest {
  readonly logicalId: string
  readonly stackId: string
  readonly type: string
  readonly properties: Readonly<Record<string, unknown>>
  readonly invoke: (event: unknown) => Promise<unknown>
}

const ANSWER_LIMIT_MS = 120_000
const LARGEST_ANSWER_BYTES = 4_096

/**
 * Makes a custom resource as CloudFormation does, or updates it where its properties changed since:
 * the function answers by `PUT` to the `ResponseURL` it is given.
 *
 * @throws Error where the function fails, says FAILED, or does not answer
 */
export async function provideCustomResource(
  { logicalId, stackId, type, properties, invoke }: CustomResourceRequest,
  kept: Journal<CustomResourceState>,
): Promise<CustomResourceState> {
  const given = asText(properties) as Record<string, unknown>
  const propertiesHash = createHash('sha256').update(JSON.stringify(given)).digest('hex')
  const before = kept.get(logicalId)
  if (before?.propertiesHash === propertiesHash) return before

  await using inbox = await answerInbox()
  const update = before && {
    PhysicalResourceId: before.physicalResourceId,
    OldResourceProperties: before.properties,
  }
  await invoke({
    RequestType: before ? 'Update' : 'Create',
    RequestId: randomUUID(),
    ResponseURL: inbox.url,
    StackId: stackId,
    LogicalResourceId: logicalId,
    ResourceType: type,
    ResourceProperties: given,
    ...update,
  })
  const answer = Answer.parse(JSON.parse(await inbox.answer))
  if (answer.Status === 'FAILED')
    throw new Error(`${logicalId} could not be made: ${answer.Reason ?? 'no reason given'}`)
  const state = {
    propertiesHash,
    properties: given,
    physicalResourceId: answer.PhysicalResourceId ?? logicalId,
    data: answer.Data,
  }
  kept.set(logicalId, state)
  return state
}

/** CloudFormation hands every scalar over as text. */
function asText(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asText)
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, each]) => each !== undefined)
        .map(([key, each]) => [key, asText(each)]),
    )
  return String(value)
}

/** A presigned URL's stand-in: takes one `PUT` at a path nobody can guess. */
async function answerInbox() {
  const path = `/${randomUUID()}`
  let take: (body: string) => void = () => {}
  let fail: (error: Error) => void = () => {}
  const answer = new Promise<string>((done, failed) => {
    take = done
    fail = failed
  })
  // Whoever waits hears of it; a request that fails first leaves nobody waiting.
  answer.catch(() => {})
  const timer = setTimeout(
    () => fail(new Error('The custom resource’s function did not answer')),
    ANSWER_LIMIT_MS,
  )
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const body = Buffer.concat(chunks)
    const welcome = request.method === 'PUT' && request.url === path
    response.writeHead(welcome && body.length <= LARGEST_ANSWER_BYTES ? 200 : 403).end()
    if (!welcome) return
    if (body.length > LARGEST_ANSWER_BYTES) fail(new Error('The answer exceeds 4 KB'))
    else take(body.toString('utf8'))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}${path}`,
    answer,
    [Symbol.asyncDispose]: async () => {
      clearTimeout(timer)
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}
