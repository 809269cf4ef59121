import { fetchSmall, NotFetched } from './fetch-small.ts'

const REST_MS = 60_000
/** Of one list or certificate. */
const LARGEST_BYTES = 256 * 1024
const MOST_PLACES = 32

export interface Places {
  readonly fetch: typeof globalThis.fetch
  readonly now: () => Date
}

/**
 * What lies at places that certificates name, kept while it is good. Who issued the certificates chose
 * the places: only ordinary servers are asked, and one that failed is left alone for a minute.
 */
export class FetchedPlaces {
  readonly #fetch: typeof globalThis.fetch
  readonly #now: () => Date
  readonly #kept = new Map<string, { readonly bytes?: Uint8Array; readonly until: number }>()

  constructor({ fetch, now }: Places) {
    this.#fetch = fetch
    this.#now = now
  }

  /**
   * @param take reads and judges what came, and says until when it is good
   * @throws NotFetched whatever is wrong with it, in words for the log
   */
  async at<T>(
    place: string,
    signal: AbortSignal,
    take: (bytes: Uint8Array) => Promise<{ readonly value: T; readonly until: Date }>,
  ): Promise<T> {
    if (!isOrdinary(place)) throw new NotFetched('a place not to be asked')
    const kept = this.#kept.get(place)
    if (kept && this.#now().getTime() < kept.until) {
      if (!kept.bytes) throw new NotFetched('resting')
      return (await take(kept.bytes)).value
    }
    try {
      const asked = { fetch: this.#fetch, limitBytes: LARGEST_BYTES, signal }
      const bytes = await fetchSmall(place, {}, asked)
      const { value, until } = await take(bytes)
      this.#keep(place, { bytes, until: until.getTime() })
      return value
    } catch (cause) {
      this.#keep(place, { until: this.#now().getTime() + REST_MS })
      if (cause instanceof SyntaxError) throw new NotFetched('not readable', { cause })
      throw cause
    }
  }

  #keep(place: string, what: { readonly bytes?: Uint8Array; readonly until: number }) {
    this.#kept.delete(place)
    this.#kept.set(place, what)
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > MOST_PLACES && oldest !== undefined) this.#kept.delete(oldest)
  }
}

const NAME = /^(?:[a-z0-9-]+\.)+[a-z][a-z0-9-]*$/

/** http or https on its own port, of a host with a name: nothing on this machine or beside it. */
function isOrdinary(place: string): boolean {
  const url = URL.parse(place)
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) return false
  if (url.port !== '' || url.username !== '' || url.password !== '') return false
  return NAME.test(url.hostname) && !/\.(?:localhost|local|internal)$/.test(url.hostname)
}
