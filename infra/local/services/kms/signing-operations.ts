import { z } from 'zod'
import type { Operation } from '../http/json-protocol.ts'
import { ServiceFailure } from '../http/service-failure.ts'
import type { KeyStore } from './key-store.ts'
import { Bytes, base64, KeyId, OneKeyInput, type Permit } from './kms-request.ts'
import { algorithmsOf, publicKeyDer, sign, verify } from './signing.ts'

const SignInput = z.object({
  KeyId,
  Message: Bytes,
  MessageType: z.enum(['RAW', 'DIGEST']).default('RAW'),
  SigningAlgorithm: z.string(),
})

const VerifyInput = SignInput.extend({ Signature: Bytes })

export function signingOperations(
  store: KeyStore,
  permitted: Permit,
): Readonly<Record<string, Operation>> {
  const signingContext = ({ MessageType, SigningAlgorithm }: z.infer<typeof SignInput>) => ({
    'kms:MessageType': MessageType,
    'kms:SigningAlgorithm': SigningAlgorithm,
  })

  return {
    Sign(raw, caller) {
      const input = SignInput.parse(raw)
      const key = store.find(input.KeyId)
      permitted(caller, 'Sign', key, signingContext(input))
      store.usable(key.id, 'SIGN_VERIFY')
      const { SigningAlgorithm } = input
      return { KeyId: key.arn, Signature: base64(sign(key, input)), SigningAlgorithm }
    },

    Verify(raw, caller) {
      const input = VerifyInput.parse(raw)
      const key = store.find(input.KeyId)
      permitted(caller, 'Verify', key, signingContext(input))
      store.usable(key.id, 'SIGN_VERIFY')
      if (!verify(key, input, input.Signature)) {
        throw new ServiceFailure('KMSInvalidSignatureException', '')
      }
      const { SigningAlgorithm } = input
      return { KeyId: key.arn, SignatureValid: true, SigningAlgorithm }
    },

    GetPublicKey(raw, caller) {
      const key = store.find(OneKeyInput.parse(raw).KeyId)
      permitted(caller, 'GetPublicKey', key, {})
      store.usable(key.id, 'SIGN_VERIFY')
      return {
        KeyId: key.arn,
        PublicKey: base64(publicKeyDer(key)),
        KeySpec: key.spec,
        CustomerMasterKeySpec: key.spec,
        KeyUsage: key.usage,
        SigningAlgorithms: algorithmsOf(key.spec),
      }
    },
  }
}
