import { createHash, randomBytes } from 'node:crypto'
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectLegalHoldCommand,
  GetObjectRetentionCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  PutObjectCommand,
  type PutObjectCommandInput,
  PutObjectLegalHoldCommand,
  PutObjectRetentionCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { allowAll, startServices, type TestServices } from './start-services.ts'

const Bucket = 'documents'
const day = 86_400_000

let test: TestServices
let s3: S3Client

beforeAll(async () => {
  test = await startServices()
  s3 = test.clientsOf('owner', allowAll).s3
  await test.services.s3.createBucket(Bucket, {
    VersioningConfiguration: { Status: 'Enabled' },
    ObjectLockEnabled: true,
  })
  await test.services.s3.createBucket('ledger', {
    VersioningConfiguration: { Status: 'Enabled' },
    ObjectLockEnabled: true,
    ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 30 } } },
  })
})

afterAll(() => test?.close())

const put = (Key: string, Body: string | Buffer, more: Partial<PutObjectCommandInput> = {}) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more }))

const read = async (Key: string, VersionId?: string) => {
  const input = { Bucket, Key, ...(VersionId && { VersionId }) }
  const { Body } = await s3.send(new GetObjectCommand(input))
  return Buffer.from((await Body?.transformToByteArray()) ?? [])
}

describe('objects', () => {
  it('come back byte for byte, with their type and metadata', async () => {
    const body = randomBytes(200_000)
    await put('a/b/ünï note.pdf', body, {
      ContentType: 'application/pdf',
      Metadata: { noteid: 'n1' },
    })
    const input = { Bucket, Key: 'a/b/ünï note.pdf' }
    const got = await s3.send(new GetObjectCommand(input))
    expect(Buffer.from((await got.Body?.transformToByteArray()) ?? [])).toEqual(body)
    expect(got).toMatchObject({ ContentType: 'application/pdf', Metadata: { noteid: 'n1' } })
    const head = await s3.send(new HeadObjectCommand(input))
    expect(head).toMatchObject({ ContentLength: 200_000, ETag: got.ETag, VersionId: got.VersionId })
  })

  it('are not there until they are put', async () => {
    const input = { Bucket, Key: 'never' }
    await expect(s3.send(new GetObjectCommand(input))).rejects.toMatchObject({ name: 'NoSuchKey' })
    await expect(s3.send(new HeadObjectCommand(input))).rejects.toMatchObject({ name: 'NotFound' })
  })

  it('are put once where If-None-Match says so', async () => {
    await put('once', 'first', { IfNoneMatch: '*' })
    await expect(put('once', 'second', { IfNoneMatch: '*' })).rejects.toMatchObject({
      name: 'PreconditionFailed',
    })
    expect((await read('once')).toString()).toBe('first')
  })

  it('let one of many concurrent first puts through', async () => {
    const race = Array.from({ length: 8 }, (_, n) => put('race', String(n), { IfNoneMatch: '*' }))
    const outcomes = await Promise.allSettled(race)
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  it('are put again after a delete marker, even with If-None-Match', async () => {
    await put('again', '1', { IfNoneMatch: '*' })
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'again' }))
    await put('again', '2', { IfNoneMatch: '*' })
    expect((await read('again')).toString()).toBe('2')
  })

  it.each([
    ['bytes=10-19', 10, 19],
    ['bytes=190-', 190, 199],
    ['bytes=-5', 195, 199],
    ['bytes=195-900', 195, 199],
  ])('give back the range %s', async (Range, from, to) => {
    const body = randomBytes(200)
    await put('range', body)
    const { Body, ContentRange } = await s3.send(
      new GetObjectCommand({ Bucket, Key: 'range', Range }),
    )
    const bytes = Buffer.from((await Body?.transformToByteArray()) ?? [])
    expect(bytes).toEqual(body.subarray(from, to + 1))
    expect(ContentRange).toBe(`bytes ${from}-${to}/200`)
  })

  it('refuse a range beyond their end', async () => {
    await put('range2', 'x')
    const asked = s3.send(new GetObjectCommand({ Bucket, Key: 'range2', Range: 'bytes=5-9' }))
    await expect(asked).rejects.toMatchObject({ name: 'InvalidRange' })
  })

  it.each([
    ['SHA256', { ChecksumSHA256: createHash('sha256').update('other').digest('base64') }],
    ['CRC32', { ChecksumCRC32: 'AAAAAA==' }],
    ['MD5', { ContentMD5: createHash('md5').update('other').digest('base64') }],
  ])('are refused when their %s is of other bytes', async (_name, checksum) => {
    await expect(put('digest', 'body', checksum)).rejects.toMatchObject({ name: 'BadDigest' })
    await expect(read('digest')).rejects.toMatchObject({ name: 'NoSuchKey' })
  })

  it.each([
    '../../escape.txt',
    '/leading',
    'a//b',
    'con/../trol',
    'per%2Fcent',
    'plus+and space',
    '日本',
  ])('of the key %j are found under exactly that key', async (key) => {
    await put(key, key)
    expect((await read(key)).toString()).toBe(key)
    const versions = await test.services.s3.versions(Bucket)
    expect(versions.filter((version) => version.key === key)).toHaveLength(1)
  })
})

