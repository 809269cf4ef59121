import { plusMilliseconds } from '../../shared/clock.ts'
import { derivedId } from '../../shared/id.ts'
import type { Settings } from '../../shared/practice/settings.ts'
import { defaultLateRule } from '../../shared/practice/settings.ts'
import { type DisposalIn, KEY_BACKUP_DAYS } from '../../shared/retention/disposal.ts'
import { defaultRetentionPolicy } from '../../shared/retention/policy.ts'

const id = (name: string) => derivedId('sample disposal', name)

export const practiceId = id('practice')
export const clientId = id('client')

export const settings: Settings = {
  practiceId,
  name: 'Lindenhof Therapy Group',
  address: ['2140 Willamette Street, Suite 300', 'Eugene, OR 97405'],
  phone: '+1 541 555 0142',
  npi: '1234567893',
  zone: 'America/Los_Angeles',
  paper: 'us-letter',
  lateRule: defaultLateRule,
  digestHour: 7,
  coSignatureWithinHours: 72,
  retention: defaultRetentionPolicy,
  version: 4,
}

export const approvers = [
  { memberId: id('custodian'), name: 'Margarethe Østergård', credentials: 'RHIA' },
  { memberId: id('admin'), name: 'Daniel Okonkwo-Castellanos', credentials: '' },
] as const

const destroyedAt = '2037-02-08T11:30:04.120Z'

/** A record that is gone: proposed in January, approved by two, destroyed after the notice period. */
export const destroyed: DisposalIn<'destroyed'> = {
  state: 'destroyed',
  clientId,
  practiceId,
  proposedAt: '2037-01-01T11:30:00.000Z',
  dueOn: '2037-01-01',
  rule: 'years-after-last-service',
  lastServiceYear: 2026,
  ruleYears: 10,
  version: 5,
  approvals: [
    { memberId: approvers[0].memberId, at: '2037-01-06T17:12:40.000Z' },
    { memberId: approvers[1].memberId, at: '2037-01-08T22:03:11.000Z' },
  ],
  destroyedAt,
  keysLapseAt: plusMilliseconds(destroyedAt, KEY_BACKUP_DAYS * 86_400_000),
  chainHead: { seq: 42, hash: '9f'.repeat(32) },
  finishedAt: '2037-02-08T11:30:09.873Z',
  destroyed: { records: 61, notes: 12, objects: 27, processKeys: 1 },
}

export const lapsed: DisposalIn<'lapsed'> = {
  ...destroyed,
  state: 'lapsed',
  lapsedAt: '2037-03-16T11:30:02.000Z',
}
