import { constants, createHash, createPublicKey, randomBytes, verify } from 'node:crypto'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CancelKeyDeletionCommand,
  DecryptCommand,
  DescribeKeyCommand,
  EnableKeyCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GenerateDataKeyWithoutPlaintextCommand,
  GetPublicKeyCommand,
  type KMSClient,
  ListKeysCommand,
  ReEncryptCommand,
  ScheduleKeyDeletionCommand,
  SignCommand,
  type SigningAlgorithmSpec,
  VerifyCommand,
} from '@aws-sdk/client-kms'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { allowAll, keyPolicy, startServices, type TestServices } from './start-services.ts'

let test: TestServices
let kms: KMSClient
let seal: string
let other: string

beforeAll(async () => {
  test = await startServices()
  kms = test.clientsOf('owner', allowAll).kms
  seal = await newKey('seal')
  other = await newKey('other')
})

afterAll(() => test?.close())

async function newKey(name: string, more: object = {}): Promise<string> {
  const { keyArn } = await test.services.kms.createKey(name, { KeyPolicy: keyPolicy, ...more })
  return keyArn
}

const signing = (KeySpec: string) => ({ KeySpec, KeyUsage: 'SIGN_VERIFY' })
const context = { practice: 'p1', client: 'c1' }

describe('data keys', () => {
  it('open again under the same context, whatever its order', async () => {
    const input = { KeyId: seal, KeySpec: 'AES_256', EncryptionContext: context } as const
    const { Plaintext, CiphertextBlob } = await kms.send(new GenerateDataKeyCommand(input))
    const reordered = { client: 'c1', practice: 'p1' }
    const opened = await kms.send(
      new DecryptCommand({ CiphertextBlob, EncryptionContext: reordered }),
    )
    expect(opened.Plaintext).toEqual(Plaintext)
    expect(opened.KeyId).toBe(seal)
    expect(Plaintext).toHaveLength(32)
  })

  it.each([
    ['another context', { ...context, client: 'c2' }],
    ['a context with more in it', { ...context, more: 'x' }],
    ['no context', undefined],
  ])('stay shut under %s', async (_what, EncryptionContext) => {
    const input = { KeyId: seal, NumberOfBytes: 64, EncryptionContext: context }
    const { CiphertextBlob } = await kms.send(new GenerateDataKeyCommand(input))
    const opening = kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext }))
    await expect(opening).rejects.toMatchObject({ name: 'InvalidCiphertextException' })
  })

  it('stay shut when any byte is changed, cut off or added', async () => {
    const { CiphertextBlob = new Uint8Array() } = await kms.send(
      new EncryptCommand({ KeyId: seal, Plaintext: Buffer.from('x'), EncryptionContext: context }),
    )
    const changed = Array.from(CiphertextBlob, (byte, at) =>
      Uint8Array.from(CiphertextBlob, (same, index) => (index === at ? byte ^ 1 : same)),
    )
    const cut = [CiphertextBlob.slice(0, -1), CiphertextBlob.slice(1), CiphertextBlob.slice(0, 4)]
    const longer = Buffer.concat([CiphertextBlob, Buffer.from([0])])
    const outcomes = await Promise.all(
      [...changed, ...cut, longer].map((blob) =>
        kms.send(new DecryptCommand({ CiphertextBlob: blob, EncryptionContext: context })).then(
          () => 'opened',
          (error: Error) => error.name,
        ),
      ),
    )
    // A changed key id inside the blob is another key, which does not exist.
    const refusals = ['InvalidCiphertextException', 'NotFoundException']
    expect(outcomes.filter((name) => !refusals.includes(name))).toEqual([])
  })

  it('are refused when the request names another key', async () => {
    const sealed = await kms.send(
      new GenerateDataKeyWithoutPlaintextCommand({ KeyId: seal, KeySpec: 'AES_256' }),
    )
    expect(sealed).not.toHaveProperty('Plaintext')
    const opening = kms.send(
      new DecryptCommand({ CiphertextBlob: sealed.CiphertextBlob, KeyId: other }),
    )
    await expect(opening).rejects.toMatchObject({ name: 'IncorrectKeyException' })
  })

  it('move to another key and context without being shown', async () => {
    const { Plaintext, CiphertextBlob } = await kms.send(
      new GenerateDataKeyCommand({ KeyId: seal, KeySpec: 'AES_256', EncryptionContext: context }),
    )
    const moved = await kms.send(
      new ReEncryptCommand({
        CiphertextBlob,
        SourceEncryptionContext: context,
        DestinationKeyId: other,
        DestinationEncryptionContext: { type: 'branch:ACTIVE' },
      }),
    )
    const opened = await kms.send(
      new DecryptCommand({
        CiphertextBlob: moved.CiphertextBlob,
        EncryptionContext: { type: 'branch:ACTIVE' },
        KeyId: other,
      }),
    )
    expect(opened.Plaintext).toEqual(Plaintext)
  })
})

