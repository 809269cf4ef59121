import type { IncomingMessage } from 'node:http'

const LARGEST_BYTES = 16 * 1024

/** Reads what a page's own form sent. @throws RangeError where it is larger than any of them */
export async function formBody(request: IncomingMessage): Promise<URLSearchParams> {
  return new URLSearchParams(await textBody(request))
}

/** @throws RangeError where it is larger than any request of the cloud's own pages */
export async function textBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request) {
    bytes += chunk.length
    if (bytes > LARGEST_BYTES) throw new RangeError('The request is too large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
