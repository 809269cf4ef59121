import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { destroyedFiles } from '../../../shared/export/export-manifest.ts'
import { verifyExportFiles } from '../../../shared/export/verify-export-files.ts'
import type { ExportInMemory } from '../../export/export-in-memory.ts'
import { shapeOf } from '../../matrix/shape.ts'
import { World } from '../../matrix/world.ts'
import { from } from '../harness.ts'
import { ISSUER } from '../http-call.ts'
import { canary, code, expected } from '../records-api/note-room.ts'
import { Moving } from './moving.ts'

const DAY = 86_400_000

let world: World
let moving: Moving
/** Of a practice in which one record was destroyed, and one is kept. */
let before: ExportInMemory
let gone: string
let kept: string

beforeAll(async () => {
  world = await World.begin()
  moving = await Moving.of(world)
  gone = await world.room.client()
  await world.room.client()
  world.house.travelTo('2037-01-02T15:00:00.000Z')
  kept = await world.room.client()
  await world.enforce()
  for (const name of ['keeper', 'admin']) {
    const path = `/v1/disposals/${gone}`
    const { headers } = await world.records(name).get(path)
    const approved = world.records(name).post(`${path}/approvals`, {}, from(headers['etag']))
    expected(await approved, 200)
  }
  world.house.advance(31 * DAY)
  for (let run = 0; run < 3; run++) {
    await world.enforce()
    world.house.advance(DAY / 24)
  }
  await moving.render()
  before = await moving.exported()
}, 30_000)
afterAll(() => world.close())

const faultsOf = async (files: ExportInMemory) => (await verifyExportFiles(files)).faults
const at = (name: string) => `destroyed/${gone}/${name}`

