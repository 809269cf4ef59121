import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { releasesContext } from '../../../functions/releases-api/context.ts'
import { releaseEndpoints } from '../../../functions/releases-api/endpoints.ts'
import type { Calls } from '../../../infra/leaving/api.ts'
import { takeRecords } from '../../../infra/leaving/take-records.ts'
import { documentIdOf } from '../../../shared/document/document-item.ts'
import { clientFiles, laterClientFiles } from '../../../shared/export/export-manifest.ts'
import { verifyExportFiles } from '../../../shared/export/verify-export-files.ts'
import { ExportInMemory } from '../../export/export-in-memory.ts'
import { World } from '../../matrix/world.ts'
import { from } from '../harness.ts'
import { type Answer, ISSUER } from '../http-call.ts'
import { accept, expected, sections } from '../records-api/note-room.ts'
import { complete, PlanDeeds } from '../records-api/plan-room.ts'
import { authorization, byAuthorization, forPayment } from '../releases-api/release-room.ts'

const dir = mkdtempSync(join(tmpdir(), 'noteseal-every-kind-'))
let world: World
beforeAll(async () => {
  world = await World.begin()
})
afterAll(async () => {
  await world.close()
  rmSync(dir, { recursive: true, force: true })
})

it('what is taken in and exported again is the same, whatever kind of record it is', async () => {
  await tellOfMembers()
  const clientId = await live()
  const before = await exported('before')
  for (const name of [...clientFiles, ...laterClientFiles])
    expect(before.bytes(`clients/${clientId}/${name}`).length, name).toBeGreaterThan(0)
  expect(before.lines('practice/groups.jsonl')).toHaveLength(1)

  await world.arrive('moved/', before)
  const admin = { issuer: ISSUER, subject: world.room.practice.subject('admin') }
  expect(await world.takeIn({ folder: 'moved/', admin })).toMatchObject({ body: { done: true } })
  await changeMember('keeper', { subject: world.room.practice.subject('keeper') })
  const after = await exported('after')

  expect(after.paths()).toEqual(before.paths())
  const same = (path: string) => /^clients\/|groups/.test(path) && !path.endsWith('ledger.json')
  for (const path of before.paths().filter(same))
    expect(after.bytes(path).equals(before.bytes(path)), path).toBe(true)
  for (const path of before.paths().filter((each) => /^clients\/.*ledger\.json$/.test(each)))
    expect(after.lines(path)[0]).toMatchObject({
      events: before.lines(path)[0].events,
      head: before.lines(path)[0].head,
    })

  // What was to be made still is, here.
  await render()
  const made = await exported('made')
  expect(made.paths().length).toBe(before.paths().length + 3)
  expect(JSON.stringify(made.clientIds.map((id) => linesOf(made, id)))).not.toMatch(
    /awaitsDocument/,
  )
}, 30_000)

const linesOf = (files: ExportInMemory, id: string) =>
  ['notes', 'plans', 'asked'].map((name) => files.lines(`clients/${id}/${name}.jsonl`))

/** A client of whom there is a record of every kind; three documents are still to be made. */
async function live(): Promise<string> {
  const { room } = world
  const plans = new PlanDeeds(room)
  const as = (name: string) => room.as(name)
  const ok = async (answer: Promise<Answer>, status = 200) => expected(await answer, status)
  const { clientId, noteId } = await room.signed('novak')
  const at = `/v1/clients/${clientId}`
  const reason = { reason: 'plover-detour' }

  const addendum = { kind: 'addition', ...reason, text: 'More.', ...accept('addendum/1') }
  await ok(as('novak').post(`/v1/notes/${noteId}/addenda`, addendum), 201)
  const diagnosisId = await plans.diagnosis(clientId)
  const takenBy = room.practice.memberId('baker')
  const phq = { instrument: 'PHQ-9', answers: [2, 2, 1, 2, 1, 1, 2, 0, 1], takenOn: '2026-01-14' }
  const { measure } = await ok(as('baker').post(`${at}/measures`, { ...phq, takenBy }), 201)
  await ok(as('baker').post(`/v1/measures/${measure.measureId}/correction`, reason, from('"1"')))
  const [revoked, standing] = [
    (await ok(as('admin').post(`${at}/consents`, authorization), 201)).consent.consentId,
    (await ok(as('admin').post(`${at}/consents`, authorization), 201)).consent.consentId,
  ]
  await ok(as('admin').post(`/v1/consents/${revoked}/revocation`, reason, from('"1"')))
  const first = await plans.signed(clientId, diagnosisId)
  await render()

  const documentId = documentIdOf(noteId, 2)
  for (const words of [forPayment(documentId), byAuthorization(documentId, standing)]) {
    const { release } = await ok(releases('keeper').post(`${at}/releases`, words), 201)
    const path = `/v1/releases/${release.releaseId}`
    await ok(releases('keeper').post(`${path}/giving`, undefined, from('"1"')))
    if (words.basis.ground === 'authorization')
      await ok(releases('keeper').post(`${path}/revocation`, reason, from('"2"')))
  }
  const { hold } = await ok(as('admin').post(`${at}/holds`, reason), 201)
  await ok(as('keeper').post(`/v1/holds/${hold.holdId}/lifting`, reason, from('"1"')))
  await ok(as('keeper').post(`/v1/notes/${noteId}/entered-in-error`, reason, from('"3"')))

  await ok(plans.end(first, '"3"'))
  await plans.signed(clientId, diagnosisId)
  await ok(plans.save(await plans.open(clientId), complete(diagnosisId)))
  const another = await openNote(clientId)
  await ok(as('baker').put(`/v1/notes/${another}/draft`, { sections }, from('"0"')))
  await ok(room.sign(another))
  await ok(as('baker').post(`/v1/notes/${another}/attestations`, accept('attestation/1')), 201)
  const draft = await openNote(clientId)
  await ok(as('baker').put(`/v1/notes/${draft}/draft`, { sections }, from('"0"')))
  await openNote(clientId)
  await meetAsGroup(clientId)
  return clientId
}

