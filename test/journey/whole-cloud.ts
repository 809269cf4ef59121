// Runs the whole local cloud until it is killed, with a practice of one.
import { startCloud } from '../../infra/local/cloud.ts'

const [dir = '', assembly = ''] = process.argv.slice(2)
const cloud = await startCloud({ dir, assembly })
await cloud.invoke('found-practice', {
  practice: { name: 'North', address: ['1 Main Street'], zone: 'America/Chicago' },
  admin: {
    name: 'Ada North',
    email: 'ada@north.example',
    roles: ['admin', 'clinician'],
    licence: { number: 'L-1', state: 'MN', type: 'Licensed Psychologist' },
    subject: 'ada',
    issuer: cloud.issuer,
  },
})
const token = await cloud.accounts.token('ada')
process.stdout.write(`${JSON.stringify({ apiUrl: cloud.apiUrl, token })}\n`)
