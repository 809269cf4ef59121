import { createPrivateKey, createPublicKey, createSecretKey, type KeyObject } from 'node:crypto'
import type { StoredKey } from './key-store.ts'

// Reading a key costs several times what using it does, so each is read once.
const secrets = new WeakMap<StoredKey, KeyObject>()
const privates = new WeakMap<StoredKey, KeyObject>()
const publics = new WeakMap<StoredKey, KeyObject>()

export function secretKeyOf(key: StoredKey): KeyObject {
  return readOnce(secrets, key, ({ material }) => createSecretKey(material, 'base64'))
}

export function privateKeyOf(key: StoredKey): KeyObject {
  return readOnce(privates, key, ({ material }) => createPrivateKey(material))
}

export function publicKeyOf(key: StoredKey): KeyObject {
  return readOnce(publics, key, ({ material }) => createPublicKey(material))
}

function readOnce(
  known: WeakMap<StoredKey, KeyObject>,
  key: StoredKey,
  read: (key: StoredKey) => KeyObject,
): KeyObject {
  const before = known.get(key)
  if (before) return before
  const made = read(key)
  known.set(key, made)
  return made
}