/** What the stream left is looked for a while later. */
async function render(): Promise<void> {
  world.house.advance(10 * 60_000)
  await world.render()
}

async function openNote(clientId: string): Promise<string> {
  const { room } = world
  const body = { sessionId: await room.session(clientId), template: 'soap' }
  return expected(await room.as('baker').post(`/v1/clients/${clientId}/notes`, body), 201).noteId
}

async function meetAsGroup(clientId: string): Promise<void> {
  const { room } = world
  const clients = [clientId, await room.client()].map((id) => ({ clientId: id, diagnoses: [] }))
  const [start, end] = ['2026-01-15T15:00:00.000Z', '2026-01-15T15:50:00.000Z']
  const service = { modality: 'in person', placeOfService: '11', services: [{ cpt: '90853' }] }
  const planned = await room.as('baker').post('/v1/groups', { start, end, ...service, clients })
  const path = `/v1/groups/${expected(planned, 201).groupId}/shared-part`
  const body = { sections: { intervention: 'Skills training.' } }
  expected(await room.as('baker').put(path, body, from('"0"')), 200)
}

/** The house's members are there without an event; an export's are not. */
async function tellOfMembers(): Promise<void> {
  for (const name of ['vogel', 'baker', 'novak', 'carter', 'biller', 'keeper'])
    await changeMember(name, {})
}

async function changeMember(name: string, change: object): Promise<void> {
  const path = `/v1/members/${world.room.practice.memberId(name)}`
  const { body, headers } = await world.practice('admin').get(path)
  const { memberId: _id, version: _version, ...form } = body
  const changed = { ...form, ...change }
  expected(await world.practice('admin').put(path, changed, from(headers['etag'])), 200)
}

function releases(name: string) {
  const { house, practice } = world.room
  const env = house.env as Parameters<typeof releasesContext>[0]
  const context = releasesContext(env, { db: house.db, kms: house.kms }, house.now)
  return house.serve(context.findMember, releaseEndpoints(context))(practice, name)
}

async function exported(name: string): Promise<ExportInMemory> {
  const out = join(dir, name)
  const taken = await takeRecords({ api: keeper, out, say: () => {} })
  const files = ExportInMemory.from(out)
  const known = { manifestSha256: taken?.manifestSha256 ?? '' }
  expect((await verifyExportFiles(files, known)).faults).toEqual([])
  return files
}

/** The API as the custodian has it, whichever function answers. */
const keeper: Calls = {
  get: async (path) => expected(await functionOf(path).get(path), 200),
  post: async (path, body) => {
    const link = /^\/v1\/documents\/(.+)\/link$/.exec(path)
    if (!link?.[1]) return expected(await functionOf(path).post(path, body), 201)
    const bytes = await world.pdf(link[1])
    return { url: `data:application/pdf;base64,${Buffer.from(bytes).toString('base64')}` } as never
  },
}

const functionOf = (path: string) =>
  /^\/v1\/(?:me|ledger|exports|exports\/\w+\/practice)$/.test(path)
    ? world.practice('keeper')
    : world.records('keeper')
