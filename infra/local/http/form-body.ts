import type { IncomingMessage } from 'node:http'

const LARGEST_FORM_BYTES = 16 * 1024

/** Reads what a page's own form sent. @throws RangeError where it is larger than any of them */
export async function formBody(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request) {
    bytes += chunk.length
    if (bytes > LARGEST_FORM_BYTES) throw new RangeError('The form is too large')
    chunks.push(chunk)
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'))
}
