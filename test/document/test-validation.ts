import { randomBytes } from 'node:crypto'
import { readCertificates } from '../../shared/document/certificate.ts'
import { readRevocationList } from '../../shared/document/revocation-list.ts'
import { readTimeStampResponse, timeStampRequest } from '../../shared/document/time-stamp.ts'
import type { ValidationData } from '../../shared/document/validation-data.ts'
import { type Misbehaviour, newTestAuthority } from './test-authority.ts'
import { LISTS, newTestChain } from './test-chain.ts'
import { issueList, type WantedList } from './test-list.ts'

export const TIME_LIST = 'http://time.example/root.crl'

/** A chain and an authority whose issuers publish lists, and the lists, by where they lie. */
export async function newTestRevocation() {
  const chain = await newTestChain({ lists: true })
  const authority = await newTestAuthority(undefined, { list: TIME_LIST })
  const by = { root: chain.keys.root, intermediate: chain.keys.intermediate, time: authority.root }
  const listOf = {
    root: (change?: Partial<WantedList>) => issueList({ issuer: 'Root', by: by.root, ...change }),
    intermediate: (change?: Partial<WantedList>) =>
      issueList({ issuer: 'Documents CA', by: by.intermediate, ...change }),
    time: (change?: Partial<WantedList>) =>
      issueList({ issuer: 'Time Root', by: by.time, ...change }),
  }
  const lists = new Map([
    [LISTS.root as string, await listOf.root()],
    [LISTS.intermediate, await listOf.intermediate()],
    [TIME_LIST, await listOf.time()],
  ])
  const stampTime = async (signature: Uint8Array, wrong?: Misbehaviour) => {
    const nonce = randomBytes(16)
    const response = await authority.answer(await timeStampRequest(signature, nonce), wrong)
    return readTimeStampResponse(response, signature, nonce)
  }
  const data: ValidationData = {
    certificates: await readCertificates(chain.certificate + authority.rootPem),
    lists: [...lists.values()].map(readRevocationList),
  }
  return { chain, authority, listOf, lists, data, stampTime }
}
