import type { Caller } from '../../shared/access/caller.ts'
import { clientKeyId, type KeyRing } from '../../shared/aws/key-ring.ts'
import type { RequestMark } from '../../shared/aws/stored-note.ts'
import { derivedId, type Id } from '../../shared/id.ts'
import { Refused } from '../../shared/refused.ts'

/**
 * How a request will be known again: by its member and Idempotency-Key, and by what it asked for. The
 * version it was made from is no part of that: whoever asks again may have read a newer one.
 *
 * @throws KeyGone where there is no such client
 */
export async function requestMark(
  keys: KeyRing,
  { member }: Caller,
  clientId: Id,
  idempotencyKey: string | undefined,
  asked: unknown,
): Promise<RequestMark | undefined> {
  if (idempotencyKey === undefined) return undefined
  return {
    requestKey: derivedId('request', member.memberId, idempotencyKey),
    requestPrint: await keys.fingerprint(clientKeyId(clientId), asked),
  }
}

/**
 * Whether what stands was made by this very request.
 *
 * @throws Refused `idempotency_key_reused` where it was made under its key, but asked otherwise
 */
export function isRepeated(
  standing: RequestMark | undefined,
  mark: RequestMark | undefined,
): boolean {
  if (!mark || standing?.requestKey !== mark.requestKey) return false
  if (standing.requestPrint !== mark.requestPrint) throw new Refused('idempotency_key_reused')
  return true
}
