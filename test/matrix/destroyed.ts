import type { Item } from '../../shared/aws/item.ts'
import type { Event } from '../../shared/ledger/event.ts'

/** What else is stored, as plain items. */
export interface Rest {
  readonly keys: readonly Item[]
  readonly processKeys: readonly Item[]
  readonly process: readonly Item[]
  readonly directory: readonly Item[]
  readonly copies: readonly Item[]
  readonly records: readonly Item[]
  readonly objects: ReadonlySet<string>
}

/**
 * What must be true of a client whose keys are destroyed; and once it is said that all is gone, that
 * all is.
 *
 * @param items of the client's partition
 */
export function destroyedBroken(
  tombstone: Item,
  items: readonly Item[],
  { client, practice, head }: Chains,
  rest: Rest,
): string[] {
  const broken: string[] = []
  const hold = (what: string, is: boolean) => {
    if (!is) broken.push(`destroyed: ${what}`)
  }
  const { clientId, practiceId } = tombstone as { clientId: string; practiceId: string }
  const ofClient = ({ pk, sk }: Item) => `${pk}#${sk}`.includes(clientId)
  const disposal = items.find(({ sk }) => sk === 'DISP')
  const state = disposal?.['state']

  hold('no key', !rest.keys.some((key) => key['branch-key-id'] === `C#${clientId}`))
  hold('no name in the directory', !rest.directory.some(({ sk }) => sk === clientId))
  hold('no care team', !rest.copies.some(ofClient))
  hold(
    'the register says what became of it',
    rest.records.some(({ pk, sk }) => pk === `P#${practiceId}#REGISTER` && sk === clientId),
  )
  hold(
    'the chain ends with it',
    client.at(-1)?.type === 'client_destroyed' && head?.['ended'] === true,
  )
  const told = practice.filter(
    ({ type, about }) => type === 'record_destroyed' && about['clientId'] === clientId,
  )
  hold('told once in the practice’s chain', told.length === 1)
  hold('a disposal that goes on', ['destroying', 'destroyed', 'lapsed'].includes(String(state)))
  if (state === 'destroying') return broken

  const left = items.filter(({ sk }) => sk !== 'CLIENT' && sk !== 'DISP')
  hold('nothing of the record is left', left.length === 0)
  hold('no process note is left', !rest.process.some(ofClient))
  hold(
    'no key of process notes is left',
    !rest.processKeys.some((key) => String(key['branch-key-id']).includes(clientId)),
  )
  hold(
    'off every group’s roster',
    !rest.records.some(
      (item) =>
        /#G#/.test(String(item['pk'])) && JSON.stringify(item['roster'] ?? '').includes(clientId),
    ),
  )
  const folder = `documents/${clientId}/`
  hold('no object is left', ![...rest.objects].some((key) => key.startsWith(folder)))
  hold('a tombstone lies outside', rest.objects.has(`tombstones/${practiceId}/${clientId}.json`))
  const certificates = rest.records.filter(
    ({ pk, sk }) => pk === `P#${practiceId}#CERTIFICATES` && String(sk).startsWith(clientId),
  )
  hold('a certificate for each end', certificates.length === (state === 'lapsed' ? 2 : 1))
  return broken
}

export interface Chains {
  readonly client: readonly Event[]
  readonly practice: readonly Event[]
  /** Of the client's chain. */
  readonly head: Item | undefined
}
