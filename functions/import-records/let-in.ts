import { accessesOf } from '../../shared/aws/custody-items.ts'
import { earlierKeysItem } from '../../shared/aws/earlier-keys.ts'
import { cardWrites } from '../../shared/aws/member-cards.ts'
import { membersOf } from '../../shared/aws/member-reader.ts'
import { memberRecorded, practiceChain } from '../../shared/aws/practice-events.ts'
import { memberKey } from '../../shared/aws/practice-reader.ts'
import { practiceEntry } from '../../shared/aws/practices.ts'
import { rosterKey } from '../../shared/aws/whole-roster.ts'
import type { ExportManifest } from '../../shared/export/export-manifest.ts'
import type { PracticeRecords } from '../../shared/export/practice-records.ts'
import type { Id } from '../../shared/id.ts'
import type { Member } from '../../shared/member/member.ts'
import type { ImportOrder } from '../../shared/practice/import-order.ts'
import type { ImportContext } from './context.ts'

/** Two items each, beside the chain's head. */
const MEMBERS_AT_ONCE = 20

/** Who the order lets in first; undefined where there is no such member, or several. */
export function firstAdmin(
  { members }: PracticeRecords,
  { memberId }: ImportOrder['admin'],
): Member | undefined {
  const admins = members
    .map(({ value }) => value.member)
    .filter(({ state, roles }) => state === 'active' && roles.includes('admin'))
  const named = admins.filter((each) => memberId === undefined || each.memberId === memberId)
  return named.length === 1 ? named[0] : undefined
}

/**
 * The end of an import. Accounts are another issuer's now: every member loses theirs, the first admin
 * gets a new one, and the chain tells of each. Then one transaction opens the practice; before it no
 * call finds a member here, after it nothing is left to be done.
 */
export async function letIn(
  context: ImportContext,
  { manifest, sha256 }: { readonly manifest: ExportManifest; readonly sha256: string },
  { admin: { issuer, subject }, first }: Pick<ImportOrder, 'admin'> & { readonly first: Member },
): Promise<void> {
  const { records, copies, ledger, now } = context
  const { practiceId, keys, exportedAt } = manifest
  const chain = practiceChain(practiceId)
  await changeAccounts(context, practiceId, first, subject)

  const members = await membersOf(records, practiceId)
  const accesses = await accessesOf(records, practiceId)
  const at = now()
  const event = {
    chain,
    type: 'practice_imported' as const,
    actorId: first.memberId,
    at,
    about: { manifest: sha256, exportedAt },
  }
  await ledger.commit([{ chain, head: await ledger.head(chain), event }], () => [
    context.runs.finish(),
    { write: records.putNew({ ...rosterKey(practiceId), version: 1, issuer }) },
    { write: records.putNew(earlierKeysItem(practiceId, keys)) },
    { write: records.put(practiceEntry(practiceId)) },
    ...cardWrites(records, copies, {
      practiceId,
      issuer,
      before: [],
      after: members,
      custody: { before: [], after: accesses, at },
    }),
  ])
}

/** @param subject of the first admin; everybody else has none until they are invited */
async function changeAccounts(
  { records, ledger, now }: ImportContext,
  practiceId: Id,
  first: Member,
  subject: string,
): Promise<void> {
  const chain = practiceChain(practiceId)
  const accountOf = ({ memberId }: Member) => (memberId === first.memberId ? subject : undefined)
  const stored = await membersOf(records, practiceId)
  const left = stored.filter((member) => member.subject !== accountOf(member))
  for (let from = 0; from < left.length; from += MEMBERS_AT_ONCE) {
    const steps = left.slice(from, from + MEMBERS_AT_ONCE).map((before) => {
      const { subject: _elsewhere, ...known } = before
      const own = accountOf(before)
      const version = before.version + 1
      const after: Member = { ...known, ...(own !== undefined && { subject: own }), version }
      const deed = { practiceId, actorId: first.memberId, at: now() }
      const { event, nonce } = memberRecorded(deed, 'member_changed', after)
      const item = { ...memberKey(practiceId, after.memberId), member: after, version, nonce }
      return { event, write: records.replace(item, before.version) }
    })
    const head = await ledger.head(chain)
    await ledger.commit(
      steps.map(({ event }) => ({ chain, head, event })),
      () => steps.map(({ write }) => ({ write })),
    )
  }
}
