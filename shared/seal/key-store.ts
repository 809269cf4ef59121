import { createSecretKey, randomUUID } from 'node:crypto'
import { type BranchKey, isVersion, KEY_LENGTH } from './branch-key.ts'
import { type Context, InvalidContext } from './context.ts'
import { check } from './not-opened.ts'

/**
 * One item of a branch key store, as AWS's own libraries write and read it. In DynamoDB `enc` is
 * binary, `hierarchy-version` a number and all else text. An attribute beyond these, added later,
 * makes the key unreadable: the KMS context is made of all of them.
 */
export interface BranchKeyItem {
  readonly 'branch-key-id': string
  /** `branch:version:<uuid>`, or `branch:ACTIVE`. */
  readonly type: string
  /** Of an active item: the `type` of the version that it is a copy of. */
  readonly version?: string
  /** The branch key, wrapped by KMS. */
  readonly enc: Uint8Array
  readonly 'kms-arn': string
  readonly 'create-time': string
  readonly 'hierarchy-version': number
  readonly [custom: `aws-crypto-ec:${string}`]: string
}

/** What a branch key needs of the one KMS key that wraps it. `generateDataKey` asks for 32 bytes. */
export interface WrappingKms {
  readonly arn: string
  generateDataKey(context: Context): Promise<{ plaintext: Uint8Array; ciphertext: Uint8Array }>
  decrypt(ciphertext: Uint8Array, context: Context): Promise<Uint8Array>
}

export interface ReWrappingKms {
  reEncrypt(ciphertext: Uint8Array, from: Context, to: Context): Promise<Uint8Array>
}

type BareItem = Omit<BranchKeyItem, 'enc'>

const ACTIVE = 'branch:ACTIVE'
const VERSION = 'branch:version:'

/** Sort key of the item that holds one version of a branch key. */
export const typeOfVersion = (version: string): string => VERSION + version

export class KeyStore {
  readonly #name: string
  readonly #kms: WrappingKms

  /** The logical name goes into every KMS context as `tablename`, though not into the items. */
  constructor(name: string, kms: WrappingKms) {
    this.#name = name
    this.#kms = kms
  }

  /**
   * A new branch key, or a new version of one, by one call to KMS. Its messages open by this item
   * alone. Not stored yet.
   *
   * @param custom opaque ids, without their prefix `aws-crypto-ec:`
   */
  async create(
    id: string,
    custom: Context,
  ): Promise<{ item: BranchKeyItem; branchKey: BranchKey }> {
    const bare: BareItem = {
      'branch-key-id': id,
      type: typeOfVersion(randomUUID()),
      'kms-arn': this.#kms.arn,
      'create-time': new Date().toISOString().replace('Z', '000Z'),
      'hierarchy-version': 1,
      ...Object.fromEntries(Object.entries(custom).map(([k, v]) => [`aws-crypto-ec:${k}`, v])),
    }
    const { plaintext, ciphertext } = await this.#kms.generateDataKey(this.#context(bare))
    return { item: { ...bare, enc: ciphertext }, branchKey: branchKeyOf(bare, plaintext) }
  }

  /** The second item that AWS's libraries want before they seal under a key. Not stored yet. */
  async activate(item: BranchKeyItem, kms: ReWrappingKms): Promise<BranchKeyItem> {
    const { enc, ...bare } = item
    const active = { ...bare, type: ACTIVE, version: bare.type }
    return { ...active, enc: await kms.reEncrypt(enc, this.#context(bare), this.#context(active)) }
  }

  /** By one call to KMS, whose refusal passes through. @throws NotOpened */
  async read({ enc, ...bare }: BranchKeyItem): Promise<BranchKey> {
    check(enc instanceof Uint8Array, 'malformed_key_item')
    check(bare['hierarchy-version'] === 1, 'unknown_hierarchy_version')
    check(bare['kms-arn'] === this.#kms.arn, 'wrapped_by_another_kms_key')
    return branchKeyOf(bare, await this.#kms.decrypt(enc, this.#context(bare)))
  }

  #context(bare: BareItem): Context {
    const pairs = Object.entries(bare).map(([key, value]) => {
      const text = String(value)
      if (!key.isWellFormed() || !text.isWellFormed()) throw new InvalidContext('not well-formed')
      return [key, text]
    })
    return Object.fromEntries([...pairs, ['tablename', this.#name]])
  }
}

/** Takes the key's bytes over: they are zeroed once the key object holds them. */
function branchKeyOf(item: BareItem, plaintext: Uint8Array): BranchKey {
  const type = (item.type === ACTIVE ? item.version : item.type) ?? ''
  const version = type.slice(VERSION.length)
  check(type.startsWith(VERSION) && isVersion(version), 'malformed_key_item')
  check(plaintext.length === KEY_LENGTH, 'malformed_key_item')
  const key = createSecretKey(plaintext)
  plaintext.fill(0)
  return { id: item['branch-key-id'], version, key }
}
