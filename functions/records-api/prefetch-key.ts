import { clientKeyId, type KeyRing } from '../../shared/aws/key-ring.ts'
import { ClientThingId, Id, partsOf } from '../../shared/id.ts'

/** The key of the client that a path is about is fetched while the caller is still looked up. */
export function prefetchKey(
  keys: KeyRing,
  {
    clientId,
    noteId,
    sessionId,
    diagnosisId,
    measureId,
    planId,
    holdId,
    consentId,
  }: Readonly<Record<string, string | undefined>>,
): void {
  const thing = ClientThingId.safeParse(
    noteId ?? sessionId ?? diagnosisId ?? measureId ?? planId ?? holdId ?? consentId,
  )
  const client = thing.success ? partsOf(thing.data).clientId : clientId
  const id = Id.safeParse(client)
  if (id.success) keys.warm(clientKeyId(id.data))
}