describe('versions', () => {
  it('keep what was put over', async () => {
    const first = await put('v', 'one')
    const second = await put('v', 'two')
    expect(first.VersionId).not.toBe(second.VersionId)
    expect((await read('v', first.VersionId)).toString()).toBe('one')
    expect((await read('v')).toString()).toBe('two')
  })

  it('outlive a delete without a version, which only hides them', async () => {
    const { VersionId } = await put('hidden', 'kept')
    const marker = await s3.send(new DeleteObjectCommand({ Bucket, Key: 'hidden' }))
    expect(marker.DeleteMarker).toBe(true)
    await expect(read('hidden')).rejects.toMatchObject({ name: 'NoSuchKey' })
    expect((await read('hidden', VersionId)).toString()).toBe('kept')
    const listed = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: 'hidden' }))
    expect(listed.Versions?.map((version) => version.VersionId)).toEqual([VersionId])
    expect(listed.DeleteMarkers).toHaveLength(1)
  })

  it('are gone for good when deleted by name', async () => {
    const first = await put('gone', 'one')
    await put('gone', 'two')
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'gone', VersionId: first.VersionId }))
    await expect(read('gone', first.VersionId)).rejects.toMatchObject({ name: 'NoSuchVersion' })
    expect((await read('gone')).toString()).toBe('two')
  })
})

describe('listing versions', () => {
  it('goes on after each page, and misses nothing where the page before is deleted', async () => {
    const keys = ['page/a', 'page/b', 'page/c']
    for (const key of keys) for (const body of ['one', 'two']) await put(key, body)
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'page/b' }))
    const seen: string[] = []
    for (let from: object | undefined = {}; from; ) {
      const page: ListObjectVersionsCommandOutput = await s3.send(
        new ListObjectVersionsCommand({ Bucket, Prefix: 'page/', MaxKeys: 3, ...from }),
      )
      const found = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])]
      expect(found.length).toBeLessThanOrEqual(3)
      for (const { Key = '', VersionId } of found) {
        seen.push(Key)
        await s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId }))
      }
      const { NextKeyMarker, NextVersionIdMarker } = page
      from = page.IsTruncated
        ? { KeyMarker: NextKeyMarker, VersionIdMarker: NextVersionIdMarker }
        : undefined
    }
    expect(seen.sort()).toEqual(['a', 'a', 'b', 'b', 'b', 'c', 'c'].map((key) => `page/${key}`))
    const left = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: 'page/' }))
    expect(left.Versions ?? left.DeleteMarkers).toBeUndefined()
  })
})