describe('signatures', () => {
  it.each([
    ['RSA_3072', 'RSASSA_PKCS1_V1_5_SHA_256', 'sha256', {}],
    [
      'RSA_3072',
      'RSASSA_PSS_SHA_256',
      'sha256',
      { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 },
    ],
    [
      'RSA_3072',
      'RSASSA_PSS_SHA_512',
      'sha512',
      { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 64 },
    ],
    ['ECC_NIST_P256', 'ECDSA_SHA_256', 'sha256', {}],
    ['ECC_NIST_P384', 'ECDSA_SHA_384', 'sha384', {}],
  ] as const)(
    'of digests by %s %s hold in node:crypto and in KMS',
    async (spec, SigningAlgorithm, hash, options) => {
      const KeyId = await newKey(`sign ${spec}`, signing(spec))
      const message = randomBytes(10_000)
      const Message = createHash(hash).update(message).digest()
      const input = { KeyId, Message, MessageType: 'DIGEST', SigningAlgorithm } as const
      const { Signature = new Uint8Array() } = await kms.send(new SignCommand(input))
      const { PublicKey = new Uint8Array() } = await kms.send(new GetPublicKeyCommand({ KeyId }))
      const key = createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' })
      expect(verify(hash, message, { key, ...options }, Signature)).toBe(true)
      const check = await kms.send(new VerifyCommand({ ...input, Signature }))
      expect(check.SignatureValid).toBe(true)
      const otherDigest = createHash(hash).update('other').digest()
      const forged = kms.send(new VerifyCommand({ ...input, Message: otherDigest, Signature }))
      await expect(forged).rejects.toMatchObject({ name: 'KMSInvalidSignatureException' })
      const short = kms.send(new SignCommand({ ...input, Message: Message.subarray(1) }))
      await expect(short).rejects.toMatchObject({ name: 'ValidationException' })
    },
  )

  it('of whole messages by Ed25519 hold in node:crypto and are always the same', async () => {
    const KeyId = await newKey('checkpoint', signing('ECC_NIST_EDWARDS25519'))
    const Message = Buffer.from('noteseal checkpoint\n1\n')
    const SigningAlgorithm: SigningAlgorithmSpec = 'ED25519_SHA_512'
    const input = { KeyId, Message, MessageType: 'RAW', SigningAlgorithm } as const
    const { Signature = new Uint8Array() } = await kms.send(new SignCommand(input))
    const { PublicKey = new Uint8Array() } = await kms.send(new GetPublicKeyCommand({ KeyId }))
    const key = createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' })
    expect(verify(null, Message, key, Signature)).toBe(true)
    expect((await kms.send(new SignCommand(input))).Signature).toEqual(Signature)
    const digest = kms.send(new SignCommand({ ...input, MessageType: 'DIGEST' }))
    await expect(digest).rejects.toMatchObject({ name: 'ValidationException' })
  })

  it('of short messages are of their hash', async () => {
    const KeyId = await newKey('sign ECC_NIST_P256', signing('ECC_NIST_P256'))
    const Message = Buffer.from('statement')
    const SigningAlgorithm = 'ECDSA_SHA_256'
    const { Signature } = await kms.send(new SignCommand({ KeyId, Message, SigningAlgorithm }))
    const asDigest = createHash('sha256').update(Message).digest()
    const input = { KeyId, Message: asDigest, MessageType: 'DIGEST', SigningAlgorithm } as const
    expect((await kms.send(new VerifyCommand({ ...input, Signature }))).SignatureValid).toBe(true)
  })

  it.each([
    ['an algorithm of another kind of key', 'RSASSA_PSS_SHA_256', 'InvalidKeyUsageException'],
    ['another curve’s hash', 'ECDSA_SHA_384', 'InvalidKeyUsageException'],
  ] as const)('are refused with %s', async (_what, SigningAlgorithm, name) => {
    const KeyId = await newKey('sign ECC_NIST_P256', signing('ECC_NIST_P256'))
    const input = {
      KeyId,
      Message: randomBytes(32),
      MessageType: 'DIGEST',
      SigningAlgorithm,
    } as const
    await expect(kms.send(new SignCommand(input))).rejects.toMatchObject({ name })
  })

  it('are refused from a key that seals, and sealing from a key that signs', async () => {
    const signer = await newKey('sign ECC_NIST_P256', signing('ECC_NIST_P256'))
    const Message = Buffer.from('x')
    const signed = kms.send(
      new SignCommand({ KeyId: seal, Message, SigningAlgorithm: 'ECDSA_SHA_256' }),
    )
    await expect(signed).rejects.toMatchObject({ name: 'InvalidKeyUsageException' })
    const sealed = kms.send(new GenerateDataKeyCommand({ KeyId: signer, KeySpec: 'AES_256' }))
    await expect(sealed).rejects.toMatchObject({ name: 'InvalidKeyUsageException' })
  })
})

