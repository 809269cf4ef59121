import { createHash } from 'node:crypto'
import type { Clock } from '../clock.ts'
import { derivedId, type Id } from '../id.ts'
import { canonical } from '../ledger/canonical.ts'
import type { Member } from '../member/member.ts'
import type { Founding } from '../practice/founding.ts'
import type { Settings } from '../practice/settings.ts'
import { Refused } from '../refused.ts'
import { directoryKeyId, type KeyRing } from './key-ring.ts'
import type { LedgerTable } from './ledger-table.ts'
import { cardWrites } from './member-cards.ts'
import { foundingRecorded, practiceChain } from './practice-events.ts'
import { memberKey, settingsKey } from './practice-reader.ts'
import { practiceEntry } from './practices.ts'
import type { Table } from './table.ts'
import type { Write } from './transact.ts'
import { rosterKey } from './whole-roster.ts'

export interface FoundingTables {
  readonly records: Table
  /** What `process-notes-api` reads of members. */
  readonly copies: Table
  readonly ledger: LedgerTable
  readonly keys: KeyRing
}

/**
 * Founds a practice in one transaction: settings, first admin with card and copy, roster, the key
 * that seals the directory's names, its entry among the practices, the first events of its ledger.
 * The ids derive from the first admin's account, so the same founding again changes nothing and
 * answers the same.
 *
 * @throws Refused `practice_exists` when this account founded another, `account_in_use`
 */
export async function foundPractice(
  { records, copies, ledger, keys }: FoundingTables,
  founding: Founding,
  now: Clock,
): Promise<{ practiceId: Id; memberId: Id }> {
  const { issuer, ...admin } = founding.admin
  const practiceId = derivedId('practice', issuer, admin.subject)
  const member: Member = {
    ...admin,
    memberId: derivedId('member', practiceId, admin.subject),
    state: 'active',
    version: 1,
  }
  const settings: Settings = { ...founding.practice, practiceId, version: 1 }
  const { event, nonce } = foundingRecorded(
    { practiceId, actorId: member.memberId, at: now() },
    settings,
    member,
  )
  const directoryKey = await keys.create(directoryKeyId(practiceId), 'directory', practiceId)
  const version = 1

  await ledger.commit([{ chain: practiceChain(practiceId), head: undefined, event }], () => [
    rosterWrite(records, practiceId, founding),
    { write: records.putNew({ ...settingsKey(practiceId), settings, version, nonce }) },
    {
      write: records.putNew({ ...memberKey(practiceId, member.memberId), member, version, nonce }),
    },
    ...cardWrites(records, copies, { practiceId, issuer, before: [], after: [member] }),
    { write: records.put(practiceEntry(practiceId)) },
    directoryKey.write,
  ])
  return { practiceId, memberId: member.memberId }
}

/** The first of the writes: it knows how the practice was founded, however much changed since. */
function rosterWrite(records: Table, practiceId: Id, founding: Founding): Write {
  const asked = createHash('sha256').update(canonical(founding)).digest('base64url')
  return {
    write: records.putNew({
      ...rosterKey(practiceId),
      version: 1,
      issuer: founding.admin.issuer,
      founding: asked,
    }),
    otherwise: (standing) => {
      if (standing?.['founding'] === asked) return 'done'
      throw new Refused('practice_exists', [practiceId])
    },
  }
}
