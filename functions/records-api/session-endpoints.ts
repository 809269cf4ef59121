import { changeSession } from './change-session.ts'
import type { RecordsContext } from './context.ts'
import { decideSession } from './decide-session.ts'
import { listSessions } from './list-sessions.ts'
import { planSession } from './plan-session.ts'
import { readSession } from './read-session.ts'

export const sessionEndpoints = (records: RecordsContext) => [
  planSession(records),
  listSessions(records),
  readSession(records),
  changeSession(records),
  decideSession(records),
]
