import type { Role } from '../member/member.ts'

/** How a caller must stand to the record for a role to count. */
export type Relation =
  | 'always'
  | 'on the care team'
  | 'supervises'
  | 'author'
  | 'author on the care team'
  | 'custodial access'

export type Action =
  | 'settings.read'
  | 'settings.change'
  | 'member.read'
  | 'member.change'
  | 'template.read'
  | 'worklist.own'
  | 'worklist.supervised'
  | 'worklist.practice'
  | 'practice-ledger.read'
  | 'custodial-access.request'
  | 'custodial-access.approve'
  | 'custodial-access.read'
  | 'custodial-access.end'
  | 'caseload.hand-over'
  | 'client.add'
  | 'client.see'
  | 'client.change'
  | 'care-team.change'
  | 'access-trail.read'
  | 'client-ledger.read'
  | 'record.export'
  | 'session.read'
  | 'session.change'
  | 'group.change'
  | 'shared-part.read'
  | 'shared-part.save'
  | 'diagnosis.read'
  | 'diagnosis.change'
  | 'measure.read'
  | 'measure.record'
  | 'plan.list'
  | 'plan.read'
  | 'plan.open'
  | 'plan.save'
  | 'plan.sign'
  | 'plan.end'
  | 'note.list'
  | 'note.read'
  | 'draft.read'
  | 'note.open'
  | 'note.save'
  | 'note.sign'
  | 'note.co-sign'
  | 'note.add-to'
  | 'note.attest'
  | 'note.enter-in-error'
  | 'preflight.read'
  | 'process-note.read'
  | 'process-note.write'
  | 'process-note.delete'
  | 'document.list'
  | 'document.read'
  | 'letter.write'
  | 'superbill.make'
  | 'superbill.read'
  | 'certificate.read'
  | 'consent.read'
  | 'consent.record'
  | 'consent.revoke'
  | 'release.read-payment'
  | 'release.read'
  | 'release.payment'
  | 'release.treatment'
  | 'release.other'
  | 'accounting.read'
  | 'hold.read'
  | 'hold.place'
  | 'hold.lift'
  | 'disposal.read'
  | 'disposal.approve'
  | 'disposal.withdraw'
  | 'register.read'

const always: readonly Relation[] = ['always']
const inCare: readonly Relation[] = ['on the care team']
const supervising: readonly Relation[] = ['supervises']
/** To read, also who stands in for a clinician who cannot: never to write, and no process notes. */
const inCareOrCustody: readonly Relation[] = ['on the care team', 'custodial access']
const supervisingOrCustody: readonly Relation[] = ['supervises', 'custodial access']
const asking: readonly Relation[] = ['author']

const everybody: Rows = {
  clinician: always,
  supervisor: always,
  admin: always,
  biller: always,
  custodian: always,
}

/** Who answers for how long records are kept: two of them decide together. */
const answering: Rows = { admin: always, custodian: always }

type Rows = Readonly<Partial<Record<Role, readonly Relation[]>>>

/**
 * Who may do what: for each action the roles that may, and how each must stand to the record. What
 * is not written here is refused. `docs/access.md` shows it as a table and says why.
 *
 * The least that each needs to do their work: 45 CFR 164.502(b), 164.514(d)(2) (minimum necessary).
 * A row that is added here needs its line in `test/access/decide.test.ts`, written by hand.
 */
