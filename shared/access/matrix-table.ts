import { Role } from '../member/member.ts'
import { type Action, type Relation, roleMatrix } from './role-matrix.ts'

/** What each action is, for people. */
const meaning: Readonly<Record<Action, string>> = {
  'settings.read': 'see the practice’s settings',
  'settings.change': 'change them',
  'member.read': 'see who works here',
  'member.change': 'add and change members, let them leave',
  'template.read': 'see the templates of notes',
  'worklist.own': 'see what one owes oneself',
  'worklist.supervised': 'see what those owe whom one supervises',
  'worklist.practice': 'see what everybody owes',
  'practice-ledger.read': 'see what happened to settings and members',
  'custodial-access.request': 'ask for the work of a clinician who died or left',
  'custodial-access.approve': 'approve what another asked for',
  'custodial-access.read': 'see who asked for which access, and why',
  'custodial-access.end': 'end one before its time',
  'caseload.hand-over': 'hand a clinician’s clients to another',
  'client.add': 'open a client’s record',
  'client.see': 'see who a client is: name, birth date, contacts, insurance',
  'client.change': 'change that',
  'care-team.change': 'say who works with a client, and who is kept out',
  'access-trail.read': 'see who looked at a client’s record',
  'client-ledger.read': 'see what happened to a client’s record',
  'record.export': 'take a whole record along: everything in it, drafts too',
  'session.read': 'see a client’s sessions, with codes',
  'session.change': 'plan, mark and code them',
  'group.change': 'the same for a group’s sessions',
  'shared-part.read': 'read what a group’s notes share',
  'shared-part.save': 'write it',
  'diagnosis.read': 'see a client’s diagnoses',
  'diagnosis.change': 'add, change and resolve them',
  'measure.read': 'see what questionnaires came to',
  'measure.record': 'record them, and mark wrong ones',
  'plan.list': 'see which treatment plans there are, and their dates, without a word of them',
  'plan.read': 'read a signed treatment plan',
  'plan.open': 'begin one',
  'plan.save': 'go on writing it',
  'plan.sign': 'sign it',
  'plan.end': 'end the plan in force, or discard a draft',
  'note.list': 'see which notes there are, without a word of them',
  'note.read': 'read a signed note and what was added to it',
  'draft.read': 'read a draft and its revisions',
  'note.open': 'begin a session’s note',
  'note.save': 'go on writing it',
  'note.sign': 'sign it',
  'note.co-sign': 'co-sign a signed note',
  'note.add-to': 'add an addendum to a signed note',
  'note.attest': 'attest to one’s own signature under a note',
  'note.enter-in-error': 'mark a note as entered in error',
  'preflight.read': 'see what a packet would lack, without a word of a note',
  'process-note.read': 'read a process note',
  'process-note.write': 'write and change one',
  'process-note.delete': 'delete one',
  'document.list': 'see which PDFs there are',
  'document.read': 'get a link to one',
  'letter.write': 'write to a client’s physician',
  'superbill.make': 'make a superbill from signed notes, without a word of them',
  'superbill.read': 'get a link to one',
  'certificate.read': 'see and get certificates of destruction',
  'consent.read': 'see what a client agreed to',
  'consent.record': 'record a consent that was signed',
  'consent.revoke': 'note that one was revoked',
  'release.read-payment': 'see what left for payment',
  'release.read': 'see what else left, to whom and why',
  'release.payment': 'let something leave for payment',
  'release.treatment': 'for treatment elsewhere, or to the client',
  'accounting.read': 'account to a client for what left, also on paper',
  'release.other': 'by authorization, or because the law has it so',
  'hold.read': 'see what keeps a record from destruction, and why',
  'hold.place': 'place a hold',
  'hold.lift': 'lift one that somebody else placed',
  'disposal.read': 'see which records are to be destroyed',
  'disposal.approve': 'approve it, as one of two',
  'disposal.withdraw': 'take it back',
  'register.read': 'find out what became of a destroyed record',
}

/** The role matrix as a table in Markdown, as `docs/access.md` shows it. */
export function matrixTable(): string {
  const roles = Role.options
  const rows = (Object.keys(roleMatrix) as Action[]).map((action) => [
    `\`${action}\``,
    meaning[action],
    ...roles.map((role) => cell(roleMatrix[action][role])),
  ])
  return [['action', 'what it is', ...roles], ['---', '---', ...roles.map(() => '---')], ...rows]
    .map((row) => `| ${row.join(' | ')} |\n`)
    .join('')
}

function cell(relations: readonly Relation[] = []): string {
  if (relations.includes('always')) return 'yes'
  return relations.length === 0 ? '–' : relations.join(', or ')
}