describe('what is left of a destroyed record', () => {
  it('leaves with an export: the chain that ended, the certificate, whose it was', async () => {
    expect(await faultsOf(before)).toEqual([])
    expect(before.clientIds).not.toContain(gone)
    expect(before.clientIds).toContain(kept)
    for (const name of destroyedFiles) expect(before.lines(at(name)), name).toHaveLength(1)
    expect(before.lines(at('ledger.json'))[0].events.at(-1).type).toBe('client_destroyed')
    expect(before.lines(at('register.jsonl'))[0].entry.name).toContain(canary.family)
    expect(before.paths().filter((path) => path.startsWith(at('certificates/')))).toHaveLength(1)
  })

  it.each<[string, (files: ExportInMemory) => void, object]>([
    [
      'the chain is taken out',
      (files) => {
        for (const path of files.paths()) if (path.startsWith(at(''))) files.remove(path)
      },
      { kind: 'file_missing' },
    ],
    [
      'its last event is taken out',
      (files) => {
        const [chain] = files.lines(at('ledger.json'))
        files.putLines(at('ledger.json'), [{ ...chain, events: chain.events.slice(0, -1) }])
      },
      { kind: 'chain', file: 'ledger.json' },
    ],
    [
      'the certificate names another end',
      (files) => {
        const [line] = files.lines(at('certificates.jsonl'))
        const chainHead = { ...line.certificate.chainHead, seq: 1 }
        const certificate = { ...line.certificate, chainHead }
        files.putLines(at('certificates.jsonl'), [{ ...line, certificate }])
      },
      { kind: 'disagrees', file: 'certificates.jsonl' },
    ],
    [
      'its PDF is taken out',
      (files) => {
        for (const path of files.paths())
          if (path.startsWith(at('certificates/'))) files.remove(path)
      },
      { kind: 'document_missing' },
    ],
    [
      'a byte of its PDF is another',
      (files) => {
        const path = files.paths().find((each) => each.startsWith(at('certificates/'))) ?? ''
        const bytes = Buffer.from(files.bytes(path))
        bytes.writeUInt8((bytes.at(2000) ?? 0) ^ 1, 2000)
        files.put(path, bytes)
      },
      { kind: 'seal' },
    ],
    [
      'the register names another client',
      (files) => {
        const [line] = files.lines(at('register.jsonl'))
        const entry = { ...line.entry, clientId: kept }
        files.putLines(at('register.jsonl'), [{ ...line, entry }])
      },
      { kind: 'another_client', file: 'register.jsonl' },
    ],
    [
      'its trail tells of another client',
      (files) => {
        const [first, ...rest] = files.lines(at('access.jsonl'))
        files.putLines(at('access.jsonl'), [{ ...first, clientId: kept }, ...rest])
      },
      { kind: 'another_client', file: 'access.jsonl' },
    ],
  ])('is missed where %s, also with the manifest made to fit', async (_what, change, first) => {
    const files = before.copy()
    change(files)
    files.rewriteManifest()
    const [fault] = await faultsOf(files)
    const { file, ...more } = { file: '', ...first }
    expect(fault).toMatchObject(more)
    expect(fault?.file).toContain(file)
  })

  it('is not taken for one where the practice’s chain tells of no such end', async () => {
    const files = before.copy()
    for (const name of destroyedFiles) {
      const stray = name === 'ledger.json' ? files.bytes(at(name)) : Buffer.alloc(0)
      files.put(`destroyed/${kept}/${name}`, stray)
    }
    files.rewriteManifest()
    const file = `destroyed/${kept}/ledger.json`
    const faults = await faultsOf(files)
    expect(faults).toContainEqual({ kind: 'record_unknown', clientId: kept, file })
    expect(new Set(faults.map((fault) => fault.file))).toEqual(new Set([file]))
  })

  it('is no record any more, even where somebody puts one back', async () => {
    const files = before.copy()
    const { chains, practiceId } = files.manifest
    const [{ head }] = files.lines(at('ledger.json'))
    const back = { chain: `P#${practiceId}#C#${gone}`, head }
    const [first, ...clients] = chains
    if (!first) throw new Error('an export without chains')
    const sorted = [...clients, back].toSorted((a, b) => (a.chain < b.chain ? -1 : 1))
    files.put(`clients/${gone}/ledger.json`, files.bytes(at('ledger.json')))
    files.rewriteManifest({ chains: [first, ...sorted] })
    expect(await faultsOf(files)).toContainEqual(
      expect.objectContaining({ kind: 'disagrees', file: 'practice/ledger.json', record: gone }),
    )
  })

  it('is nobody’s who is not there, and goes to the custodian alone', async () => {
    const { exportId } = expected(await world.practice('keeper').post('/v1/exports', {}), 201)
    const asked = (who: string, clientId: string, of = exportId) =>
      world.records(who).get(`/v1/exports/${of}/destroyed/${clientId}`)
    expect((await asked('keeper', gone)).status).toBe(200)
    for (const [who, clientId, of, type] of [
      ['admin', gone, exportId, 'not_allowed'],
      ['baker', gone, exportId, 'not_allowed'],
      // Who is not destroyed has an export of their own, with other checks.
      ['keeper', kept, exportId, 'client_not_found'],
      ['keeper', 'z'.repeat(26), exportId, 'client_not_found'],
      ['keeper', gone, 'z'.repeat(26), 'export_not_found'],
    ] as const)
      expect([who, clientId, code(await asked(who, clientId, of))]).toEqual([who, clientId, type])
    const one = expected(
      await world.practice('keeper').post('/v1/exports', { clientId: kept }),
      201,
    )
    expect(code(await asked('keeper', gone, one.exportId))).toBe('export_not_found')
  })

  it('is put in many short calls as at once, also begun anew in the middle', async () => {
    const order = { folder: 'moved/', admin: { issuer: ISSUER, subject: 'first' } }
    const kept = await world.keep()
    await world.arrive('moved/', before)
    await world.takeIn(order)
    const atOnce = shapeOf(await world.stored())
    await world.arrive('moved/', before)
    let [calls, body] = [0, { done: false, cursor: undefined as string | undefined }]
    while (!body.done) {
      // Every other call has lost its cursor.
      const { cursor } = calls++ % 2 === 0 ? { cursor: undefined } : body
      ;({ body } = await world.takeIn({ ...order, ...(cursor && { cursor }) }, () => calls > 8))
    }
    expect(calls).toBeGreaterThan(3)
    expect(shapeOf(await world.stored())).toBe(atOnce)
    await world.restore(kept)
  })

  // The last, as nothing of what was is there afterwards.
  it('is the same where the practice moved: found in the register, certified, never a client again', async () => {
    await moving.move(before)
    const after = await moving.exported()
    expect(await faultsOf(after)).toEqual([])
    expect(after.paths()).toEqual(before.paths())
    for (const path of before.paths().filter((each) => each.startsWith(at(''))))
      if (!/(?:ledger\.json|access\.jsonl)$/.test(path))
        expect(after.bytes(path).equals(before.bytes(path)), path).toBe(true)

    const was = before.lines(at('access.jsonl'))
    expect(was.map(({ action }) => action)).toContain('certificate.read')
    expect(after.lines(at('access.jsonl'))).toEqual(expect.arrayContaining(was))
    const keeper = world.records('keeper')
    const { entries } = expected(
      await keeper.get(`/v1/disposal-register?name=${canary.family}`),
      200,
    )
    expect(entries).toMatchObject([{ clientId: gone }])
    expect(code(await keeper.get(`/v1/clients/${gone}`))).toBe('client_not_found')
    const trail = await world.practice('keeper').get(`/v1/clients/${gone}/access`)
    expect(trail.status).toBe(200)
    // Nothing is done to it by the daily run any more.
    const { tables } = await world.stored()
    await world.enforce()
    const chain = `P#${world.room.practice.id}#C#${gone}`
    const ofGone = (items: typeof tables.LEDGER_TABLE) =>
      items.filter((item) => item['pk']?.S === chain)
    const now = (await world.stored()).tables
    expect(ofGone(now.LEDGER_TABLE)).toEqual(ofGone(tables.LEDGER_TABLE))
    expect(ofGone(now.RECORDS_TABLE)).toEqual(ofGone(tables.RECORDS_TABLE))
  })
})