export const roleMatrix: Readonly<Record<Action, Rows>> = {
  'settings.read': everybody,
  'settings.change': { admin: always },
  'member.read': everybody,
  'member.change': { admin: always },
  'template.read': everybody,
  'worklist.own': everybody,
  'worklist.supervised': { supervisor: always },
  'worklist.practice': { admin: always },
  'practice-ledger.read': { admin: always, custodian: always },
  'custodial-access.request': { clinician: always, supervisor: always, custodian: always },
  'custodial-access.approve': { admin: always, custodian: always },
  'custodial-access.read': {
    clinician: asking,
    supervisor: asking,
    admin: always,
    custodian: always,
  },
  'custodial-access.end': {
    clinician: asking,
    supervisor: asking,
    admin: always,
    custodian: asking,
  },
  'caseload.hand-over': { supervisor: supervising, admin: always },

  'client.add': { clinician: always, supervisor: always, admin: always },
  'client.see': {
    clinician: inCareOrCustody,
    supervisor: supervisingOrCustody,
    admin: always,
    biller: always,
    custodian: always,
  },
  'client.change': { clinician: inCare, supervisor: supervising, admin: always },
  'care-team.change': { supervisor: supervising, admin: always },
  'access-trail.read': { admin: always, custodian: always },
  'client-ledger.read': {
    clinician: inCareOrCustody,
    supervisor: supervisingOrCustody,
    custodian: always,
  },

  'record.export': { custodian: always },

  'session.read': {
    clinician: inCareOrCustody,
    supervisor: supervisingOrCustody,
    admin: always,
    biller: always,
    custodian: always,
  },
  'session.change': { clinician: inCare, supervisor: supervising, admin: always },
  'group.change': { clinician: inCare, supervisor: supervising, admin: always },
  'shared-part.read': {
    clinician: inCareOrCustody,
    supervisor: supervisingOrCustody,
    custodian: always,
  },
  'shared-part.save': { clinician: inCare, supervisor: supervising },

  'diagnosis.read': {
    clinician: inCareOrCustody,
    supervisor: supervisingOrCustody,
    biller: always,
    custodian: always,
  },
  'diagnosis.change': { clinician: inCare },
  'measure.read': {
    clinician: inCareOrCustody,
    supervisor: supervisingOrCustody,
    custodian: always,
  },
  'measure.record': { clinician: inCare },

  'plan.list': {
    clinician: inCareOrCustody,
    supervisor: supervisingOrCustody,
    admin: always,
    biller: always,
    custodian: always,
  },
  'plan.read': { clinician: inCareOrCustody, supervisor: supervisingOrCustody, custodian: always },
  'plan.open': { clinician: inCare },
  'plan.save': { clinician: ['author on the care team'] },
  'plan.sign': { clinician: ['author on the care team'] },
  'plan.end': { clinician: inCare, custodian: always },

  'note.list': {
    clinician: inCareOrCustody,
    supervisor: supervisingOrCustody,
    admin: always,
    biller: always,
    custodian: always,
  },
  'note.read': { clinician: inCareOrCustody, supervisor: supervisingOrCustody, custodian: always },
  'draft.read': {
    clinician: ['author', 'custodial access'],
    supervisor: supervisingOrCustody,
    custodian: ['custodial access'],
  },
  'note.open': { clinician: ['on the care team', 'author'] },
  'note.save': { clinician: ['author'] },
  'note.sign': { clinician: ['author'] },
  'note.co-sign': { supervisor: supervising },
  'note.add-to': { clinician: inCare, supervisor: supervising },
  'note.attest': { clinician: ['author'] },
  'note.enter-in-error': { clinician: ['author'], custodian: always },

  'preflight.read': {
    clinician: inCare,
    supervisor: supervising,
    biller: always,
    custodian: always,
  },

  'process-note.read': { clinician: ['author'] },
  'process-note.write': { clinician: ['author on the care team'] },
  'process-note.delete': { clinician: ['author'] },

  'document.list': {
    clinician: inCareOrCustody,
    supervisor: supervisingOrCustody,
    admin: always,
    biller: always,
    custodian: always,
  },
  'document.read': {
    clinician: inCareOrCustody,
    supervisor: supervisingOrCustody,
    custodian: always,
  },
  'letter.write': { clinician: inCare },
  'superbill.make': { clinician: inCare, admin: always, biller: always },
  'superbill.read': {
    clinician: inCareOrCustody,
    supervisor: supervisingOrCustody,
    admin: always,
    biller: always,
    custodian: always,
  },
  'certificate.read': { admin: always, custodian: always },

  'consent.read': {
    clinician: inCareOrCustody,
    supervisor: supervisingOrCustody,
    admin: always,
    custodian: always,
  },
  'consent.record': {
    clinician: inCare,
    supervisor: supervising,
    admin: always,
    custodian: always,
  },
  'consent.revoke': {
    clinician: inCare,
    supervisor: supervising,
    admin: always,
    custodian: always,
  },

  'release.read-payment': {
    clinician: inCareOrCustody,
    supervisor: supervisingOrCustody,
    admin: always,
    biller: always,
    custodian: always,
  },
  'release.read': {
    clinician: inCareOrCustody,
    supervisor: supervisingOrCustody,
    admin: always,
    custodian: always,
  },
  'release.payment': { admin: always, biller: always, custodian: always },
  'release.treatment': { clinician: inCare, admin: always, custodian: always },
  'release.other': answering,
  'accounting.read': answering,

  'hold.read': { clinician: inCare, supervisor: supervising, admin: always, custodian: always },
  'hold.place': answering,
  'hold.lift': answering,
  'disposal.read': answering,
  'disposal.approve': answering,
  'disposal.withdraw': answering,
  'register.read': answering,
}
