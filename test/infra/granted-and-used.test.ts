import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it, vi } from 'vitest'
import { startCloud } from '../../infra/local/cloud.ts'
import { checkCaseload } from '../../infra/local/demo/caseload/check-caseload.ts'
import { demonstrate } from '../../infra/local/demo/demonstration.ts'
import type { Services } from '../../infra/local/services/service.ts'
import { prepareAssembly } from '../../infra/local/start/prepare-assembly.ts'
import { type Grant, grantsIn } from './granted.ts'
import { synthesized } from './synthesized.ts'
import { walkTheRest } from './walk-the-rest.ts'

const started: Services[] = []
vi.mock('../../infra/local/services/create-services.ts', async (original) => {
  const real = await original<typeof import('../../infra/local/services/create-services.ts')>()
  const createServices: typeof real.createServices = async (options) => {
    const services = await real.createServices(options)
    started.push(services)
    return services
  }
  return { ...real, createServices }
})

const out = mkdtempSync(join(tmpdir(), 'noteseal-used-'))
afterAll(() => rmSync(out, { recursive: true, force: true }))

const example = new URL('../../docs/caseload.example.json', import.meta.url)

/** Granted and not used in this test, each for a reason. `by sid action`. */
const kept: Readonly<Record<string, string>> = {
  'records-api KeepRecords dynamodb:DeleteItem':
    'only where a session began at another time than when its note was opened',
  'render-document ListStreams dynamodb:ListStreams': 'Lambda asks for it where it polls',
  'render-document SendToQueue sqs:SendMessage': 'only where rendering fails for good',
  'render-document LockQueue kms:GenerateDataKey': 'only where rendering fails for good',
  'render-document LockQueue kms:Decrypt': 'only where rendering fails for good',
  ...Object.fromEntries(
    [
      'PutBackRecords dynamodb:PutItem',
      'PutBackRecords dynamodb:UpdateItem',
      'PutBackRecords dynamodb:DeleteItem',
      'ReadRule dynamodb:GetItem',
      'MendChains dynamodb:PutItem',
      'MendChains dynamodb:UpdateItem',
    ].map((grant) => [`recover-records ${grant}`, 'only after a restore: `npm run drill` uses it']),
  ),
  'import-records OpenKey kms:Decrypt': 'only where an import that was stopped goes on',
  'enforce-retention KeepRegisterKey dynamodb:PutItem':
    'only after a restore to before the key: `npm run drill` uses it',
  'render-document KeepCertificates dynamodb:GetItem': 'only what the stream left in the outbox',
}

it('no function is granted what a practice’s days, process notes and changes do not use', async () => {
  const caseload = checkCaseload(
    JSON.parse(readFileSync(example, 'utf8')),
    new Date().toISOString(),
  )
  const assembly = await prepareAssembly()
  const { failed } = await demonstrate({ out, assembly, caseload, report: () => {} })
  expect(failed).toBeUndefined()
  const cloud = await startCloud({ dir: join(out, 'state'), assembly })
  try {
    await walkTheRest(cloud)
    await cloud.idle()
  } finally {
    await cloud.close()
  }

  const used = new Set(
    started
      .flatMap(({ usedRights }) => usedRights.list())
      .flatMap(({ functionName, action, statements }) =>
        statements.map((sid) => `${functionName} ${sid} ${action}`),
      ),
  )
  const named = ({ by, sid, action }: Grant) => `${by} ${sid} ${action}`
  const grants = await synthesized('local', grantsIn)
  const unused = new Set(
    grants
      // The local cloud keeps functions' logs itself.
      .filter(({ sid }) => sid !== 'WriteOwnLog')
      .map(named)
      .filter((grant) => !used.has(grant)),
  )
  expect([...unused].sort()).toEqual(Object.keys(kept).sort())
}, 240_000)
