import { afterAll, beforeAll, beforeEach, describe, it } from 'vitest'
import { capacityRules } from './capacity-rules.ts'
import { conditionRules } from './condition-rules.ts'
import { contractCalls, contractTable, TableName } from './contract-table.ts'
import { indexRules } from './index-rules.ts'
import { itemRules } from './item-rules.ts'
import { queryRules } from './query-rules.ts'
import { oracleStore, ourStore, type Store, whyNoOracle } from './stores.ts'
import { transactionRules } from './transaction-rules.ts'
import { updateRules } from './update-rules.ts'

/** Rules of DynamoDB's documentation that the oracle 1.2.1 does not keep. */
const departures: readonly string[] = [
  // It looks for unused names and values while judging, so what is not reached counts as unused.
  'judges absent <> :v with {"N":"8"} as true',
  'judges absent = :v with {"N":"8"} as false',
  'judges #state = :v OR attribute_exists(absent) with {"S":"draft"} as true',
  'judges #state = :v AND attribute_exists(absent) with {"S":"draft"} as false',
  'judges #map.ready = :v with {"BOOL":true} as true',
  // It finds nothing, or gives back more, where DynamoDB refuses or leaves out.
  'refuses a sort key of another type',
  'refuse an attribute that they do not project',
  'read several items at one moment, missing ones as nothing',
]

describe('the local DynamoDB', () => contract(ourStore))

describe('the independent DynamoDB', () => {
  const reason = whyNoOracle()
  if (reason) {
    it.skip(`is not tried: ${reason}`)
    return
  }
  beforeEach(({ task, skip }) => skip(departures.includes(task.name), 'a fault of the oracle'))
  contract(oracleStore)
})

/** What must hold of every implementation. */
function contract(start: () => Promise<Store>): void {
  let store: Store

  beforeAll(async () => {
    store = await start()
    await store.createTable(TableName, contractTable)
  })

  afterAll(() => store?.close())

  const calls = contractCalls(() => store.client)
  itemRules(calls)
  conditionRules(calls)
  updateRules(calls)
  queryRules(calls)
  indexRules(calls)
  transactionRules(calls)
  capacityRules(calls)
}
