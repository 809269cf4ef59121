import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { crc32 } from 'node:zlib'
import { notImplemented, ServiceFailure } from '../http/service-failure.ts'

/**
 * The object's bytes out of a request: unwrapped from chunks, and checked against every checksum
 * that came with them.
 *
 * @throws ServiceFailure `BadDigest`, `IncompleteBody`
 */
export function uploadedBody(headers: IncomingHttpHeaders, body: Buffer): Buffer {
  const payload = String(headers['x-amz-content-sha256'] ?? '')
  if (!payload.startsWith('STREAMING-')) return checked(body, headers)
  if (payload !== 'STREAMING-UNSIGNED-PAYLOAD-TRAILER') {
    throw notImplemented('s3', `PutObject with ${payload}`)
  }
  const { data, trailers } = unchunked(body)
  return checked(data, { ...headers, ...trailers })
}

export const crc32Of = (data: Buffer) => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(crc32(data))
  return bytes.toString('base64')
}

const checksums: Readonly<Record<string, (data: Buffer) => string>> = {
  'content-md5': (data) => createHash('md5').update(data).digest('base64'),
  'x-amz-checksum-crc32': crc32Of,
  'x-amz-checksum-sha1': (data) => createHash('sha1').update(data).digest('base64'),
  'x-amz-checksum-sha256': (data) => createHash('sha256').update(data).digest('base64'),
}

function checked(data: Buffer, headers: IncomingHttpHeaders): Buffer {
  for (const [name, value] of Object.entries(headers)) {
    const isChecksum = name === 'content-md5' || /^x-amz-checksum-(?!algorithm|type)/.test(name)
    if (!isChecksum) continue
    const digest = checksums[name]
    if (!digest) throw notImplemented('s3', `PutObject with ${name}`)
    if (digest(data) === value) continue
    throw new ServiceFailure(
      'BadDigest',
      `The ${name} you specified did not match what we received`,
    )
  }
  return data
}

function unchunked(body: Buffer): { data: Buffer; trailers: Record<string, string> } {
  const chunks: Buffer[] = []
  for (let at = 0; ; ) {
    const lineEnd = body.indexOf('\r\n', at)
    const size = Number.parseInt(body.subarray(at, lineEnd).toString(), 16)
    if (lineEnd < 0 || Number.isNaN(size) || lineEnd + 2 + size > body.length) throw incomplete()
    at = lineEnd + 2
    if (size === 0) return { data: Buffer.concat(chunks), trailers: trailersOf(body.subarray(at)) }
    chunks.push(body.subarray(at, at + size))
    at += size + 2
  }
}

function trailersOf(text: Buffer): Record<string, string> {
  const lines = text.toString().split('\r\n')
  const pairs = lines.flatMap((line) => {
    const colon = line.indexOf(':')
    return colon < 0 ? [] : [[line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]]
  })
  return Object.fromEntries(pairs)
}

const incomplete = () => new ServiceFailure('IncompleteBody', 'The chunks end too early')
