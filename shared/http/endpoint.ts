import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { z } from 'zod'
import type { Caller } from '../access/caller.ts'
import type { Operation } from '../api/operation.ts'
import { Refused } from '../refused.ts'
import { fieldFaults, ruleOf } from './field-faults.ts'
import { orAlready } from './or-already.ts'
import type { Reply } from './reply.ts'

type Input<S> = S extends z.ZodType ? z.output<S> : Record<never, never>

/** What a deed is given of a call: checked parts, and who called. */
export interface Call<Path, Query, Body> {
  readonly path: Path
  readonly query: Query
  readonly body: Body
  readonly caller: Caller
  /** The version the change was made from; there whenever the operation says `ifMatch`. */
  readonly ifMatch: number
  readonly idempotencyKey: string | undefined
}

/** One operation and the deed that does it, ready to be dispatched to. */
export interface Endpoint {
  readonly route: string
  handle(event: APIGatewayProxyEventV2, caller: Caller): Promise<Reply>
}

/**
 * Binds an operation to its deed: checks path, query, body and headers against the operation's
 * schemas before the deed sees anything. The path is a part of its own, so that a body cannot name
 * another note than its URL.
 *
 * @param already the answer to a change that was made before, by the same request: see `orAlready`
 * @throws Refused `invalid_request` naming each field and rule, `if_match_required`
 */
export const endpoint = <
  P extends z.ZodObject,
  Q extends z.ZodObject,
  B extends z.ZodType,
  A extends z.ZodType,
>(
  operation: Operation<P, Q, B, A>,
  deed: (call: Call<Input<P>, Input<Q>, Input<B>>) => Promise<Reply>,
  already: (call: Call<Input<P>, Input<Q>, Input<B>>) => Promise<Reply | undefined> = async () =>
    undefined,
): Endpoint => ({
  route: operation.route,
  handle: async (event, caller) => {
    const checked = check(
      z.object({
        ...(operation.path && { path: operation.path }),
        ...(operation.query && { query: operation.query }),
        ...(operation.body && { body: operation.body }),
      }),
      {
        path: event.pathParameters ?? {},
        query: event.queryStringParameters ?? {},
        ...(operation.body && { body: bodyOf(event) }),
      },
    ) as unknown as { path: Input<P>; query: Input<Q>; body: Input<B> }
    const call = {
      ...checked,
      caller,
      ifMatch: operation.ifMatch ? versionFrom(event.headers['if-match']) : 0,
      idempotencyKey: operation.idempotent
        ? idempotencyKeyFrom(event.headers['idempotency-key'])
        : undefined,
    }
    return orAlready(
      () => unlessGoneMeanwhile(() => deed(call)),
      () => already(call),
    )
  },
})

/**
 * A record that is destroyed between a deed's reading and its sealing has no key any more: the deed is
 * done again, and its reading refuses as it does for what is not there. A key that is missing without
 * such a reason stays a fault.
 */
async function unlessGoneMeanwhile<T>(deed: () => Promise<T>): Promise<T> {
  try {
    return await deed()
  } catch (error) {
    // By name: keys are known in `shared/aws` alone.
    if (error instanceof Error && error.name === 'KeyGone') return deed()
    throw error
  }
}

/** @throws Refused `invalid_request`; the faults name fields and rules, never the caller's words */
export function check<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const result = schema.safeParse(value, { error: ruleOf })
  if (result.success) return result.data
  const { issues } = result.error
  // Attacker-controlled: as many as somebody sends.
  const told = new z.ZodError(issues.slice(0, MOST_FAULTS))
  throw new Refused('invalid_request', [], fieldFaults(told, schema))
}

/** Nobody mends more at once, and an answer has at most 6 MB. */
const MOST_FAULTS = 100

function bodyOf(event: APIGatewayProxyEventV2): unknown {
  const text = event.isBase64Encoded ? utf8(event.body ?? '') : (event.body ?? '')
  try {
    return JSON.parse(text, mayNameThePrototype.test(text) ? refusePrototype : undefined)
  } catch (error) {
    // The parser quotes what it could not read: its message stays here.
    if (error instanceof SyntaxError) throw fault('/body', 'is not JSON')
    if (error instanceof RangeError) throw fault('/body', 'is nested too deeply')
    throw error
  }
}

/** @throws Refused `invalid_request`: a sign that was lost would be lost silently */
function utf8(base64: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(base64, 'base64'))
  } catch (error) {
    if (error instanceof TypeError) throw fault('/body', 'is not UTF-8')
    throw error
  }
}

const mayNameThePrototype = /__proto__|\\u005f/i

/** The one key that schemas pass over without a word, with all that is under it. */
function refusePrototype(key: string, value: unknown): unknown {
  if (key === '__proto__') throw fault('/body', 'has a field that is called __proto__')
  return value
}

function versionFrom(header: string | undefined): number {
  if (header === undefined) throw new Refused('if_match_required')
  const version = /^"(0|[1-9]\d{0,8})"$/.exec(header.trim())?.[1]
  if (version === undefined) throw fault('/headers/If-Match', 'is not an ETag that was given out')
  return Number(version)
}

function idempotencyKeyFrom(header: string | undefined): string | undefined {
  if (header === undefined) return undefined
  if (!/^[\x21-\x7e]{8,128}$/.test(header))
    throw fault('/headers/Idempotency-Key', 'must have 8 to 128 visible ASCII characters')
  return header
}

const fault = (field: string, rule: string) => new Refused('invalid_request', [], [{ field, rule }])
