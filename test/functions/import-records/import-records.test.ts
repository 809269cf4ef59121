import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ExportInMemory } from '../../export/export-in-memory.ts'
import { broken, brokenExports, wholeExport } from '../../export/vectors.ts'
import { shapeOf } from '../../matrix/shape.ts'
import { World } from '../../matrix/world.ts'

let world: World
beforeAll(async () => {
  world = await World.begin()
})
afterAll(() => world.close())

const admin = { issuer: 'https://id.example.org', subject: 'first' }
const order = { folder: 'moved/', admin }
const whole = wholeExport()
const { practiceId } = whole.manifest

const arrived = async (files: ExportInMemory = whole) => {
  await world.arrive('moved/', files)
  return shapeOf(await world.stored())
}

const stored = async () => shapeOf(await world.stored())

describe('an export of a whole practice', () => {
  it('is taken in, and a second time is no second practice', async () => {
    await arrived()
    const taken = { status: 200, body: { done: true, practiceId, clients: 3 } }
    expect(await world.takeIn(order)).toMatchObject(taken)
    const once = await stored()
    expect(await world.takeIn(order)).toMatchObject(taken)
    expect(await stored()).toBe(once)
  })

  it('is taken in as well in many short calls', async () => {
    await arrived()
    await world.takeIn(order)
    const atOnce = await stored()
    await arrived()
    const told: unknown[] = []
    let cursor: string | undefined
    for (;;) {
      const { body } = await world.takeIn({ ...order, ...(cursor && { cursor }) }, () => false)
      told.push(body.done ? 'done' : [body.part, body.clients.done, body.clients.of])
      if (body.done) break
      cursor = body.cursor
    }
    expect(told).toEqual([
      ['verify', 1, 3],
      ['verify', 2, 3],
      ['store', 1, 3],
      ['store', 2, 3],
      'done',
    ])
    expect(await stored()).toBe(atOnce)
  })

  it('is not taken in beside a practice', async () => {
    await arrived()
    await world.takeIn(order)
    const before = await stored()
    const other = whole.copy()
    other.rewriteManifest({ exportedAt: '2026-11-27T08:00:00.000Z' })
    await world.putFiles('moved/', other)
    expect(await world.takeIn(order)).toMatchObject({ body: { refused: 'another_import' } })
    expect(await stored()).toBe(before)
  })

  it('is not taken in where somebody founded one', async () => {
    const empty = await arrived()
    await world.found(founding)
    const before = await stored()
    expect(before).not.toBe(empty)
    expect(await world.takeIn(order)).toMatchObject({ body: { refused: 'not_empty' } })
    expect(await stored()).toBe(before)
  })
})

const founding = {
  practice: { name: 'South', address: ['2 Test Street'], zone: 'America/Chicago' },
  admin: { name: 'Sam', email: 'sam@south.test', subject: 'south/sam', issuer: admin.issuer },
}

describe('nothing is stored of', () => {
  it.each(brokenExports())('what was tampered with: $name', async (each) => {
    const files = broken(whole, each)
    const empty = await arrived(files)
    const manifest = each.noted ? whole.manifestSha256 : undefined
    const { body } = await world.takeIn({ ...order, ...(manifest && { manifest }) })
    expect(body).toMatchObject({ refused: 'not_as_exported', fault: expect.any(String) })
    expect(await stored()).toBe(empty)
  })

  it('an export from which clients were withheld', async () => {
    const files = whole.copy()
    const [first = ''] = files.clientIds
    for (const path of files.paths()) if (path.includes(first)) files.remove(path)
    const { chains } = files.manifest
    files.rewriteManifest({
      withheld: [first],
      chains: chains.filter(({ chain }) => !chain.includes(first)),
    })
    const empty = await arrived(files)
    expect(await world.takeIn(order)).toMatchObject({ body: { refused: 'not_the_whole_practice' } })
    expect(await stored()).toBe(empty)
  })

  it.each([
    ['is no member', 'z'.repeat(26)],
    ['is no admin', 'keeper'],
  ])('one whose first admin %s', async (_what, named) => {
    const empty = await arrived()
    const members = whole.lines('practice/members.jsonl')
    const memberId =
      named === 'keeper'
        ? members.find(({ member }) => !member.roles.includes('admin')).member.memberId
        : named
    const asked = { ...order, admin: { ...admin, memberId } }
    expect(await world.takeIn(asked)).toMatchObject({ body: { refused: 'no_such_admin' } })
    expect(await stored()).toBe(empty)
  })

  it.each([
    { ...order, folder: '../moved/' },
    { ...order, folder: 'moved' },
    { ...order, more: true },
    { ...order, cursor: 'nonsense' },
    { folder: 'moved/' },
  ])('an order that is none: %j', async (asked) => {
    const empty = await arrived()
    await expect(world.takeIn(asked)).rejects.toThrow()
    expect(await stored()).toBe(empty)
  })
})
