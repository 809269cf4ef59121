import type { z } from 'zod'
import type { Refusal } from '../refused.ts'

type Fields = z.ZodObject

/**
 * One thing a caller can do, as data: what it takes, what it answers, what it may refuse. The
 * function that does it and the OpenAPI description both come from this.
 */
export interface Operation<
  Path extends Fields = Fields,
  Query extends Fields = Fields,
  Body extends z.ZodType = z.ZodType,
  Answer extends z.ZodType = z.ZodType,
> {
  /** As API Gateway spells a route: `PUT /v1/notes/{noteId}/draft`. */
  readonly route: `${'GET' | 'POST' | 'PUT' | 'DELETE'} /v1/${string}`
  readonly summary: string
  readonly description?: string
  readonly tag: string
  readonly path?: Path
  readonly query?: Query
  readonly body?: Body
  readonly status: 200 | 201 | 204
  readonly answer?: Answer
  /** Answered with HTML, for people. */
  readonly page?: true
  /** The change names the version it was made from: `If-Match` is required. */
  readonly ifMatch?: true
  /** May be repeated under an `Idempotency-Key` without doing it twice. */
  readonly idempotent?: true
  readonly refusals: readonly Refusal[]
  /** For the description; a test holds them to their schemas. */
  readonly example?: { readonly body?: z.input<Body>; readonly answer?: z.input<Answer> }
}

/** Only infers: an operation is its own value. */
export const operation = <
  Path extends Fields,
  Query extends Fields,
  Body extends z.ZodType,
  Answer extends z.ZodType,
>(
  value: Operation<Path, Query, Body, Answer>,
): Operation<Path, Query, Body, Answer> => value
