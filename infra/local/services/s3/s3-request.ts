import { ServiceFailure } from '../http/service-failure.ts'
import { queryPairs, type SignedRequest } from '../http/sigv4.ts'

export interface S3Target {
  /** Empty for a request that names no bucket. */
  readonly bucket: string
  /** Empty for a request about the bucket itself. Taken as sent: `../` is part of a key here. */
  readonly key: string
  readonly query: ReadonlyMap<string, string>
}

/**
 * Path-style addresses only. Not `URL`: that would resolve `../` inside a key.
 *
 * @throws ServiceFailure `InvalidURI`
 */
export function targetOf({ url }: SignedRequest): S3Target {
  const [path = '', query = ''] = url.split(/\?(.*)/s)
  const [, bucket = '', ...rest] = path.split('/')
  try {
    return {
      bucket: decodeURIComponent(bucket),
      key: decodeURIComponent(rest.join('/')),
      query: new Map(queryPairs(query)),
    }
  } catch {
    throw new ServiceFailure('InvalidURI', "Couldn't parse the specified URI.")
  }
}

const objectOperations: Readonly<Record<string, readonly [part: string, name: string][]>> = {
  GET: [
    ['retention', 'GetObjectRetention'],
    ['legal-hold', 'GetObjectLegalHold'],
  ],
  PUT: [
    ['retention', 'PutObjectRetention'],
    ['legal-hold', 'PutObjectLegalHold'],
  ],
}

/** Parts of an object or ways to send one that the stand-in does not have. */
const foreignParts = [
  'acl',
  'attributes',
  'partNumber',
  'tagging',
  'torrent',
  'uploadId',
  'uploads',
]

const plainOperations: Readonly<Record<string, string>> = {
  GET: 'GetObject',
  HEAD: 'HeadObject',
  PUT: 'PutObject',
  DELETE: 'DeleteObject',
}

/** The operation's name in the SDK; for one the stand-in does not have, whatever tells people most. */
export function operationOf(request: SignedRequest): string {
  const { method, headers } = request
  const { key, query } = targetOf(request)
  const named = query.get('x-id') ?? [method, ...query.keys()].join(' ')
  if (!key) {
    if (method === 'GET' && query.get('list-type') === '2') return 'ListObjectsV2'
    return method === 'GET' && query.has('versions') ? 'ListObjectVersions' : named
  }
  const part = objectOperations[method]?.find(([name]) => query.has(name))
  if (part) return part[1]
  const foreign = foreignParts.some((name) => query.has(name)) || headers['x-amz-copy-source']
  return foreign ? named : (plainOperations[method] ?? named)
}
