import type { IKey } from 'aws-cdk-lib/aws-kms'
import { type Right, statement } from './right.ts'

/** What a branch key is for: part of the context it is wrapped with. */
export type BranchKeyKind = 'client' | 'group' | 'directory' | 'process' | 'register'

export interface SealUse {
  readonly kinds: readonly BranchKeyKind[]
  /** Logical name of the key store, `tablename` in the context. */
  readonly store: string
}

/**
 * Everything that a branch key's context holds, and nothing else may be in it. These are the
 * attributes of its item but the wrapped key, and the store's name: shared/seal writes them.
 */
export const sealContext = [
  'branch-key-id',
  'type',
  'create-time',
  'kms-arn',
  'hierarchy-version',
  'tablename',
  'aws-crypto-ec:kind',
  'aws-crypto-ec:practice',
] as const

const inContext = ({ kinds, store }: SealUse) => ({
  StringEquals: {
    'kms:EncryptionContext:aws-crypto-ec:kind': [...kinds],
    'kms:EncryptionContext:tablename': store,
  },
  Null: {
    'kms:EncryptionContext:branch-key-id': 'false',
    'kms:EncryptionContext:aws-crypto-ec:practice': 'false',
  },
  'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': [...sealContext] },
})

/** A new branch key, wrapped by the seal key. */
export const makeKey = (seal: IKey, use: SealUse): Right => ({
  statements: [statement('MakeKey', ['kms:GenerateDataKey'], [seal.keyArn], inContext(use))],
})

/** Unwraps a branch key: whoever may do this, and has its item, opens what is sealed under it. */
export const openKey = (seal: IKey, use: SealUse): Right => ({
  statements: [statement('OpenKey', ['kms:Decrypt'], [seal.keyArn], inContext(use))],
})

export const signDigest = (
  key: IKey,
  algorithm: 'ECDSA_SHA_256' | 'RSASSA_PKCS1_V1_5_SHA_256',
): Right => ({
  statements: [
    statement('SignDigest', ['kms:Sign'], [key.keyArn], {
      StringEquals: { 'kms:SigningAlgorithm': algorithm, 'kms:MessageType': 'DIGEST' },
    }),
  ],
})

export const readPublicKeys = (...keys: readonly IKey[]): Right => ({
  statements: [
    statement(
      'ReadPublicKeys',
      ['kms:GetPublicKey'],
      keys.map(({ keyArn }) => keyArn),
    ),
  ],
})
