// Runs a small cloud until it is killed, as `npm start` runs the large one.
import { join } from 'node:path'
import { startCloud } from '../../../infra/local/cloud.ts'

const [dir = ''] = process.argv.slice(2)
const cloud = await startCloud({ dir, assembly: join(import.meta.dirname, 'fixtures') })
const token = await cloud.accounts.token('ada')
process.stdout.write(`${JSON.stringify({ apiUrl: cloud.apiUrl, token })}\n`)
