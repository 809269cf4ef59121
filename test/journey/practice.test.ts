import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Cloud, startCloud } from '../../infra/local/cloud.ts'
import { prepareAssembly } from '../../infra/local/start/prepare-assembly.ts'

/**
 * The practice's own deeds by the synthesized app: bundles as they are deployed, each function under
 * the policy that it is deployed with. In order: each test goes on where the one before ended.
 */
let cloud: Cloud
let dir: string

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const CANARY = 'xylographer-canary'

interface Answer {
  readonly status: number
  readonly etag: string
  // biome-ignore lint/suspicious/noExplicitAny: a test says itself what it expects of an answer
  readonly body: any
}

beforeAll(async () => {
  const assembly = await prepareAssembly()
  dir = mkdtempSync(join(tmpdir(), 'noteseal-practice-'))
  // Late morning in New York: no midnight while it runs.
  cloud = await startCloud({ dir, assembly, startAt: Date.parse('2026-06-10T15:00:00.000Z') })
}, 300_000)

afterAll(async () => {
  await cloud?.close()
  rmSync(dir, { recursive: true, force: true })
})

async function call(
  who: string,
  method: string,
  path: string,
  body?: unknown,
  ifMatch?: string,
): Promise<Answer> {
  const answer = await fetch(cloud.apiUrl + path, {
    method,
    headers: {
      authorization: `Bearer ${await cloud.accounts.token(who)}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(ifMatch !== undefined && { 'if-match': ifMatch }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  return {
    status: answer.status,
    etag: answer.headers.get('etag') ?? '',
    body: text === '' ? undefined : JSON.parse(text),
  }
}

const ok = async (...request: Parameters<typeof call>): Promise<Answer> => {
  const answer = await call(...request)
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300)
  return answer
}

const member = (subject: string, more: object = {}) => ({
  name: `Dr. ${subject}`,
  credentials: 'PhD',
  roles: ['clinician'],
  licence: { number: 'PS1', state: 'ME', type: 'Psychologist' },
  email: `${subject}@practice.example`,
  subject,
  ...more,
})

describe('a practice', () => {
  const known: Record<string, string> = {}

  it('is founded once, however often it is asked for', async () => {
    const event = {
      practice: {
        name: 'Harbor Light',
        address: ['12 Quay Street'],
        zone: 'America/New_York',
        digestHour: 0,
      },
      admin: { ...member('ada', { roles: ['admin', 'custodian'] }), issuer: cloud.issuer },
    }
    const founded = await cloud.invoke('found-practice', event)
    expect(await cloud.invoke('found-practice', event)).toEqual(founded)
    const { body } = await ok('ada', 'GET', '/v1/me')
    expect(founded).toEqual({
      practiceId: body.practice.practiceId,
      memberId: body.member.memberId,
    })
  })

  it('takes in members, who find each other', async () => {
    const supervisor = member('sue', { roles: ['clinician', 'supervisor'] })
    known['sue'] = (await ok('ada', 'POST', '/v1/members', supervisor)).body.memberId
    const supervised = member('ian', { supervisorId: known['sue'] })
    known['ian'] = (await ok('ada', 'POST', '/v1/members', supervised)).body.memberId
    expect((await ok('sue', 'GET', '/v1/me')).body.supervisees).toEqual([known['ian']])
    expect((await ok('ian', 'GET', '/v1/members')).body.members).toHaveLength(3)
  })

  it('changes its settings', async () => {
    const { body, etag } = await ok('ada', 'GET', '/v1/settings')
    const { practiceId: _p, version: _v, ...form } = body
    await ok('ada', 'PUT', '/v1/settings', { ...form, phone: '+1 207 555 0142' }, etag)
  })

  it('has process notes that their author alone can find', async () => {
    const demographics = { name: { given: 'Zed', family: 'Nobody' }, birthDate: '1990-01-01' }
    known['client'] = (await ok('ian', 'POST', '/v1/clients', { demographics })).body.clientId
    const path = `/v1/clients/${known['client']}/process-notes`
    const { body, etag } = await ok('ian', 'POST', path, { text: CANARY })
    const note = `/v1/process-notes/${body.processNoteId}`
    expect((await ok('ian', 'GET', note)).body.text).toBe(CANARY)
    expect((await ok('ian', 'GET', path)).body.processNotes).toHaveLength(1)
    await ok('ian', 'PUT', note, { text: `${CANARY} again` }, etag)
    for (const other of ['sue', 'ada']) expect((await call(other, 'GET', note)).status).toBe(404)
    await ok('ian', 'DELETE', note)
  })

  it('sees in its worklists what is owed', async () => {
    const at = (hours: number) => new Date(cloud.clock.now() + hours * HOUR).toISOString()
    await ok('ian', 'POST', `/v1/clients/${known['client']}/sessions`, {
      start: at(-60),
      end: at(-59),
      memberId: known['ian'],
      modality: 'video',
      placeOfService: '10',
      participants: ['client'],
      services: [{ cpt: '90834', modifiers: [], units: 1 }],
      diagnoses: [{ code: 'F41.1' }],
    })
    const owed = async (who: string, of: string) =>
      (await ok(who, 'GET', `/v1/worklist?of=${of}`)).body.entries
    for (const [who, of] of [
      ['ian', 'own'],
      ['sue', 'supervised'],
      ['ada', 'practice'],
    ] as const)
      expect(await owed(who, of)).toMatchObject([
        { clientId: known['client'], memberId: known['ian'] },
      ])
  })

  it('mails who owes and who supervises them, once that day', async () => {
    // To be flagged, then mailed, and then not mailed again: three runs of each schedule.
    for (let run = 0; run < 3; run++) {
      await cloud.clock.advance(20 * MINUTE)
      await cloud.idle()
    }
    const mails = await cloud.mailbox.list()
    expect(mails.map(({ to, subject }) => [to[0], subject]).sort()).toEqual([
      ['ian@practice.example', '1 note is late'],
      ['sue@practice.example', '1 note is long overdue'],
    ])
  })

  it('sees who looked at a record, and what happened to itself', async () => {
    const { entries } = (await ok('ada', 'GET', `/v1/clients/${known['client']}/access`)).body
    const actions = entries.map(({ action }: { action: string }) => action)
    for (const action of ['process-note.read', 'process-note.write', 'process-note.delete'])
      expect(actions).toContain(action)
    const { events } = (await ok('ada', 'GET', '/v1/ledger')).body
    expect(events.map(({ type }: { type: string }) => type)).toEqual([
      'practice_founded',
      'member_added',
      'member_added',
      'settings_changed',
    ])
  })

  it('lists documents without being able to open a note', async () => {
    const { body } = await ok('ian', 'GET', `/v1/clients/${known['client']}/documents`)
    expect(body.documents).toEqual([])
  })

  it('refuses who left, everywhere, within 60 seconds', async () => {
    const everywhere = [
      '/v1/me',
      `/v1/clients/${known['client']}`,
      `/v1/clients/${known['client']}/documents`,
      `/v1/clients/${known['client']}/process-notes`,
    ]
    for (const path of everywhere) await ok('ian', 'GET', path)
    const path = `/v1/members/${known['ian']}`
    const { body, etag } = await ok('ada', 'GET', path)
    const { memberId: _m, version: _v, ...form } = body
    await ok('ada', 'PUT', path, { ...form, state: 'left' }, etag)
    await cloud.clock.advance(MINUTE)
    for (const each of everywhere)
      expect((await call('ian', 'GET', each)).body.type).toMatch(/member_inactive$/)
  })

  it('describes its API to everybody', async () => {
    const answer = await fetch(`${cloud.apiUrl}/v1/openapi.json`)
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({ openapi: '3.1.0' })
  })

  it('was never denied anything by its own policies', () => {
    const calls = cloud.wire.calls()
    expect(calls.length).toBeGreaterThan(50)
    expect(calls.filter(({ errorName }) => errorName?.includes('AccessDenied'))).toEqual([])
  })
})
