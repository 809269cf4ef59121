import { type ClientThingId, type Id, partsOf } from '../id.ts'
import { clientPartition } from './client-table.ts'
import type { Key } from './item.ts'

export const LINK_PREFIX = 'LINK#'

/** A link as the practice sees it, among the client's. */
export const linkKey = (practiceId: Id, linkId: ClientThingId): Key => {
  const { clientId, own } = partsOf(linkId)
  return { pk: clientPartition(practiceId, clientId), sk: LINK_PREFIX + own }
}

/** Its door: found by the hash of a token, without knowing whose record it leads to. */
export const doorKey = (hash: string): Key => ({ pk: LINK_PREFIX + hash, sk: 'LINK' })
