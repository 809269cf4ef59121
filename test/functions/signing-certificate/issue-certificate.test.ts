import { X509Certificate } from 'node:crypto'
import type { CloudFormationCustomResourceEvent } from 'aws-lambda'
import { describe, expect, it, vi } from 'vitest'
import { issueCertificate } from '../../../functions/signing-certificate/issue-certificate.ts'
import { readCertificate } from '../../../shared/document/certificate.ts'
import { newTestChain } from '../../document/test-chain.ts'
import { newTestKey } from '../../document/test-key.ts'

const testKey = newTestKey()
const key = { publicKey: async () => new Uint8Array(testKey.publicKey), sign: testKey.sign }
const properties = {
  KeyArn: 'arn',
  Subject: 'CN=Lindenhof',
  From: '2026-01-01',
  Years: '10',
  Generation: '1',
}
const noPause = async () => {}

const about = {
  ServiceToken: 'x',
  ResponseURL: 'https://x.invalid',
  StackId: 'stack',
  RequestId: 'request',
  LogicalResourceId: 'Certificate',
  ResourceType: 'Custom::SigningCertificate',
}
const create = (change: Record<string, string> = {}): CloudFormationCustomResourceEvent => ({
  ...about,
  RequestType: 'Create',
  ResourceProperties: { ServiceToken: 'x', ...properties, ...change },
})

describe('the signing certificate', () => {
  it('is made for the document key, and named by its fingerprint', async () => {
    const answer = await issueCertificate(create(), key, noPause)
    const pem = answer.Data?.Pem ?? ''
    const { fingerprint, keyFingerprint } = await readCertificate(pem)
    expect(new X509Certificate(pem).subject).toBe('CN=Lindenhof')
    expect(answer).toMatchObject({
      Status: 'SUCCESS',
      StackId: 'stack',
      RequestId: 'request',
      LogicalResourceId: 'Certificate',
      PhysicalResourceId: fingerprint,
      Data: { KeyFingerprint: keyFingerprint },
    })
    expect(JSON.stringify(answer).length).toBeLessThan(4096)
  })

  it('is the same when the deployment is tried again', async () => {
    const first = await issueCertificate(create(), key, noPause)
    expect(await issueCertificate(create(), key, noPause)).toEqual(first)
  })

  it('is another for another generation, which replaces the resource', async () => {
    const first = await issueCertificate(create(), key, noPause)
    const update: CloudFormationCustomResourceEvent = {
      ...about,
      RequestType: 'Update',
      PhysicalResourceId: first.PhysicalResourceId,
      OldResourceProperties: { ServiceToken: 'x', ...properties },
      ResourceProperties: { ServiceToken: 'x', ...properties, Generation: '2' },
    }
    const next = await issueCertificate(update, key, noPause)
    expect(next.PhysicalResourceId).not.toBe(first.PhysicalResourceId)
  })

  it('is deleted by doing nothing', async () => {
    const unused = { publicKey: vi.fn(), sign: vi.fn() }
    const event: CloudFormationCustomResourceEvent = {
      ...about,
      RequestType: 'Delete',
      PhysicalResourceId: 'before',
      ResourceProperties: { ServiceToken: 'x' },
    }
    const answer = await issueCertificate(event, unused, noPause)
    expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'before' })
    expect(unused.publicKey).not.toHaveBeenCalled()
  })

  it('waits for rights that are not known everywhere yet', async () => {
    const denied = Object.assign(new Error('no'), { name: 'AccessDeniedException' })
    const publicKey = vi
      .fn(key.publicKey)
      .mockRejectedValueOnce(denied)
      .mockRejectedValueOnce(denied)
    const pauses: number[] = []
    const answer = await issueCertificate(create(), { ...key, publicKey }, async (milliseconds) => {
      pauses.push(milliseconds)
    })
    expect(answer.Status).toBe('SUCCESS')
    expect(pauses).toEqual([1_000, 2_000])
  })

  it.each([
    ['a subject that is no name', { Subject: 'O=x' }],
    ['no day', { From: 'soon' }],
    ['no years', { Years: '0' }],
  ])('answers that it failed, and is not tried again, for %s', async (_what, change) => {
    const pause = vi.fn()
    const answer = await issueCertificate(create(change), key, pause)
    expect(answer.Status).toBe('FAILED')
    expect(answer.Reason).not.toBe('')
    expect(pause).not.toHaveBeenCalled()
  })
})

describe('certificates that the stage brings', () => {
  const brought = async (change: (pem: string) => string = (pem) => pem) => {
    const chain = await newTestChain()
    const { key: own } = chain.keys
    const documentKey = { publicKey: async () => new Uint8Array(own.publicKey), sign: own.sign }
    const answer = await issueCertificate(
      create({ Chain: change(chain.certificate) }),
      documentKey,
      noPause,
    )
    return { answer, chain }
  }

  it('take the place of its own, and are named by the file that they lie in', async () => {
    const { answer, chain } = await brought()
    expect(answer).toMatchObject({
      Status: 'SUCCESS',
      PhysicalResourceId: (await readCertificate(chain.certificate)).fingerprint,
      Data: { Pem: 'sealing-chain.pem', KeyFingerprint: chain.fingerprint },
    })
  })

  it('fail the deployment where they are another key’s, in words', async () => {
    const { certificate } = await newTestChain()
    const { answer } = await brought(() => certificate)
    expect(answer.Status).toBe('FAILED')
    expect(answer.Reason).toContain('its key is not the document key')
  })
})
