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
  exported: PracticeRecords,
  { admin: { issuer, subject }, first }: Pick<ImportOrder, 'admin'> & { readonly first: Member },
): Promise<void> {
  const { records, copies, ledger, now } = context
  const { practiceId, keys, exportedAt } = manifest
  const chain = practiceChain(practiceId)
  const deed = { practiceId, actorId: first.memberId, at: now() }
  await changeAccounts(context, practiceId, exported, { first, subject })

  const members = await membersOf(records, practiceId)
  const event = {
    chain,
    type: 'practice_imported' as const,
    actorId: deed.actorId,
    at: deed.at,
    about: { manifest: sha256, exportedAt },
  }
  await ledger.commit([{ chain, head: await ledger.head(chain), event }], () => [
    context.runs.finish(),
    { write: records.putNew({ ...rosterKey(practiceId), version: 1, issuer }) },
    { write: records.putNew(earlierKeysItem(practiceId, keys)) },
    { write: records.put(practiceEntry(practiceId)) },
    ...cardWrites(records, copies, { practiceId, issuer, before: [], after: members }),
  ])
}

async function changeAccounts(
  { records, ledger, now }: ImportContext,
  practiceId: Id,
  { members }: PracticeRecords,
  { first, subject }: { readonly first: Member; readonly subject: string },
): Promise<void> {
  const chain = practiceChain(practiceId)
  const stored = await membersOf(records, practiceId)
  const versions = new Map(stored.map(({ memberId, version }) => [memberId, version]))
  const left = members
    .map(({ value }) => value.member)
    .filter(({ memberId, version }) => versions.get(memberId) === version)
    .filter((member) => member.subject !== undefined || member.memberId === first.memberId)
  for (let from = 0; from < left.length; from += MEMBERS_AT_ONCE) {
    const steps = left.slice(from, from + MEMBERS_AT_ONCE).map((before) => {
      const { subject: _elsewhere, ...known } = before
      const after: Member = {
        ...known,
        ...(before.memberId === first.memberId && { subject }),
        version: before.version + 1,
      }
      const deed = { practiceId, actorId: first.memberId, at: now() }
      const { event, nonce } = memberRecorded(deed, 'member_changed', after)
      const item = { ...memberKey(practiceId, after.memberId), member: after, nonce }
      return { event, write: records.replace({ ...item, version: after.version }, before.version) }
    })
    const head = await ledger.head(chain)
    await ledger.commit(
      steps.map(({ event }) => ({ chain, head, event })),
      () => steps.map(({ write }) => ({ write })),
    )
  }
}
