import { z } from 'zod'
import { Instant, LocalDate } from '../clock.ts'
import { Id } from '../id.ts'
import { Member } from '../member/member.ts'
import { Settings } from '../practice/settings.ts'
import { Destroyed, type DisposalIn } from './disposal.ts'
import { RetentionRule } from './policy.ts'

/** Who printed it, as the practice stood when the certificate was wanted. */
const CertifyingPractice = Settings.pick({
  practiceId: true,
  name: true,
  address: true,
  phone: true,
  npi: true,
  zone: true,
  paper: true,
})

/** Members are no secret: who approved is named, with the credentials of that day. */
const Approver = Member.pick({ memberId: true, name: true, credentials: true }).extend({
  at: Instant,
})
export type Approver = z.infer<typeof Approver>

const common = {
  form: z.literal('noteseal/certificate/1'),
  practice: CertifyingPractice,
  clientId: Id,
  /** Which rule allowed it: so many whole years after the service, or after the birth. */
  rule: z.object({ name: RetentionRule, years: z.number().int().positive() }),
  /** A day would say more of the client than a certificate has to. */
  lastServiceYear: z.number().int(),
  dueOn: LocalDate,
  proposedAt: Instant,
  approvals: z.tuple([Approver, Approver]),
  /** When the keys were destroyed: from then on nothing could be read. */
  destroyedAt: Instant,
  /** When the last trace was deleted that the keys had opened. */
  finishedAt: Instant,
  destroyed: Destroyed,
  method: z.literal('NIST SP 800-88 Rev. 1 cryptographic erase'),
  /** The last event of the client's chain; its number is how many there are. */
  chainHead: z.strictObject({ seq: z.number().int().positive(), hash: z.string() }),
  keysLapseAt: Instant,
}

/**
 * What a certificate of destruction says, and all that it says but the commitments of the client's
 * chain, which outlives the client. Part 1: keys and record are destroyed. Part 2: the last backup
 * of the keys is gone too. Ids, times and counts; nothing of the client's.
 */
export const Certificate = z.discriminatedUnion('part', [
  z.strictObject({ ...common, part: z.literal(1) }),
  z.strictObject({ ...common, part: z.literal(2), lapsedAt: Instant }),
])
export type Certificate = z.infer<typeof Certificate>

/** The moment that a certificate states: the document's date, whenever it is made. */
export const certifiedAt = (certificate: Certificate): Instant =>
  certificate.part === 1 ? certificate.finishedAt : certificate.lapsedAt

/**
 * The certificate that a disposal calls for: part 1 once everything is gone, part 2 once the last
 * backup of the keys lapsed.
 *
 * @param approvers the members who approved, whatever their state is now
 * @throws Error where one of them is not handed in
 */
export function certificateOf(
  disposal: DisposalIn<'destroyed'> | DisposalIn<'lapsed'>,
  settings: Settings,
  approvers: readonly Pick<Member, 'memberId' | 'name' | 'credentials'>[],
): Certificate {
  const { rule, ruleYears, lastServiceYear, dueOn } = disposal
  const approved = disposal.approvals.map(({ memberId, at }): Approver => {
    const member = approvers.find((each) => each.memberId === memberId)
    if (!member) throw new Error(`approved by ${memberId}, who is not handed in`)
    return { memberId, name: member.name, credentials: member.credentials, at }
  })
  return Certificate.parse({
    form: 'noteseal/certificate/1',
    practice: CertifyingPractice.parse(settings),
    clientId: disposal.clientId,
    rule: { name: rule, years: ruleYears },
    lastServiceYear,
    dueOn,
    proposedAt: disposal.proposedAt,
    approvals: approved,
    destroyedAt: disposal.destroyedAt,
    finishedAt: disposal.finishedAt,
    destroyed: disposal.destroyed,
    method: 'NIST SP 800-88 Rev. 1 cryptographic erase',
    chainHead: disposal.chainHead,
    keysLapseAt: disposal.keysLapseAt,
    ...(disposal.state === 'destroyed' ? { part: 1 } : { part: 2, lapsedAt: disposal.lapsedAt }),
  })
}
