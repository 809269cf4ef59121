import type { Id } from '../../shared/id.ts'
import type { Obligation } from '../../shared/obligation/obligation.ts'
import type { RecordsContext } from './context.ts'

/** What a clinician has in hand. */
export interface Caseload {
  /** Whose care team they are on, and about whom they owe a note that is not begun. */
  readonly clients: readonly Id[]
  /** Notes that they began and owe still. */
  readonly begun: readonly Obligation[]
}

/**
 * The directory knows the care teams, the worklist what is owed: about clients, too, whose care team
 * the clinician is not on any more. Every session that is to come owes its note already.
 */
export async function caseloadOf(
  { directory, worklist }: Pick<RecordsContext, 'directory' | 'worklist'>,
  practiceId: Id,
  memberId: Id,
): Promise<Caseload> {
  const [everybody, owed] = await Promise.all([
    directory.all(practiceId),
    worklist.hints(practiceId, [memberId]).then((hints) => worklist.standing(hints)),
  ])
  const notes = owed.filter(({ kind }) => kind === 'note')
  const onTeam = everybody.filter(({ careTeam }) => careTeam.includes(memberId))
  const clients = [...onTeam, ...notes.filter(({ noteId }) => noteId === undefined)]
  return {
    clients: [...new Set(clients.map(({ clientId }) => clientId))].sort(),
    begun: notes.filter(({ noteId }) => noteId !== undefined),
  }
}
