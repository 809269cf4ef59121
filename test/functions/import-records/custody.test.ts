import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { verifyExportFiles } from '../../../shared/export/verify-export-files.ts'
import type { ExportInMemory, Line } from '../../export/export-in-memory.ts'
import { World } from '../../matrix/world.ts'
import { code, expected } from '../records-api/note-room.ts'
import { Moving } from './moving.ts'

const FILE = 'practice/custody.jsonl'
const words = 'Unreachable since Monday.'

let world: World
let moving: Moving
/** Of a practice with an access in force, one that was ended, and a caseload that was handed over. */
let before: ExportInMemory
let clientId: string
/** A draft of the clinician who is unreachable: the custodian's by that access alone. */
let noteId: string

beforeAll(async () => {
  world = await World.begin()
  moving = await Moving.of(world)
  ;({ clientId, noteId } = await world.room.written('baker'))
  const { practice } = world.room
  for (const name of ['baker', 'novak']) {
    const body = { clinicianId: practice.memberId(name), reason: 'incapacitated' }
    const asked = world
      .records('keeper')
      .post('/v1/custodial-accesses', { ...body, ...(name === 'baker' && { words }) })
    const path = `/v1/custodial-accesses/${expected(await asked, 201).accessId}`
    expected(await world.practice('admin').post(`${path}/approval`, undefined), 200)
    if (name === 'novak')
      expected(await world.practice('admin').post(`${path}/end`, undefined), 200)
  }
  const path = `/v1/members/${practice.memberId('novak')}/hand-over`
  const body = { to: practice.memberId('carter'), reason: 'incapacitated' }
  expected(await world.records('admin').post(path, body), 200)
  before = await moving.exported()
}, 20_000)
afterAll(() => world.close())

const faultsOf = async (files: ExportInMemory) => (await verifyExportFiles(files)).faults

const find = (lines: readonly Line[], state: string): Line =>
  lines.find(({ access }) => access?.state === state)

describe('custody', () => {
  it('leaves with an export: what was asked for and why, and which clients went to whom', async () => {
    expect(await faultsOf(before)).toEqual([])
    const lines = before.lines(FILE)
    expect(find(lines, 'approved').said.words).toBe(words)
    expect(find(lines, 'ended')).not.toHaveProperty('said')
    const [{ handed }] = lines.filter(({ handOver }) => handOver)
    expect(handed.map((each: Line) => each.clientId)).toEqual([clientId])
  })

  it.each<[string, (lines: Line[]) => Line[], string]>([
    [
      'taken out',
      (lines) => lines.filter(({ access }) => access?.state !== 'ended'),
      'record_missing',
    ],
    [
      'left out of the hand-overs',
      (lines) => lines.filter(({ access }) => access),
      'record_missing',
    ],
    ['of other words', (lines) => changed(lines, 'said', { words: 'On leave.' }), 'changed'],
    ['silent', (lines) => lines.map(({ said: _said, ...line }) => line), 'changed'],
    [
      'longer',
      (lines) => changed(lines, 'access', { until: '2030-01-01T00:00:00.000Z' }),
      'disagrees',
    ],
    [
      'another’s',
      (lines) => changed(lines, 'access', { custodianId: 'z'.repeat(26) }),
      'disagrees',
    ],
  ])(
    'is missed where it is %s, also with the manifest made to fit',
    async (_what, change, kind) => {
      const files = before.copy()
      files.putLines(FILE, change(files.lines(FILE)))
      files.rewriteManifest()
      expect((await faultsOf(files))[0]).toMatchObject({ kind, file: FILE })
    },
  )

  it('is the custodian’s to take along, in an export of the whole practice', async () => {
    const whole = expected(await world.practice('keeper').post('/v1/exports', {}), 201)
    const one = expected(await world.practice('keeper').post('/v1/exports', { clientId }), 201)
    for (const [who, { exportId }, type] of [
      ['admin', whole, 'not_allowed'],
      ['baker', whole, 'not_allowed'],
      ['keeper', one, 'export_not_found'],
    ] as const)
      expect(code(await world.records(who).get(`/v1/exports/${exportId}/custody`))).toBe(type)
  })

  // The last, as nothing of what was is there afterwards.
  it('is the same where the practice moved, and what is in force still is', async () => {
    await moving.move(before)
    const after = await moving.exported()
    expect(await faultsOf(after)).toEqual([])
    expect(after.bytes(FILE).equals(before.bytes(FILE))).toBe(true)
    const { accessId } = find(before.lines(FILE), 'approved').access
    const shown = await world.records('keeper').get(`/v1/custodial-accesses/${accessId}`)
    expect(shown.body).toMatchObject({ state: 'approved', words })
    expect((await world.records('keeper').get(`/v1/notes/${noteId}`)).status).toBe(200)
    const ended = await world
      .practice('keeper')
      .post(`/v1/custodial-accesses/${accessId}/end`, undefined)
    expect(ended.status).toBe(200)
    expect((await world.records('keeper').get(`/v1/notes/${noteId}`)).status).toBe(403)
  })
})

/** The line of the access that is in force, with a part of it changed. */
const changed = (lines: readonly Line[], part: 'access' | 'said', change: object): Line[] =>
  lines.map((line) =>
    line.access?.state === 'approved' ? { ...line, [part]: { ...line[part], ...change } } : line,
  )
