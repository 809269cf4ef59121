import { afterAll, beforeAll, expect, it } from 'vitest'
import { releasesContext } from '../../../functions/releases-api/context.ts'
import { releaseEndpoints } from '../../../functions/releases-api/endpoints.ts'
import { documentIdOf } from '../../../shared/document/document-item.ts'
import { clientFiles, laterClientFiles } from '../../../shared/export/export-manifest.ts'
import { verifyExportFiles } from '../../../shared/export/verify-export-files.ts'
import type { ExportInMemory } from '../../export/export-in-memory.ts'
import { World } from '../../matrix/world.ts'
import { from } from '../harness.ts'
import type { Answer } from '../http-call.ts'
import { accept, expected, sections } from '../records-api/note-room.ts'
import { complete, PlanDeeds } from '../records-api/plan-room.ts'
import { authorization, byAuthorization, forPayment } from '../releases-api/release-room.ts'
import { Moving } from './moving.ts'

let world: World
let moving: Moving
beforeAll(async () => {
  world = await World.begin()
  moving = await Moving.of(world)
})
afterAll(() => world.close())

const exported = async () => {
  const files = await moving.exported()
  expect((await verifyExportFiles(files)).faults).toEqual([])
  return files
}

it('what is taken in and exported again is the same, whatever kind of record it is', async () => {
  const clientId = await live()
  const before = await exported()
  for (const name of [...clientFiles, ...laterClientFiles])
    expect(before.bytes(`clients/${clientId}/${name}`).length, name).toBeGreaterThan(0)
  expect(before.lines('practice/groups.jsonl')).toHaveLength(1)
  // Who gets one record is not told who works on it.
  const one = await moving.exported(clientId)
  expect(one.paths()).not.toContain(`clients/${clientId}/access.jsonl`)

  await moving.move(before)
  const after = await exported()
  expect(after.paths()).toEqual(before.paths())
  const same = (path: string) =>
    /^clients\/|groups/.test(path) && !/(?:ledger\.json|access\.jsonl)$/.test(path)
  for (const path of before.paths().filter(same))
    expect(after.bytes(path).equals(before.bytes(path)), path).toBe(true)
  for (const path of before.paths().filter((each) => /^clients\/.*ledger\.json$/.test(each))) {
    const [{ events, head }] = before.lines(path)
    expect(after.lines(path)[0]).toMatchObject({ events, head })
  }
  for (const path of before.paths().filter((each) => each.endsWith('access.jsonl'))) {
    const [was, is] = [before.lines(path), after.lines(path)]
    expect(was.length, path).toBeGreaterThan(1)
    // And whoever exported since is in it too.
    expect(is).toEqual(expect.arrayContaining(was))
    expect(is.length).toBeGreaterThan(was.length)
    expect(JSON.stringify(is)).not.toContain('process-note')
  }

  // What was to be made still is, here.
  for (let step = 0; step < 2; step++) await moving.render()
  const made = await exported()
  // A note, a plan, an attestation, a hold's two notices, a packet's volume and its cover.
  expect(made.paths().length).toBe(before.paths().length + 7)
  expect(JSON.stringify(made.clientIds.map((id) => linesOf(made, id)))).not.toMatch(
    /awaits(?:Document|Step)/,
  )
}, 30_000)

const linesOf = (files: ExportInMemory, id: string) =>
  ['notes', 'plans', 'asked', 'packets'].map((name) => files.lines(`clients/${id}/${name}.jsonl`))

/** A client of whom there is a record of every kind; seven documents are still to be made. */
async function live(): Promise<string> {
  const { room } = world
  const plans = new PlanDeeds(room)
  const as = (name: string) => room.as(name)
  const ok = async (answer: Promise<Answer>, status = 200) => expected(await answer, status)
  const { clientId, noteId } = await room.signed('novak')
  const at = `/v1/clients/${clientId}`
  const reason = { reason: 'plover-detour' }

  const thought = { text: 'A thought.' }
  await ok(world.processNotes('baker').post(`${at}/process-notes`, thought), 201)
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
  await moving.render()

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
  const packet = { ...forPayment(documentId), contents: { of: 'packet', payer: 'Cascadia' } }
  await ok(releases('keeper').post(`${at}/releases`, packet), 201)
  const draft = await openNote(clientId)
  await ok(as('baker').put(`/v1/notes/${draft}/draft`, { sections }, from('"0"')))
  await openNote(clientId)
  await meetAsGroup(clientId)
  return clientId
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

function releases(name: string) {
  const { house, practice } = world.room
  const env = house.env as Parameters<typeof releasesContext>[0]
  const context = releasesContext(env, { db: house.db, kms: house.kms }, house.now)
  return house.serve(context.findMember, releaseEndpoints(context))(practice, name)
}
