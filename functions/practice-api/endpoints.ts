import type { Endpoint } from '../../shared/http/endpoint.ts'
import { accessTrail } from './access-trail.ts'
import type { PracticeContext } from './context.ts'
import { custodialAccessApproval, custodialAccessEnd } from './custodial-access-steps.ts'
import { accessExport } from './export-access.ts'
import { exportStart, practiceExport } from './exports.ts'
import { me } from './me.ts'
import { memberAddition, memberChange, memberRead, membersList } from './members.ts'
import { practiceLedger } from './practice-ledger.ts'
import { settingsChange, settingsRead } from './settings.ts'
import { worklist } from './worklist.ts'

export const practiceEndpoints = (context: PracticeContext): Endpoint[] => [
  me(context),
  settingsRead(context),
  settingsChange(context),
  membersList(context),
  memberAddition(context),
  memberRead(context),
  memberChange(context),
  custodialAccessApproval(context),
  custodialAccessEnd(context),
  worklist(context),
  accessTrail(context),
  practiceLedger(context),
  exportStart(context),
  practiceExport(context),
  accessExport(context),
]
