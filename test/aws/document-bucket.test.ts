import { createHash } from 'node:crypto'
import { PutObjectCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3'
import { mockClient } from 'aws-sdk-client-mock'
import { describe, expect, it } from 'vitest'
import { DocumentBucket } from '../../shared/aws/document-bucket.ts'

const s3 = new S3Client({ region: 'us-west-2' })
const bucket = new DocumentBucket(s3, 'Documents')
const object = {
  key: 'documents/x.pdf',
  bytes: Buffer.from('%PDF'),
  contentType: 'application/pdf',
}
const fault = (name: string, httpStatusCode: number) =>
  new S3ServiceException({ name, $fault: 'client', $metadata: { httpStatusCode } })

describe('a document', () => {
  it('is put only where there is none, with a checksum of its bytes', async () => {
    const sent = mockClient(s3)
    sent.on(PutObjectCommand).resolves({})
    expect(await bucket.putNew(object)).toBe('put')
    expect(sent.commandCalls(PutObjectCommand)[0]?.args[0].input).toEqual({
      Bucket: 'Documents',
      Key: 'documents/x.pdf',
      Body: object.bytes,
      ContentType: 'application/pdf',
      ChecksumSHA256: createHash('sha256').update('%PDF').digest('base64'),
      IfNoneMatch: '*',
    })
  })

  it('that lies there already stays as it is', async () => {
    mockClient(s3).on(PutObjectCommand).rejects(fault('PreconditionFailed', 412))
    expect(await bucket.putNew(object)).toBe('there already')
  })

  it.each([
    ['somebody else is putting just then', fault('ConditionalRequestConflict', 409)],
    ['the bucket is slow', fault('SlowDown', 503)],
    ['nobody may put', fault('AccessDenied', 403)],
    ['arrived otherwise than it left', fault('BadDigest', 400)],
    ['no service spoke of', Object.assign(new Error('reset'), { name: 'PreconditionFailed' })],
  ])('that %s is not said to be stored', async (_why, error) => {
    mockClient(s3).on(PutObjectCommand).rejects(error)
    await expect(bucket.putNew(object)).rejects.toBe(error)
  })
})
