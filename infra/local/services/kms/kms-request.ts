import { z } from 'zod'
import type { Authority } from '../iam/authority.ts'
import type { Principal, RequestContext } from '../service.ts'
import type { StoredKey } from './key-store.ts'

export interface KmsOptions {
  /** Folder of the key material; in memory when absent. */
  readonly dir: string | undefined
  readonly region: string
  readonly account: string
  readonly now: () => number
  readonly authority: Authority
}

/** @throws AccessDenied */
export type Permit = (
  caller: Principal,
  action: string,
  key: StoredKey,
  context: RequestContext,
) => void

export function permitBy({ authority, account }: KmsOptions): Permit {
  return (caller, action, key, context) =>
    authority.authorize(caller, {
      action: `kms:${action}`,
      resource: key.arn,
      context: { 'kms:CallerAccount': account, ...context },
      resourcePolicy: key.policy,
    })
}

export const Bytes = z.base64().transform((text) => Buffer.from(text, 'base64'))

export const KeyId = z.string().min(1)

export const OneKeyInput = z.object({ KeyId })

export const base64 = (bytes: Buffer) => bytes.toString('base64')