describe('listing', () => {
  it('pages through a prefix in order, folders by delimiter, without what is deleted', async () => {
    const keys = Array.from({ length: 12 }, (_, n) => `list/${String(n).padStart(2, '0')}`)
    for (const key of [...keys, 'list/sub/1', 'list/sub/2', 'list/zz']) await put(key, 'x')
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'list/03' }))
    const seen: (string | undefined)[] = []
    let token: string | undefined
    do {
      const page = await s3.send(
        new ListObjectsV2Command({
          Bucket,
          Prefix: 'list/',
          Delimiter: '/',
          MaxKeys: 5,
          ...(token && { ContinuationToken: token }),
        }),
      )
      expect((page.Contents?.length ?? 0) + (page.CommonPrefixes?.length ?? 0)).toBe(page.KeyCount)
      seen.push(...(page.Contents ?? []).map(({ Key }) => Key))
      seen.push(...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix))
      token = page.NextContinuationToken
    } while (token)
    const expected = [...keys.filter((key) => key !== 'list/03'), 'list/sub/', 'list/zz']
    expect(seen.toSorted()).toEqual(expected)
  })
})

describe('Object Lock', () => {
  const until = (days: number) => new Date(test.now() + days * day)
  const remove = (bucket: string, Key: string, VersionId: string | undefined, bypass = false) =>
    s3.send(
      new DeleteObjectCommand({
        Bucket: bucket,
        Key,
        VersionId,
        ...(bypass && { BypassGovernanceRetention: true }),
      }),
    )

  it('in governance mode gives way only to a bypass', async () => {
    const lock = { ObjectLockMode: 'GOVERNANCE', ObjectLockRetainUntilDate: until(5) } as const
    const { VersionId } = await put('governed', 'x', lock)
    await expect(remove(Bucket, 'governed', VersionId)).rejects.toMatchObject({
      name: 'AccessDenied',
    })
    await remove(Bucket, 'governed', VersionId, true)
    await expect(read('governed')).rejects.toMatchObject({ name: 'NoSuchKey' })
  })

  it('in compliance mode gives way to nobody before its day, and then to everybody', async () => {
    const isolated = await startServices()
    const { s3: client } = isolated.clientsOf('owner', allowAll)
    await isolated.services.s3.createBucket('ledger', {
      VersioningConfiguration: { Status: 'Enabled' },
      ObjectLockEnabled: true,
      ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 3 } } },
    })
    const { VersionId } = await client.send(
      new PutObjectCommand({ Bucket: 'ledger', Key: 'checkpoint', Body: 'x' }),
    )
    const gone = new DeleteObjectCommand({
      Bucket: 'ledger',
      Key: 'checkpoint',
      VersionId,
      BypassGovernanceRetention: true,
    })
    await expect(client.send(gone)).rejects.toMatchObject({ name: 'AccessDenied' })
    isolated.advance(3 * day + 1000)
    await client.send(gone)
    expect(await isolated.services.s3.versions('ledger')).toEqual([])
    await isolated.close()
  })

  it('comes from the bucket where the put names none', async () => {
    const input = { Bucket: 'ledger', Key: 'default' }
    await s3.send(new PutObjectCommand({ ...input, Body: 'x' }))
    const { Retention } = await s3.send(new GetObjectRetentionCommand(input))
    expect(Retention?.Mode).toBe('COMPLIANCE')
    const days = (Number(Retention?.RetainUntilDate) - test.now()) / day
    expect(days).toBeCloseTo(30, 2)
  })

  it('can be lengthened, and in compliance mode not shortened', async () => {
    const input = { Bucket: 'ledger', Key: 'longer' }
    await s3.send(new PutObjectCommand({ ...input, Body: 'x' }))
    const retain = (days: number) =>
      s3.send(
        new PutObjectRetentionCommand({
          ...input,
          Retention: { Mode: 'COMPLIANCE', RetainUntilDate: until(days) },
          BypassGovernanceRetention: true,
        }),
      )
    await retain(40)
    await expect(retain(35)).rejects.toMatchObject({ name: 'AccessDenied' })
    const { Retention } = await s3.send(new GetObjectRetentionCommand(input))
    expect((Number(Retention?.RetainUntilDate) - test.now()) / day).toBeCloseTo(40, 2)
  })

  it('by legal hold stands until it is lifted, and leaves the object as it was', async () => {
    const { VersionId } = await put('held', 'content')
    const hold = (Status: 'ON' | 'OFF') =>
      s3.send(new PutObjectLegalHoldCommand({ Bucket, Key: 'held', LegalHold: { Status } }))
    await hold('ON')
    const { LegalHold } = await s3.send(new GetObjectLegalHoldCommand({ Bucket, Key: 'held' }))
    expect(LegalHold?.Status).toBe('ON')
    await expect(remove(Bucket, 'held', VersionId, true)).rejects.toMatchObject({
      name: 'AccessDenied',
    })
    expect((await read('held')).toString()).toBe('content')
    await hold('OFF')
    await remove(Bucket, 'held', VersionId)
  })
})

