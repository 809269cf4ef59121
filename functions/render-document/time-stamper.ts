import { randomBytes } from 'node:crypto'
import type { StampTime } from '../../shared/document/cms.ts'
import {
  NotTimeStamped,
  readTimeStampResponse,
  timeStampRequest,
} from '../../shared/document/time-stamp.ts'
import { fetchSmall, NotFetched } from './fetch-small.ts'

/** What the environment says where the practice has no authority that stamps times. */
const NONE = 'none'

const PATIENCE_MS = 3_000
/** An authority that did not answer is left alone for this long: documents do not wait for it in turn. */
const REST_MS = 60_000
const LARGEST_BYTES = 64 * 1024

export interface Outside {
  readonly fetch: typeof globalThis.fetch
  /** Milliseconds on any scale. */
  readonly now: () => number
  readonly log: (line: string) => void
}

const outside: Outside = {
  fetch: (...request) => globalThis.fetch(...request),
  now: () => performance.now(),
  log: (line) => console.warn(line),
}

/**
 * Asks a time-stamp authority over HTTP (RFC 3161, 3.4): it sees a hash of a signature, and nothing
 * else. Where it does not answer, or not rightly, the document is sealed without: a document is never
 * lost, and never late, for want of a time-stamp.
 */
export function timeStamper(
  url: string,
  { fetch, now, log }: Outside = outside,
): StampTime | undefined {
  if (url === NONE) return undefined
  let restsUntil = Number.NEGATIVE_INFINITY
  return async (signature) => {
    if (now() < restsUntil) return undefined
    try {
      return await asked(url, signature, fetch)
    } catch (error) {
      restsUntil = now() + REST_MS
      const said = error instanceof NotTimeStamped || error instanceof NotFetched
      const fault = said ? error.message : 'not answered'
      log(JSON.stringify({ event: 'document_not_time_stamped', fault }))
      return undefined
    }
  }
}

async function asked(
  url: string,
  signature: Uint8Array,
  fetch: Outside['fetch'],
): Promise<Uint8Array> {
  const nonce = randomBytes(16)
  const bytes = await fetchSmall(
    url,
    {
      method: 'POST',
      headers: {
        'content-type': 'application/timestamp-query',
        accept: 'application/timestamp-reply',
      },
      body: await timeStampRequest(signature, nonce),
    },
    { fetch, limitBytes: LARGEST_BYTES, signal: AbortSignal.timeout(PATIENCE_MS) },
  )
  return readTimeStampResponse(bytes, signature, nonce)
}
