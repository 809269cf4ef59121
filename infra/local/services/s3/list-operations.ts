import { notImplemented } from '../http/service-failure.ts'
import type { ServiceAnswer } from '../http/wire-server.ts'
import type { ObjectRequest } from './object-operations.ts'
import { type XmlElement, xmlDocument } from './xml.ts'

const largestPage = 1000

export function listObjectsV2(asked: ObjectRequest): ServiceAnswer {
  const { target, bucket, access } = asked
  const { query } = target
  access.permit(asked, 'ListBucket')
  const prefix = query.get('prefix') ?? ''
  const delimiter = query.get('delimiter') ?? ''
  const token = query.get('continuation-token')
  const after = token ? Buffer.from(token, 'base64url').toString() : query.get('start-after')
  const limit = Math.min(Number(query.get('max-keys') ?? largestPage), largestPage)

  const contents: XmlElement[] = []
  const folders = new Set<string>()
  let last = ''
  let more = false
  for (const key of bucket.store.keys()) {
    const [version] = bucket.store.versions(key)
    if (!version || version.deleteMarker || !key.startsWith(prefix)) continue
    if (after && !isAfter(key, after)) continue
    const end = delimiter ? key.indexOf(delimiter, prefix.length) : -1
    const folder = end < 0 ? undefined : key.slice(0, end + delimiter.length)
    if (folder && (folders.has(folder) || folder === after)) continue
    if (contents.length + folders.size >= limit) {
      more = true
      break
    }
    if (folder) folders.add(folder)
    else contents.push(entry(key, version.size, version.etag, version.at))
    last = folder ?? key
  }
  return xmlAnswer({
    ListBucketResult: {
      Name: bucket.name,
      Prefix: prefix,
      KeyCount: contents.length + folders.size,
      MaxKeys: limit,
      IsTruncated: more,
      NextContinuationToken: more ? Buffer.from(last).toString('base64url') : undefined,
      Contents: contents,
      CommonPrefixes: [...folders].map((Prefix) => ({ Prefix })),
    },
  })
}

/** Keys in order, the versions of each from the newest; a page goes on after the last one's names. */
export function listObjectVersions(asked: ObjectRequest): ServiceAnswer {
  const { target, bucket, access } = asked
  const { query } = target
  access.permit(asked, 'ListBucketVersions')
  if (query.get('delimiter')) throw notImplemented('s3', 'ListObjectVersions with delimiter')
  const prefix = query.get('prefix') ?? ''
  const limit = Math.min(Number(query.get('max-keys') ?? largestPage), largestPage)
  const versions = bucket.store
    .keys()
    .filter((key) => key.startsWith(prefix))
    .flatMap((key) =>
      bucket.store.versions(key).map((version, at) => ({ key, version, isLatest: at === 0 })),
    )
  const rest = versions.slice(startOf(versions, query))
  const page = rest.slice(0, limit)
  const last = rest.length > limit ? page.at(-1) : undefined
  const place = ({ key, version, isLatest }: (typeof versions)[number]) => ({
    VersionId: version.id,
    IsLatest: isLatest,
    ...(version.deleteMarker
      ? { Key: key, LastModified: new Date(version.at).toISOString() }
      : entry(key, version.size, version.etag, version.at)),
  })
  return xmlAnswer({
    ListVersionsResult: {
      Name: bucket.name,
      Prefix: prefix,
      MaxKeys: limit,
      IsTruncated: last !== undefined,
      NextKeyMarker: last?.key,
      NextVersionIdMarker: last?.version.id,
      Version: page.filter(({ version }) => !version.deleteMarker).map(place),
      DeleteMarker: page.filter(({ version }) => version.deleteMarker).map(place),
    },
  })
}

/**
 * Where a page begins. The version named last may be gone by now, as whoever lists may delete: then
 * with what is left of its key, so that nothing is passed over.
 */
function startOf(
  versions: readonly { readonly key: string; readonly version: { readonly id: string } }[],
  query: ReadonlyMap<string, string>,
): number {
  const after = query.get('key-marker')
  if (!after) return 0
  const id = query.get('version-id-marker')
  const found = versions.findIndex(({ key, version }) => key === after && version.id === id)
  if (found >= 0) return found + 1
  const next = versions.findIndex(({ key }) => isAfter(key, after) || (key === after && !!id))
  return next < 0 ? versions.length : next
}

/** In the order of UTF-8 bytes; a folder's name is before everything in it, all of it listed. */
function isAfter(key: string, after: string): boolean {
  return Buffer.compare(Buffer.from(key), Buffer.from(after)) > 0
}

function entry(key: string, size: number, etag: string, at: number): XmlElement {
  const LastModified = new Date(at).toISOString()
  return { Key: key, LastModified, ETag: etag, Size: size, StorageClass: 'STANDARD' }
}

const xmlAnswer = (document: XmlElement): ServiceAnswer => ({
  status: 200,
  headers: { 'content-type': 'application/xml' },
  body: xmlDocument(document),
})