describe('presigned URLs', () => {
  const presign = (Key: string, more: object = {}, expiresIn = 60) =>
    getSignedUrl(s3, new GetObjectCommand({ Bucket, Key, ...more }), {
      expiresIn,
      signingDate: new Date(test.now()),
    })

  beforeAll(async () => {
    await put('signed', 'content')
    await put('other', 'other content')
  })

  it('open the object under the name they give it', async () => {
    const ResponseContentDisposition = 'attachment; filename="note.pdf"'
    const response = await fetch(await presign('signed', { ResponseContentDisposition }))
    expect(response.status).toBe(200)
    expect(await response.text()).toBe('content')
    expect(response.headers.get('content-disposition')).toBe(ResponseContentDisposition)
  })

  it.each([
    ['its signature', (url: string) => url.replace(/(X-Amz-Signature=)\w{8}/, '$100000000')],
    ['its key', (url: string) => url.replace('/signed?', '/other?')],
    ['its life', (url: string) => url.replace('X-Amz-Expires=60', 'X-Amz-Expires=600')],
    ['its date', (url: string) => url.replace(/(X-Amz-Date=)\d{8}/, '$119990101')],
    ['its signer', (url: string) => url.replace('AKowner', 'AKother')],
    ['a parameter', (url: string) => `${url}&response-content-type=text%2Fhtml`],
    ['no signature', (url: string) => url.replace(/\?.*/, '')],
  ])('open nothing with another %s', async (_what, tamper) => {
    test.clientsOf('other', allowAll)
    const url = await presign('signed')
    expect(tamper(url)).not.toBe(url)
    const response = await fetch(tamper(url))
    expect(response.status).toBe(403)
    expect(await response.text()).not.toContain('content<')
  })

  it('open nothing for another method', async () => {
    const response = await fetch(await presign('signed'), { method: 'DELETE' })
    expect(response.status).toBe(403)
    expect((await read('signed')).toString()).toBe('content')
  })

  it('end with their life', async () => {
    const url = await presign('signed', {}, 60)
    const isOpen = async () => (await fetch(url)).status
    test.advance(59_000)
    expect(await isOpen()).toBe(200)
    test.advance(2_000)
    expect(await isOpen()).toBe(403)
    test.advance(-61_000)
  })
})

describe('what is not there', () => {
  it('refuses an address that cannot be read', async () => {
    const response = await fetch(`${test.services.endpoints.s3}/documents/%E0%A4%A`)
    expect(response.status).toBe(403)
    const signed = await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key: 'v' }))
    const broken = await fetch(signed.replace('/v?', '/v%E0?'))
    expect([400, 403]).toContain(broken.status)
  })

  it('refuses a call it does not have, loudly', async () => {
    const copied = s3.send(
      new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: 'documents/v' }),
    )
    await expect(copied).rejects.toMatchObject({ $metadata: { httpStatusCode: 501 } })
    expect(test.logged.join('\n')).toMatch(/s3 .*CopyObject.*501/)
  })

  it('refuses a bucket that does not exist', async () => {
    const input = { Bucket: 'nowhere', Key: 'x' }
    await expect(s3.send(new GetObjectCommand(input))).rejects.toMatchObject({
      name: 'NoSuchBucket',
    })
  })
})
