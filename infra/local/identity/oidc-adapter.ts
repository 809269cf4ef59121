import type { Adapter, AdapterPayload } from 'oidc-provider'
import type { Journal } from '../state/journal.ts'

export interface Stored {
  readonly payload: AdapterPayload
  /** Seconds since 1970; absent on what lasts. */
  readonly expiresAt?: number
}

const nowSeconds = () => Math.floor(Date.now() / 1000)

/** Keeps sessions, grants, codes and refresh tokens in a journal, so that they outlive the process. */
export function oidcAdapter(kept: Journal<Stored>): (model: string) => Adapter {
  for (const [key, { expiresAt }] of [...kept.entries()])
    if (expiresAt !== undefined && expiresAt <= nowSeconds()) kept.delete(key)

  const live = (key: string): AdapterPayload | undefined => {
    const found = kept.get(key)
    const expired = found?.expiresAt !== undefined && found.expiresAt <= nowSeconds()
    return expired ? undefined : found?.payload
  }
  const findBy = (model: string, test: (payload: AdapterPayload) => boolean) => {
    for (const [key] of kept.entries()) {
      const payload = key.startsWith(`${model}:`) ? live(key) : undefined
      if (payload && test(payload)) return payload
    }
    return undefined
  }
  return (model) => {
    const keyOf = (id: string) => `${model}:${id}`
    return {
      upsert: async (id, payload, expiresIn) => {
        kept.set(keyOf(id), { payload, ...(expiresIn && { expiresAt: nowSeconds() + expiresIn }) })
      },
      find: async (id) => live(keyOf(id)),
      findByUid: async (uid) => findBy(model, (payload) => payload.uid === uid),
      findByUserCode: async (code) => findBy(model, (payload) => payload.userCode === code),
      consume: async (id) => {
        const found = kept.get(keyOf(id))
        if (!found) return
        kept.set(keyOf(id), { ...found, payload: { ...found.payload, consumed: nowSeconds() } })
      },
      destroy: async (id) => kept.delete(keyOf(id)),
      revokeByGrantId: async (grantId) => {
        for (const [key, { payload }] of [...kept.entries()])
          if (payload.grantId === grantId) kept.delete(key)
      },
    }
  }
}