describe('keys', () => {
  it('keep id and material over a restart, in a file that is their owner’s alone', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'noteseal-kms-'))
    const properties = { KeyPolicy: keyPolicy, MultiRegion: true }
    const first = await startServices({ dir })
    const made = await first.services.kms.createKey('seal', properties)
    expect(made.keyId).toMatch(/^mrk-[0-9a-f]{32}$/)
    const { CiphertextBlob } = await first
      .clientsOf('owner', allowAll)
      .kms.send(new EncryptCommand({ KeyId: made.keyArn, Plaintext: Buffer.from('kept') }))
    await first.close()

    const second = await startServices({ dir })
    expect(await second.services.kms.createKey('seal', properties)).toEqual(made)
    const opened = await second
      .clientsOf('owner', allowAll)
      .kms.send(new DecryptCommand({ CiphertextBlob }))
    expect(Buffer.from(opened.Plaintext ?? []).toString()).toBe('kept')
    if (process.platform !== 'win32') {
      expect((await stat(join(dir, 'kms', 'keys.json'))).mode & 0o777).toBe(0o600)
    }
    await second.close()
    await rm(dir, { recursive: true })
  })

  it('say what they are', async () => {
    const KeyId = await newKey('described', { MultiRegion: true })
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId }))
    expect(KeyMetadata).toMatchObject({
      Arn: KeyId,
      MultiRegion: true,
      KeyState: 'Enabled',
      KeySpec: 'SYMMETRIC_DEFAULT',
    })
  })

  it('open nothing while their deletion is pending, and nothing ever after', async () => {
    const isolated = await startServices()
    const { kms: client } = isolated.clientsOf('owner', allowAll)
    const { keyArn: KeyId } = await isolated.services.kms.createKey('k', { KeyPolicy: keyPolicy })
    const { CiphertextBlob } = await client.send(
      new EncryptCommand({ KeyId, Plaintext: Buffer.from('x') }),
    )
    const schedule = new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 })
    const open = () => client.send(new DecryptCommand({ CiphertextBlob }))
    await client.send(schedule)
    await expect(open()).rejects.toMatchObject({ name: 'KMSInvalidStateException' })
    await client.send(new CancelKeyDeletionCommand({ KeyId }))
    await expect(open()).rejects.toMatchObject({ name: 'DisabledException' })
    await client.send(new EnableKeyCommand({ KeyId }))
    await open()
    await client.send(schedule)
    isolated.advance(7 * 86_400_000)
    await expect(open()).rejects.toMatchObject({ name: 'NotFoundException' })
    await expect(client.send(new CancelKeyDeletionCommand({ KeyId }))).rejects.toMatchObject({
      name: 'NotFoundException',
    })
    await isolated.close()
  })

  it('refuse a call that the stand-in does not have, loudly', async () => {
    await expect(kms.send(new ListKeysCommand({}))).rejects.toMatchObject({
      name: 'UnknownOperationException',
      $metadata: { httpStatusCode: 501 },
    })
    expect(test.logged.join('\n')).toMatch(/kms ListKeys .*501/)
  })
})
