import type { Caller } from '../../shared/access/caller.ts'
import type { Action } from '../../shared/access/role-matrix.ts'
import { KeyGone } from '../../shared/aws/key-ring.ts'
import { reachClient } from '../../shared/aws/reach-client.ts'
import type { OpenedRelease } from '../../shared/aws/release-table.ts'
import type { Client } from '../../shared/client/client.ts'
import { type ClientThingId, partsOf } from '../../shared/id.ts'
import { Refused } from '../../shared/refused.ts'
import type { Ground } from '../../shared/release/basis.ts'
import type { ReleasesContext } from './context.ts'

/**
 * A release, for whoever may do with it what its ground allows them to. What is read besides is read
 * once it is known which that is.
 *
 * @throws Refused `release_not_found`, `not_allowed`
 */
export async function reachRelease<T extends readonly unknown[]>(
  context: ReleasesContext,
  caller: Caller,
  releaseId: ClientThingId,
  actionOf: (ground: Ground) => Action,
  ...besides: { readonly [K in keyof T]: () => Promise<T[K]> }
): Promise<[OpenedRelease, Client, ...T]> {
  const { practiceId } = caller
  const { clientId } = partsOf(releaseId)
  const missing = new Refused('release_not_found', [releaseId])
  const found = await context.releases.find(practiceId, releaseId).catch((error: unknown) => {
    throw error instanceof KeyGone ? missing : error
  })
  if (!found) throw missing
  const action = actionOf(found.words.basis.ground)
  const [client, ...read] = await reachClient<T>(
    context,
    caller,
    { clientId, action, about: releaseId, missing: 'release_not_found' },
    ...(besides.map((reading) => reading()) as unknown as {
      readonly [K in keyof T]: Promise<T[K]>
    }),
  )
  return [found, client, ...(read as unknown as T)]
}
