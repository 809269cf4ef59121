// The services alone in a process of their own, so that a test can end it at any moment.
// Arguments: the folder of their state. Prints its endpoints as a line of JSON.
import { createServices } from '../../../../../infra/local/services/create-services.ts'
import { account, allowAll, region } from '../start-services.ts'
import { killedTable } from './killed-table.ts'

const [dir = ''] = process.argv.slice(2)
const owner = {
  roleArn: `arn:aws:iam::${account}:role/owner`,
  functionName: 'owner',
  secretAccessKey: 'secret of owner',
  policies: [allowAll],
}
const services = await createServices({
  dir,
  region,
  account,
  now: () => Date.now(),
  principals: { lookup: (accessKeyId) => (accessKeyId === 'AKowner' ? owner : undefined) },
})
await services.dynamodb.createTable(killedTable.name, killedTable.properties)
process.stdout.write(`${JSON.stringify(services.endpoints)}\n`)
