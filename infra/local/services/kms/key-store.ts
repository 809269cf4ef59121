import { createHash, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { privateFolder, writeDurablySync } from '../durable-file.ts'
import { ServiceFailure } from '../http/service-failure.ts'
import type { PolicyDocument } from '../iam/policy.ts'
import type { KeyProperties } from '../service.ts'

export type KeySpec =
  | 'SYMMETRIC_DEFAULT'
  | 'RSA_2048'
  | 'RSA_3072'
  | 'RSA_4096'
  | 'ECC_NIST_P256'
  | 'ECC_NIST_P384'
  | 'ECC_NIST_EDWARDS25519'

/** A key as it is stored, with its material: the file is its owner's alone. */
export interface StoredKey {
  readonly id: string
  readonly arn: string
  readonly spec: KeySpec
  readonly usage: 'ENCRYPT_DECRYPT' | 'SIGN_VERIFY'
  readonly multiRegion: boolean
  readonly createdAt: number
  description: string
  policy: PolicyDocument
  state: 'Enabled' | 'Disabled' | 'PendingDeletion'
  deleteAt?: number
  /** Symmetric: base64, 32 bytes. Asymmetric: PKCS #8 in PEM. Emptied when a deletion is due. */
  material: string
}

export interface KeyStore {
  create(logicalName: string, properties: KeyProperties): StoredKey
  /**
   * @param keyId an id or an ARN
   * @throws ServiceFailure `NotFoundException`
   */
  find(keyId: string): StoredKey
  /**
   * @throws ServiceFailure `NotFoundException`, `DisabledException`, `KMSInvalidStateException`,
   *   `InvalidKeyUsageException`
   */
  usable(keyId: string, usage: StoredKey['usage']): StoredKey
  save(): void
}

/** @param dir in memory when absent */
export function createKeyStore(options: {
  readonly dir: string | undefined
  readonly region: string
  readonly account: string
  readonly now: () => number
}): KeyStore {
  const file = options.dir && join(privateFolder(options.dir), 'keys.json')
  const keys = new Map<string, StoredKey>(
    file && existsSync(file)
      ? (JSON.parse(readFileSync(file, 'utf8')) as StoredKey[]).map((key) => [key.id, key])
      : [],
  )

  function save(): void {
    if (file) writeDurablySync(file, JSON.stringify([...keys.values()], null, 1))
  }

  function find(keyId: string): StoredKey {
    const key = keys.get(keyId.replace(/^arn:aws:kms:[^:]*:\d*:key\//, ''))
    if (key) destroyIfDue(key)
    if (key?.material) return key
    throw new ServiceFailure('NotFoundException', `Key '${keyId}' does not exist`)
  }

  /** What AWS does at the end of the waiting period; nothing brings the material back. */
  function destroyIfDue(key: StoredKey): void {
    if (!key.material || key.state !== 'PendingDeletion') return
    if (options.now() < (key.deleteAt ?? Number.POSITIVE_INFINITY)) return
    key.material = ''
    save()
  }

  return {
    find,
    save,

    create(logicalName, properties) {
      const spec = specOf(properties)
      const id = idFrom([options.account, options.region, logicalName], properties)
      const { KeyPolicy: policy, Description: description = '' } = properties
      const known = keys.get(id)
      if (known) {
        if (known.spec !== spec) throw new Error(`Key ${logicalName} was made as ${known.spec}`)
        Object.assign(known, { policy, description })
        save()
        return known
      }
      const key: StoredKey = {
        id,
        arn: `arn:aws:kms:${options.region}:${options.account}:key/${id}`,
        spec,
        usage: spec === 'SYMMETRIC_DEFAULT' ? 'ENCRYPT_DECRYPT' : 'SIGN_VERIFY',
        multiRegion: properties.MultiRegion ?? false,
        createdAt: options.now(),
        description,
        policy,
        state: 'Enabled',
        material: newMaterial(spec),
      }
      keys.set(id, key)
      save()
      return key
    },

    usable(keyId, usage) {
      const key = find(keyId)
      if (key.state === 'Disabled') {
        throw new ServiceFailure('DisabledException', `${key.arn} is disabled.`)
      }
      if (key.state === 'PendingDeletion') {
        const message = `${key.arn} is pending deletion.`
        throw new ServiceFailure('KMSInvalidStateException', message)
      }
      if (key.usage !== usage) {
        const message = `${key.arn} key usage is ${key.usage} which is not valid for this call.`
        throw new ServiceFailure('InvalidKeyUsageException', message)
      }
      return key
    },
  }
}

/** Shaped as KMS's ids are, `mrk-` for multi-Region keys, and always the same for a name. */
function idFrom(parts: readonly string[], { MultiRegion }: KeyProperties): string {
  const hex = createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32)
  if (MultiRegion) return `mrk-${hex}`
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

const pairMakers: Readonly<Record<Exclude<KeySpec, 'SYMMETRIC_DEFAULT'>, () => KeyObject>> = {
  RSA_2048: () => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
  RSA_3072: () => generateKeyPairSync('rsa', { modulusLength: 3072 }).privateKey,
  RSA_4096: () => generateKeyPairSync('rsa', { modulusLength: 4096 }).privateKey,
  ECC_NIST_P256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
  ECC_NIST_P384: () => generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey,
  ECC_NIST_EDWARDS25519: () => generateKeyPairSync('ed25519').privateKey,
}

function specOf({ KeySpec = 'SYMMETRIC_DEFAULT', KeyUsage }: KeyProperties): KeySpec {
  if (KeySpec === 'SYMMETRIC_DEFAULT') {
    if (KeyUsage && KeyUsage !== 'ENCRYPT_DECRYPT') throw unknownKind(KeySpec, KeyUsage)
    return KeySpec
  }
  if (KeyUsage !== 'SIGN_VERIFY' || !isPairSpec(KeySpec)) throw unknownKind(KeySpec, KeyUsage)
  return KeySpec
}

const isPairSpec = (spec: string): spec is keyof typeof pairMakers =>
  Object.hasOwn(pairMakers, spec)

const unknownKind = (spec: string, usage: string | undefined) =>
  new Error(`A KMS key of ${spec} for ${usage} is not among those the stand-in has`)

function newMaterial(spec: KeySpec): string {
  if (spec === 'SYMMETRIC_DEFAULT') return randomBytes(32).toString('base64')
  return pairMakers[spec]().export({ type: 'pkcs8', format: 'pem' }).toString()
}
