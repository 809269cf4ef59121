/** What was asked for did not come. Its words say why, for the log. */
export class NotFetched extends Error {
  override readonly name = 'NotFetched'
}

export interface SmallFetch {
  readonly fetch: typeof globalThis.fetch
  readonly limitBytes: number
  readonly signal: AbortSignal
}

/**
 * A small answer of somebody else's server: of the very place that was asked, whole or not at all.
 *
 * @throws NotFetched where there is none, or it is too large
 */
export async function fetchSmall(
  url: string,
  init: RequestInit,
  { fetch, limitBytes, signal }: SmallFetch,
): Promise<Uint8Array> {
  try {
    const response = await fetch(url, { ...init, redirect: 'error', signal })
    if (!response.ok) {
      await response.body?.cancel()
      throw new NotFetched(`status ${response.status}`)
    }
    return await readAtMost(limitBytes, response)
  } catch (cause) {
    throw cause instanceof NotFetched ? cause : new NotFetched('not answered', { cause })
  }
}

async function readAtMost(limitBytes: number, { body }: Response): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let length = 0
  // Leaving the loop early ends the answer, however long it would have gone on.
  for await (const part of body ?? []) {
    length += part.length
    if (length > limitBytes) throw new NotFetched('too large')
    parts.push(part)
  }
  return Buffer.concat(parts)
}
