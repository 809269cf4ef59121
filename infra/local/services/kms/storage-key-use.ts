import type { Authority } from '../iam/authority.ts'
import type { PolicyDocument } from '../iam/policy.ts'
import type { Principal } from '../service.ts'

export interface StorageKeyUse {
  readonly service: 'dynamodb' | 's3' | 'sqs'
  readonly actions: readonly ('kms:Decrypt' | 'kms:GenerateDataKey')[]
  readonly encryptionContext: Readonly<Record<string, string>>
}

/**
 * Checks that a caller may use the customer's key that encrypts a table or a bucket, through the
 * service that asks in its name, as AWS does on each access.
 *
 * @param keyId an id or an ARN
 * @throws AccessDenied, ServiceFailure where the key is disabled or on its way out
 */
export type UseStorageKey = (caller: Principal, keyId: string, use: StorageKeyUse) => void

export function storageKeyUse(options: {
  readonly authority: Authority
  readonly region: string
  readonly usableKey: (keyId: string) => { readonly arn: string; readonly policy: PolicyDocument }
}): UseStorageKey {
  return (caller, keyId, { service, actions, encryptionContext }) => {
    const context = {
      ...encryptionContextKeys(encryptionContext),
      'kms:ViaService': `${service}.${options.region}.amazonaws.com`,
      'aws:ViaAWSService': 'true',
    }
    const { arn: resource, policy: resourcePolicy } = options.usableKey(keyId)
    for (const action of actions) {
      options.authority.authorize(caller, { action, resource, context, resourcePolicy })
    }
  }
}

/** An encryption context as IAM's conditions see it. */
export function encryptionContextKeys(
  context: Readonly<Record<string, string>>,
): Record<string, string | string[]> {
  const names = Object.keys(context)
  const values = names.map((name) => [`kms:EncryptionContext:${name}`, context[name] ?? ''])
  if (names.length === 0) return {}
  return { ...Object.fromEntries(values), 'kms:EncryptionContextKeys': names }
}
