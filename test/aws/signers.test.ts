import { createHash } from 'node:crypto'
import {
  GetPublicKeyCommand,
  KMSClient,
  KMSInvalidStateException,
  SignCommand,
} from '@aws-sdk/client-kms'
import { mockClient } from 'aws-sdk-client-mock'
import { describe, expect, it } from 'vitest'
import { documentKey } from '../../shared/aws/document-key.ts'
import { statementSigner } from '../../shared/aws/statement-signer.ts'

const KEY = 'arn:aws:kms:us-west-2:111122223333:key/0'
const kms = new KMSClient({ region: 'us-west-2' })
const inputs = (sent: ReturnType<typeof mockClient>) =>
  sent.commandCalls(SignCommand).map(({ args: [{ input }] }) => input)

describe('what clinicians state', () => {
  it('is signed as its SHA-256, so that KMS never hears the words', async () => {
    const sent = mockClient(kms)
    sent.on(SignCommand).resolves({ Signature: Uint8Array.of(48, 2, 5, 0) })
    const signer = statementSigner(kms, KEY)
    expect(await signer.sign('kumquat é')).toBe('MAIFAA==')
    expect(inputs(sent)).toEqual([
      {
        KeyId: KEY,
        Message: createHash('sha256').update('kumquat é', 'utf8').digest(),
        MessageType: 'DIGEST',
        SigningAlgorithm: 'ECDSA_SHA_256',
      },
    ])
    expect(signer).toMatchObject({ keyArn: KEY, algorithm: 'ECDSA_SHA_256' })
  })

  it('is not signed where KMS answers without a signature, or not at all', async () => {
    const signer = statementSigner(kms, KEY)
    mockClient(kms).on(SignCommand).resolves({})
    await expect(signer.sign('x')).rejects.toThrow('without a signature')
    const fault = new KMSInvalidStateException({ message: 'pending deletion', $metadata: {} })
    mockClient(kms).on(SignCommand).rejects(fault)
    await expect(signer.sign('x')).rejects.toBe(fault)
  })
})

describe('the document key', () => {
  it('signs a digest as it is, so that the same document is the same bytes', async () => {
    const sent = mockClient(kms)
    sent.on(SignCommand).resolves({ Signature: Uint8Array.of(1, 2) })
    const digest = createHash('sha256').update('pdf').digest()
    expect(await documentKey(kms, KEY).sign(digest)).toEqual(Uint8Array.of(1, 2))
    expect(inputs(sent)).toEqual([
      {
        KeyId: KEY,
        Message: digest,
        MessageType: 'DIGEST',
        SigningAlgorithm: 'RSASSA_PKCS1_V1_5_SHA_256',
      },
    ])
  })

  it('gives its public half, and a fault where KMS gives nothing', async () => {
    const sent = mockClient(kms)
    sent
      .on(GetPublicKeyCommand)
      .resolvesOnce({ PublicKey: Uint8Array.of(48) })
      .resolves({})
    const key = documentKey(kms, KEY)
    expect(await key.publicKey()).toEqual(Uint8Array.of(48))
    await expect(key.publicKey()).rejects.toThrow('without bytes')
    expect(sent.commandCalls(GetPublicKeyCommand)[0]?.args[0].input).toEqual({ KeyId: KEY })
  })
})
