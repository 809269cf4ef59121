import { commitsTo } from '../ledger/commitment.ts'
import type { Event, Head } from '../ledger/event.ts'
import { type PublicKeysByArn, verifyChain } from '../ledger/verify-chain.ts'
import { type Envelope, eventsIn } from './client-records.ts'
import type { ExportFault } from './export-fault.ts'
import type { ExportFiles } from './export-files.ts'
import { practiceFile, readPractice } from './practice-records.ts'
import { verifyCustody } from './verify-custody.ts'

/** Checks settings, members, groups and the practice's own chain. @param head the manifest's */
export function verifyPractice(
  files: ExportFiles,
  practiceId: string,
  head: Head | undefined,
): ExportFault[] {
  const { settings, members, custody, chain, faults: inForm } = readPractice(files)
  const faults: ExportFault[] = [...inForm]
  if (!chain) return faults

  faults.push(...verifyLedger(chain, `P#${practiceId}`, head, practiceFile('ledger.json')))
  const events = [...eventsIn(chain).values()].sort((a, b) => b.seq - a.seq)
  const founded = events.find(({ type }) => type === 'practice_founded')

  const told = Map.groupBy(
    events.filter(({ type }) => type === 'member_added' || type === 'member_changed'),
    ({ about }) => about['memberId'] ?? '',
  )
  if (settings) {
    const event = events.find(({ type }) => type === 'settings_changed')
    faults.push(
      ...committed(event, settings.nonce, settings.settings, practiceFile('settings.json')),
    )
    const founderId = founded?.about['memberId'] ?? ''
    // The first event commits to both that a practice begins with: known as long as neither changed.
    if (!event && !told.has(founderId)) {
      const admin = members.find(({ value }) => value.member.memberId === founderId)
      const content = { settings: settings.settings, admin: admin?.value.member }
      faults.push(...committed(founded, settings.nonce, content, practiceFile('settings.json')))
    }
  }
  for (const { value, line } of members) {
    const { member, nonce } = value
    const place = { ...practiceFile('members.jsonl'), line, record: member.memberId }
    const [event] = told.get(member.memberId) ?? []
    if (!event && member.memberId !== founded?.about['memberId'])
      faults.push({ kind: 'record_unknown', ...place })
    faults.push(...committed(event, nonce, member, place))
  }
  faults.push(...verifyCustody(custody, events))
  const there = new Set(members.map(({ value }) => value.member.memberId))
  for (const [memberId, [event]] of told)
    if (!there.has(memberId) && event)
      faults.push({
        kind: 'record_missing',
        ...practiceFile('members.jsonl'),
        event: event.seq,
        record: memberId,
      })
  return faults
}

/** A chain on its own: its form, its links, and where it ends. */
export function verifyLedger(
  chain: Envelope,
  name: string,
  head: Head | undefined,
  place: Pick<ExportFault, 'file' | 'clientId'>,
  publicKeys?: PublicKeysByArn,
): ExportFault[] {
  const breaks = verifyChain(chain.events, {
    chain: name,
    ...(head && { head }),
    ...(publicKeys && { publicKeys }),
  })
  const faults = breaks.map(({ kind, seq }): ExportFault => {
    return { kind: 'chain', ...place, event: seq, broken: kind }
  })
  const same = chain.chain === name && chain.head.seq === head?.seq && chain.head.hash === head.hash
  return same ? faults : [...faults, { kind: 'another_head', ...place }]
}

function committed(
  event: Event | undefined,
  nonce: string | undefined,
  content: unknown,
  place: Omit<ExportFault, 'kind'>,
): ExportFault[] {
  if (!event?.commitment) return []
  return nonce !== undefined && commitsTo(event.commitment, nonce, content)
    ? []
    : [{ kind: 'changed', ...place, event: event.seq }]
}
