import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientEndpoints } from '../../../functions/records-api/client-endpoints.ts'
import { transact } from '../../../shared/aws/transact.ts'
import { derivedId, newId } from '../../../shared/id.ts'
import { type Caller, House, type Practice } from '../harness.ts'
import { refused } from '../refused.ts'
import { ada, people } from './sketches.ts'

let house: House
let north: Practice
let as: (name: string) => Caller

const clients = [
  { given: 'Ada', family: 'Łukasiewicz' },
  { given: 'Zoë', family: 'Ávila' },
  { given: 'Bo', family: 'Avila' },
  { given: 'Mary-Jane', family: 'O’Brien', preferred: 'MJ' },
  { given: 'محمد', family: 'علي' },
]

beforeAll(async () => {
  house = await House.start()
  north = await house.practice('north', people)
  const context = house.recordsContext()
  const serve = house.serve(context.findMember, clientEndpoints(context))
  as = (name) => serve(north, name)
  for (const name of clients) {
    const owner = name.family === 'O’Brien' ? 'baker' : 'able'
    await as(owner).post('/v1/clients', {
      demographics: { ...ada, name, externalIds: [{ system: 'school', value: '7' }] },
    })
    house.advance(1000)
  }
})
afterAll(() => house.close())

const namesIn = ({ body }: { body: { clients: { name: { family: string } }[] } }) =>
  body.clients.map(({ name }) => name.family)

describe('the directory', () => {
  it('is sorted by family name, then given, whatever the case and accents', async () => {
    const all = await as('admin').get('/v1/clients')
    expect(namesIn(all)).toEqual(['Avila', 'Ávila', 'Łukasiewicz', 'O’Brien', 'علي'])
    expect(all.body.clients[0]).toEqual({
      clientId: expect.any(String),
      name: { given: 'Bo', family: 'Avila' },
      birthDate: ada.birthDate,
      externalIds: [{ system: 'school', value: '7' }],
      state: 'active',
      careTeam: [north.memberId('able')],
      openedAt: expect.any(String),
    })
  })

  it('is read newest first when asked to', async () => {
    const all = await as('admin').get('/v1/clients?order=newest')
    expect(namesIn(all)).toEqual(clients.map(({ family }) => family).reverse())
  })

  it.each([
    ['able', ['Avila', 'Ávila', 'Łukasiewicz', 'علي']],
    ['sue', ['Avila', 'Ávila', 'Łukasiewicz', 'علي']],
    ['baker', ['O’Brien']],
    ['bill', ['Avila', 'Ávila', 'Łukasiewicz', 'O’Brien', 'علي']],
  ])('shows %s only those they may see', async (name, families) => {
    expect(namesIn(await as(name).get('/v1/clients'))).toEqual(families)
  })

  it.each([
    ['avila', ['Avila', 'Ávila']],
    ['AVILA zoe', ['Ávila']],
    ['lukasiewicz', ['Łukasiewicz']],
    ['mj', ['O’Brien']],
    ['jane obrien', ['O’Brien']],
    ['محمد', ['علي']],
    ['nobody', []],
  ])('finds by %s', async (words, families) => {
    const found = await as('admin').get(`/v1/clients?name=${encodeURIComponent(words)}`)
    expect(namesIn(found)).toEqual(families)
  })

  it.each(['', '&order=newest', '&name=a'])(
    'goes on page by page (%s), each client once',
    async (more) => {
      const whole = namesIn(await as('admin').get(`/v1/clients?limit=200${more}`))
      const seen: string[] = []
      let next: string | undefined
      do {
        const cursor: string = next ? `&cursor=${next}` : ''
        const page = await as('admin').get(`/v1/clients?limit=2${more}${cursor}`)
        seen.push(...namesIn(page))
        next = page.body.next
      } while (next)
      expect(seen).toEqual(whole)
    },
  )

  it('keeps names out of cursors', async () => {
    const { body } = await as('admin').get('/v1/clients?limit=1')
    expect(body.next).toMatch(/^[0-9a-z]{26}$/)
  })

  it.each([
    ['a cursor of nobody', `cursor=${newId()}`, '/query/cursor'],
    ['a cursor that is none', 'cursor=Avila', '/query/cursor'],
    ['a page of nothing', 'limit=0', '/query/limit'],
    ['a page of thousands', 'limit=5000', '/query/limit'],
    ['an order nobody knows', 'order=age', '/query/order'],
    ['a name of 101 characters', `name=${'x'.repeat(101)}`, '/query/name'],
  ])('refuses %s', async (_what, query, field) => {
    const { status, body } = await refused(house, () => as('admin').get(`/v1/clients?${query}`))
    expect(status).toBe(400)
    expect(body.errors).toMatchObject([{ field }])
  })

  it('notes down who read the list', async () => {
    await as('bill').get('/v1/clients?name=avila')
    const entries = (await house.items('ACCESS_TABLE')).filter(
      ({ pk }) => pk === `P#${north.id}#C#directory#2026-01`,
    )
    expect(entries.map(({ memberId }) => memberId)).toContain(north.memberId('bill'))
    expect(JSON.stringify(entries)).not.toMatch(/avila/i)
  })

  it('finds one among 2,000 by one query of each part', async () => {
    const big = await house.practice('big', people)
    const context = house.recordsContext()
    const writes = await Promise.all(
      Array.from({ length: 2000 }, (_, i) => {
        const client = {
          clientId: derivedId('one of many', String(i)),
          practiceId: big.id,
          state: 'active' as const,
          careTeam: [big.memberId('able')],
          barred: [],
          openDrafts: 0,
          holds: 0,
          retention: { lastServiceOn: '2026-01-14', birthYear: 1980 },
          openedAt: house.now(),
          version: 1,
        }
        const name = { given: `Given${i}`, family: `Family${i}` }
        return context.directory.put(client, { name, birthDate: '1980-01-01' })
      }),
    )
    for (let i = 0; i < writes.length; i += 100) await transact(house.db, writes.slice(i, i + 100))
    const serve = house.serve(context.findMember, clientEndpoints(context))
    const admin = serve(big, 'admin')
    await admin.get('/v1/clients?limit=1')
    house.services.calls.length = 0
    const { body } = await admin.get('/v1/clients?name=family1999')
    expect(namesIn({ body })).toEqual(['Family1999'])
    // The parts go out together: record-calls.test.ts shows it.
    const queries = house.services.calls.filter(({ operation }) => operation === 'Query')
    expect(queries).toHaveLength(4)
  })
})
