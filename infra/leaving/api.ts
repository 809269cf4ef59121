import { setTimeout as pause } from 'node:timers/promises'
import { Stop } from './stop.ts'

/** The API said no. `type` is the last part of the problem's. */
export class ApiRefused extends Error {
  override readonly name = 'ApiRefused'
  readonly status: number
  readonly type: string

  constructor(call: string, status: number, type: string) {
    super(`${call} answered ${status} ${type}`)
    this.status = status
    this.type = type
  }
}

/** Where access tokens come from; asked again for each call, as they lapse on the way. */
export type Token = () => Promise<string>

const ATTEMPTS = 7

/** The API over HTTP: what is busy, or does not answer, is asked again. */
export class Api {
  readonly #url: string
  readonly #token: Token

  constructor(url: string, token: Token) {
    this.#url = url.replace(/\/$/, '')
    this.#token = token
  }

  get = <T>(path: string): Promise<T> => this.#call<T>('GET', path)
  post = <T>(path: string, body?: unknown): Promise<T> => this.#call<T>('POST', path, body)

  /** @throws ApiRefused, Stop where nobody answers or the token is not good (any more) */
  async #call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await persistently(this.#url, async () => {
      const response = await fetch(`${this.#url}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${await this.#token()}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      return { status: response.status, text: await response.text() }
    })
    const parsed = jsonIn(answer.text)
    if (answer.status < 300) return parsed as T
    const type =
      String((parsed as { type?: unknown }).type ?? '')
        .split('/')
        .at(-1) ?? ''
    if (answer.status === 401 && type === 'fresh_sign_in_required')
      throw new Stop(
        'An export begins with a fresh sign-in, not older than 15 minutes: sign in again.',
      )
    if (answer.status === 401)
      throw new Stop('The access token is not good, or not any more: sign in again.')
    throw new ApiRefused(`${method} ${path.split('?')[0]}`, answer.status, type)
  }
}

/** Asking and telling, by whatever way. */
export type Calls = Pick<Api, 'get' | 'post'>

const LINKS = 3

/**
 * What lies behind a link, whole. A link is good for a minute: where the machine was busy or asleep
 * meanwhile, it has lapsed, and another is asked for.
 *
 * @param link asks for a new one
 * @throws Stop, Error where no link is good
 */
export async function download(link: () => Promise<string>): Promise<Buffer> {
  for (let asked = 1; ; asked++) {
    const url = await link()
    const { status, bytes } = await persistently(new URL(url).origin, async () => {
      const response = await fetch(url)
      return { status: response.status, bytes: Buffer.from(await response.arrayBuffer()) }
    })
    if (status === 200) return bytes
    if (status !== 403 || asked === LINKS) throw new Error(`a link answered ${status}`)
  }
}

async function persistently<T extends { status: number }>(
  where: string,
  ask: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const answer = await ask().catch((error: unknown) => {
      // What fetch throws where nobody answers, or stops in the middle.
      if (error instanceof TypeError) return undefined
      throw error
    })
    const busy = !answer || answer.status === 429 || answer.status >= 500
    if (!busy) return answer
    if (attempt === ATTEMPTS)
      throw new Stop(
        answer
          ? `${where} answers ${answer.status}, again and again.`
          : `${where} does not answer.`,
      )
    await pause(250 * 2 ** (attempt - 1))
  }
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text || '{}')
  } catch {
    return {}
  }
}
