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

/** All versions of a prefix at once: the local buckets are small. */
export function listObjectVersions(asked: ObjectRequest): ServiceAnswer {
  const { target, bucket, access } = asked
  access.permit(asked, 'ListBucketVersions')
  const unknown = ['delimiter', 'key-marker', 'version-id-marker', 'max-keys'].find((name) =>
    target.query.get(name),
  )
  if (unknown) throw notImplemented('s3', `ListObjectVersions with ${unknown}`)
  const prefix = target.query.get('prefix') ?? ''
  const versions = bucket.store
    .keys()
    .filter((key) => key.startsWith(prefix))
    .flatMap((key) =>
      bucket.store.versions(key).map((version, at) => ({ key, version, isLatest: at === 0 })),
    )
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
      IsTruncated: false,
      Version: versions.filter(({ version }) => !version.deleteMarker).map(place),
      DeleteMarker: versions.filter(({ version }) => version.deleteMarker).map(place),
    },
  })
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
