/** What the API answered. */
export interface Answer<T = Record<string, unknown>> {
  readonly status: number
  readonly body: T
  readonly etag: string | undefined
}

/** The API refused: `type` is the last part of the problem's. */
export class ApiRefused extends Error {
  override readonly name = 'ApiRefused'
  readonly status: number
  readonly type: string
  readonly errors: readonly { readonly field: string; readonly rule: string }[]

  constructor(call: string, status: number, problem: Problem) {
    const type = problem.type?.split('/').at(-1) ?? String(status)
    super(
      [
        `${call}: ${status} ${type}`,
        ...(problem.errors ?? []).map((e) => `${e.field} ${e.rule}`),
      ].join('; '),
    )
    this.status = status
    this.type = type
    this.errors = problem.errors ?? []
  }
}

interface Problem {
  readonly type?: string
  readonly errors?: readonly { readonly field: string; readonly rule: string }[]
}

interface More {
  readonly ifMatch?: string | undefined
  readonly idempotencyKey?: string
}

/** The API as one signed-in person sees it. */
export class Api {
  readonly #url: string
  readonly #token: () => Promise<string>

  constructor(url: string, token: () => Promise<string>) {
    this.#url = url
    this.#token = token
  }

  get = <T = Record<string, unknown>>(path: string) => this.#call<T>('GET', path)

  post = <T = Record<string, unknown>>(path: string, body: unknown, more: More = {}) =>
    this.#call<T>('POST', path, body, more)

  put = <T = Record<string, unknown>>(path: string, body: unknown, more: More = {}) =>
    this.#call<T>('PUT', path, body, more)

  /** @throws ApiRefused for any answer from 400 on */
  async #call<T>(
    method: string,
    path: string,
    body?: unknown,
    more: More = {},
  ): Promise<Answer<T>> {
    const response = await fetch(`${this.#url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${await this.#token()}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(more.ifMatch && { 'if-match': more.ifMatch }),
        ...(more.idempotencyKey && { 'idempotency-key': more.idempotencyKey }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    const parsed: unknown = text === '' ? {} : JSON.parse(text)
    if (!response.ok) {
      // Ids differ from run to run; the path's shape tells which call it was.
      const call = `${method} ${path.replace(/[0-9a-hjkmnp-tv-z]{26}(\.[0-9a-hjkmnp-tv-z]{26})?/g, '…')}`
      throw new ApiRefused(call, response.status, parsed as Problem)
    }
    return {
      status: response.status,
      body: parsed as T,
      etag: response.headers.get('etag') ?? undefined,
    }
  }
}
