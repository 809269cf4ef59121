import { exportJWK, generateKeyPair, type JWK } from 'jose'
import { readJson, writeJson } from '../state/json-file.ts'

/** The key that signs tokens, made once: tokens stay good across restarts. */
export async function signingKey(file: string): Promise<JWK> {
  const kept = readJson(file)
  if (isKey(kept)) return kept
  const { privateKey } = await generateKeyPair('RS256', { modulusLength: 2048, extractable: true })
  const made = { ...(await exportJWK(privateKey)), alg: 'RS256', use: 'sig', kid: 'local-1' }
  writeJson(file, made)
  return made
}

function isKey(value: unknown): value is JWK {
  return typeof value === 'object' && value !== null && 'kty' in value && 'd' in value
}
