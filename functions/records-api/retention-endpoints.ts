import { approveDisposal } from './approve-disposal.ts'
import type { RecordsContext } from './context.ts'
import { liftHold } from './lift-hold.ts'
import { listDisposals } from './list-disposals.ts'
import { listHolds } from './list-holds.ts'
import { placeHold } from './place-hold.ts'
import { readDisposal } from './read-disposal.ts'
import { searchRegister } from './search-register.ts'
import { withdrawDisposal } from './withdraw-disposal.ts'

export const retentionEndpoints = (records: RecordsContext) => [
  listHolds(records),
  placeHold(records),
  liftHold(records),
  listDisposals(records),
  readDisposal(records),
  approveDisposal(records),
  withdrawDisposal(records),
  searchRegister(records),
]
