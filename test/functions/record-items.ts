import { careTeamCopy } from '../../shared/aws/care-team-copy.ts'
import { clientKey } from '../../shared/aws/client-table.ts'
import { itemOf } from '../../shared/aws/obligation-table.ts'
import { transact } from '../../shared/aws/transact.ts'
import type { Client } from '../../shared/client/client.ts'
import { plusHours } from '../../shared/clock.ts'
import { type Id, newId } from '../../shared/id.ts'
import type { Obligation } from '../../shared/obligation/obligation.ts'
import type { Practice } from './harness.ts'

/** A client as `records-api` leaves one, for functions that only look. Nothing about them is sealed. */
export async function putClient(
  practice: Practice,
  {
    careTeam = [],
    barred = [],
    state = 'active',
  }: Partial<Pick<Client, 'careTeam' | 'barred' | 'state'>>,
): Promise<Id> {
  const { house } = practice
  const client: Client = {
    clientId: newId(),
    practiceId: practice.id,
    state,
    careTeam,
    barred,
    openDrafts: 0,
    holds: 0,
    retention: { lastServiceOn: house.now().slice(0, 10), birthYear: 1990 },
    openedAt: house.now(),
    version: 1,
  }
  await transact(house.db, [
    {
      write: house
        .table('RECORDS_TABLE')
        .put({ ...clientKey(practice.id, client.clientId), ...client }),
    },
    { write: house.table('PROCESS_ACCESS_TABLE').put(careTeamCopy(client)) },
  ])
  return client.clientId
}

/** Something owed, due in some hours. */
export async function putObligation(
  practice: Practice,
  memberId: Id,
  { dueInHours = 0, ...more }: Partial<Obligation> & { dueInHours?: number } = {},
): Promise<Obligation> {
  const { house } = practice
  const clientId = more.clientId ?? newId()
  const obligation: Obligation = {
    obligationId: newId(),
    clientId,
    kind: 'note',
    sessionId: `${clientId}.${newId()}`,
    memberId,
    sessionStart: plusHours(house.now(), dueInHours - 25),
    dueAt: plusHours(house.now(), dueInHours),
    level: 'none',
    state: 'open',
    ...more,
  }
  await transact(house.db, [
    { write: house.table('RECORDS_TABLE').put(itemOf(practice.id, obligation)) },
  ])
  return obligation
}
