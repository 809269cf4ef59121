import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Api } from '../../infra/leaving/api.ts'
import { takeRecords } from '../../infra/leaving/take-records.ts'
import { type Cloud, startCloud } from '../../infra/local/cloud.ts'
import { takeIn } from '../../infra/local/import/take-in.ts'
import { prepareAssembly } from '../../infra/local/start/prepare-assembly.ts'
import { verifyExportFiles } from '../../shared/export/verify-export-files.ts'
import { ExportInMemory } from '../export/export-in-memory.ts'
import { LeavingPractice } from '../export/leaving-practice.ts'

/** A practice moves: exported here, taken in there, exported there again. */
const dir = mkdtempSync(join(tmpdir(), 'noteseal-import-'))
let before: ExportInMemory
let cloud: Cloud
let admin: { memberId: string; name: string; email: string }

beforeAll(async () => {
  const assembly = await prepareAssembly()
  const practice = await LeavingPractice.live(join(dir, 'old'), assembly)
  const api = new Api(practice.cloud.apiUrl, () => practice.token('keeper'))
  await takeRecords({ api, out: join(dir, 'before'), say: () => {} })
  before = ExportInMemory.from(join(dir, 'before'))
  const startAt = practice.cloud.clock.now()
  await practice.cloud.close()
  cloud = await startCloud({ dir: join(dir, 'new'), assembly, startAt })
  admin = memberCalled('Ada Admin')
}, 120_000)
afterAll(async () => {
  await cloud?.close()
  rmSync(dir, { recursive: true, force: true })
})

const memberCalled = (name: string) =>
  before.lines('practice/members.jsonl').find((line) => line.member.name === name).member

const arrives = (files: ExportInMemory) =>
  takeIn(cloud, { files, manifestSha256: files.manifestSha256, admin }, () => {})

describe('an export is taken in', () => {
  it('once, into an empty Noteseal, and gives the same record', async () => {
    const taken = await arrives(before)
    if ('refused' in taken) throw new Error(`${taken.refused} ${taken.fault}`)
    expect(taken.clients).toBe(3)
    await cloud.idle()

    const keeper = memberCalled('Cora Keeper')
    const account = { ...taken.account, subject: 'keeper', email: keeper.email }
    await cloud.accounts.add(account)
    const ada = () => cloud.accounts.token(taken.account.subject)
    const path = `${cloud.apiUrl}/v1/members/${keeper.memberId}`
    const headers = { authorization: `Bearer ${await ada()}` }
    const found = await fetch(path, { headers })
    const { memberId: _id, version: _version, ...form } = await found.json()
    const invited = await fetch(path, {
      method: 'PUT',
      headers: {
        ...headers,
        'content-type': 'application/json',
        'if-match': found.headers.get('etag') ?? '',
      },
      body: JSON.stringify({ ...form, subject: 'keeper' }),
    })
    expect([invited.status, await invited.text()]).toEqual([200, expect.any(String)])

    const api = new Api(cloud.apiUrl, () => cloud.accounts.token('keeper'))
    await takeRecords({ api, out: join(dir, 'after'), say: () => {} })
    const after = ExportInMemory.from(join(dir, 'after'))
    expect((await verifyExportFiles(after)).faults).toEqual([])
    const ofClients = before.paths().filter((each) => each.startsWith('clients/'))
    expect(after.paths()).toEqual(before.paths())
    for (const each of ofClients.filter((name) => !/(?:ledger\.json|access\.jsonl)$/.test(name)))
      expect(after.bytes(each).equals(before.bytes(each)), each).toBe(true)
    for (const each of ofClients.filter((name) => name.endsWith('ledger.json'))) {
      const [was] = before.lines(each)
      expect(after.lines(each)).toEqual([{ ...was, exportedAt: expect.any(String) }])
    }
    expect(after.lines('practice/groups.jsonl')).toEqual(before.lines('practice/groups.jsonl'))
  }, 60_000)
})
