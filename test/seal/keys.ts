import { createSecretKey, randomBytes, randomUUID } from 'node:crypto'
import type { BranchKey } from '../../shared/seal/branch-key.ts'

export function newBranchKey(id = 'P#practice#C#client'): BranchKey {
  return { id, version: randomUUID(), key: createSecretKey(randomBytes(32)) }
}

/** The reason of whatever a deed throws; `opened` if it throws nothing. */
export function reasonOf(deed: () => unknown): string {
  try {
    deed()
    return 'opened'
  } catch (error) {
    if (error instanceof Error && 'reason' in error) return String(error.reason)
    throw error
  }
}
