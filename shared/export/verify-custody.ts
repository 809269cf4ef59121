import { commitsTo, committedPart } from '../ledger/commitment.ts'
import type { Event } from '../ledger/event.ts'
import type { ExportFault } from './export-fault.ts'
import { custodyOrder, type ExportedCustody } from './exported-custody.ts'
import { practiceFile } from './practice-records.ts'
import type { Read } from './read-records.ts'

const place = practiceFile('custody.jsonl')

/** The event by which each state of a custodial access came about. */
const types = {
  requested: 'custodial_access_requested',
  approved: 'custodial_access_approved',
  ended: 'custodial_access_ended',
} as const

/**
 * Checks custodial accesses and hand-overs against the practice's chain, which tells of each step.
 *
 * @param events of that chain
 */
export function verifyCustody(
  custody: readonly Read<ExportedCustody>[],
  events: readonly Event[],
): ExportFault[] {
  const told = Map.groupBy(events.filter(isOfCustody), ({ about }) => idIn(about))
  const there = new Set(custody.map(({ value }) => custodyOrder(value)))
  const missing = [...told].flatMap(([record, [first]]): ExportFault[] =>
    first && !there.has(record)
      ? [{ kind: 'record_missing', ...place, event: first.seq, record }]
      : [],
  )
  const wrong = custody.flatMap(({ value, line }): ExportFault[] => {
    const record = custodyOrder(value)
    const own = (told.get(record) ?? []).toSorted((a, b) => a.seq - b.seq)
    if (own.length === 0) return [{ kind: 'record_unknown', ...place, line, record }]
    const fault = faultOf(value, own)
    return fault ? [{ kind: fault, ...place, line, record, event: own[0]?.seq ?? 0 }] : []
  })
  return [...missing, ...wrong]
}

function faultOf(it: ExportedCustody, own: readonly Event[]): 'changed' | 'disagrees' | undefined {
  const [first] = own
  const last = own.at(-1)
  if (!first || !last) return undefined
  if (it.form === 'noteseal/exported-hand-over/1') {
    const { from, to, reason, startedBy, startedAt } = it.handOver
    const same =
      first.type === 'caseload_handed_over' &&
      saysAll(first, { from, to, reason }) &&
      first.actorId === startedBy &&
      first.at === startedAt
    return same ? undefined : 'disagrees'
  }
  const { access, said } = it
  const { commitment } = first
  if (commitment ? !said || !opens(commitment, said) : said) return 'changed'
  const { clinicianId, custodianId, reason, requestedAt, hours } = access
  const same =
    first.type === types.requested &&
    last.type === types[access.state] &&
    saysAll(first, { clinicianId, custodianId, reason, hours: String(hours) }) &&
    first.at === requestedAt &&
    (access.state !== 'approved' || saysAll(last, { until: access.until })) &&
    (access.state !== 'approved' || last.actorId === access.approvedBy) &&
    (access.state !== 'ended' || (last.actorId === access.endedBy && last.at === access.endedAt))
  return same ? undefined : 'disagrees'
}

type Said = Parameters<typeof committedPart>[0] & { readonly nonce: string }

const opens = (commitment: NonNullable<Event['commitment']>, said: Said) =>
  commitsTo(commitment, said.nonce, committedPart(said))

const isOfCustody = ({ type }: Event) =>
  type === 'caseload_handed_over' || Object.values<string>(types).includes(type)

const idIn = (about: Event['about']) => about['accessId'] ?? about['handOverId'] ?? ''

const saysAll = ({ about }: Event, values: Readonly<Record<string, string>>) =>
  Object.entries(values).every(([name, value]) => about[name] === value)
