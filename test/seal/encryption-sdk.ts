import { randomBytes } from 'node:crypto'
import {
  AlgorithmSuiteIdentifier,
  BranchKeyStoreNode,
  buildClient,
  CommitmentPolicy,
  KmsHierarchicalKeyRingNode,
  KmsKeyringNode,
} from '@aws-crypto/client-node'
import { type AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { KMSClient } from '@aws-sdk/client-kms'
import type { Context } from '../../shared/seal/context.ts'
import type { BranchKeyItem } from '../../shared/seal/key-store.ts'
import { KEY_ARN, type WrappingKmsInMemory } from './wrapping-kms.ts'

/**
 * AWS's own library over the same keys: the oracle. Run one request after another: on a cold cache
 * concurrent ones may seal under a key of zeros, a fault of the library.
 */
export const sdk = buildClient(CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT)
export const SDK_SUITE = AlgorithmSuiteIdentifier.ALG_AES256_GCM_IV12_TAG16_HKDF_SHA512_COMMIT_KEY

export const STORE_NAME = 'noteseal-keys'

interface Command {
  readonly constructor: { readonly name: string }
  readonly input: {
    readonly CiphertextBlob?: Uint8Array
    readonly EncryptionContext?: Context
    readonly SourceEncryptionContext?: Context
    readonly DestinationEncryptionContext?: Context
    readonly Key?: Record<string, AttributeValue>
    readonly TransactItems?: readonly { readonly Put: { Item: Record<string, AttributeValue> } }[]
  }
}

const client = { region: 'eu-west-1', credentials: { accessKeyId: 'x', secretAccessKey: 'y' } }

/** A real client of KMS whose calls end in memory. */
function kmsClient(kms: WrappingKmsInMemory): KMSClient {
  return Object.assign(new KMSClient(client), {
    send: async ({ constructor: { name }, input }: Command) => {
      const { CiphertextBlob = new Uint8Array(), EncryptionContext: context = {} } = input
      switch (name) {
        case 'GenerateDataKeyWithoutPlaintextCommand':
          return { CiphertextBlob: kms.wrap(randomBytes(32), context) }
        case 'ReEncryptCommand': {
          const { SourceEncryptionContext: from = {}, DestinationEncryptionContext: to = {} } =
            input
          return { CiphertextBlob: await kms.reEncrypt(CiphertextBlob, from, to) }
        }
        case 'DecryptCommand':
          return { Plaintext: await kms.decrypt(CiphertextBlob, context), KeyId: KEY_ARN }
        default:
          throw new Error(`unexpected ${name}`)
      }
    },
  })
}

/** A table of branch keys, as DynamoDB would hold it. */
export class KeyTable {
  readonly #items = new Map<string, Record<string, AttributeValue>>()

  readonly client = Object.assign(new DynamoDBClient(client), {
    send: async ({ constructor: { name }, input }: Command) => {
      if (name === 'GetItemCommand') return { Item: this.#items.get(nameOf(input.Key ?? {})) }
      if (name !== 'TransactWriteItemsCommand') throw new Error(`unexpected ${name}`)
      for (const { Put } of input.TransactItems ?? []) this.#items.set(nameOf(Put.Item), Put.Item)
      return {}
    },
  })

  put(item: BranchKeyItem): void {
    const attributes = toAttributes(item)
    this.#items.set(nameOf(attributes), attributes)
  }

  get(id: string, type: string): BranchKeyItem | undefined {
    const attributes = this.#items.get(nameOf({ 'branch-key-id': { S: id }, type: { S: type } }))
    return attributes && fromAttributes(attributes)
  }

  delete(item: BranchKeyItem): void {
    this.#items.delete(nameOf(toAttributes(item)))
  }
}

export function sdkKeyStore(kms: WrappingKmsInMemory, table: KeyTable): BranchKeyStoreNode {
  return new BranchKeyStoreNode({
    logicalKeyStoreName: STORE_NAME,
    storage: { ddbTableName: 'any', ddbClient: table.client },
    keyManagement: { kmsClient: kmsClient(kms) },
    kmsConfiguration: { identifier: KEY_ARN },
  })
}

/** `utf8Sorting`, or contexts whose keys differ in case or punctuation are encoded otherwise. */
export function hierarchicalKeyring(branchKeyId: string, keyStore: BranchKeyStoreNode) {
  return new KmsHierarchicalKeyRingNode({
    branchKeyId,
    keyStore,
    cacheLimitTtl: 3600,
    utf8Sorting: true,
  })
}

/** What the library's own introduction uses: a call to KMS for each message, here in memory. */
export function kmsKeyring(kms: WrappingKmsInMemory): KmsKeyringNode {
  const client = {
    async generateDataKey({ EncryptionContext = {} }: { EncryptionContext?: Context }) {
      const Plaintext = new Uint8Array(randomBytes(32))
      return { Plaintext, CiphertextBlob: kms.wrap(Plaintext, EncryptionContext), KeyId: KEY_ARN }
    },
    async decrypt(request: { CiphertextBlob: Uint8Array; EncryptionContext?: Context }) {
      const { CiphertextBlob, EncryptionContext = {} } = request
      return { Plaintext: await kms.decrypt(CiphertextBlob, EncryptionContext), KeyId: KEY_ARN }
    },
    async encrypt(): Promise<never> {
      throw new Error('there is one KMS key, so nothing is wrapped a second time')
    },
  }
  return new KmsKeyringNode({ generatorKeyId: KEY_ARN, clientProvider: () => client })
}

function nameOf(attributes: Record<string, AttributeValue>): string {
  return JSON.stringify([attributes['branch-key-id']?.S, attributes['type']?.S])
}

function toAttributes(item: BranchKeyItem): Record<string, AttributeValue> {
  const { enc, 'hierarchy-version': version, ...texts } = item
  const pairs = Object.entries(texts).map(([key, text]) => [key, { S: text }])
  return { ...Object.fromEntries(pairs), enc: { B: enc }, 'hierarchy-version': { N: `${version}` } }
}

function fromAttributes(attributes: Record<string, AttributeValue>): BranchKeyItem {
  const pairs = Object.entries(attributes).map(([key, value]) => [
    key,
    value.N === undefined ? (value.B ?? value.S) : Number(value.N),
  ])
  return Object.fromEntries(pairs) as BranchKeyItem
}
