import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { clientKey } from '../../../shared/aws/client-table.ts'
import { registerKey } from '../../../shared/aws/register-place.ts'
import { transact } from '../../../shared/aws/transact.ts'
import { plusHours } from '../../../shared/clock.ts'
import { verifyChain } from '../../../shared/ledger/verify-chain.ts'
import { beginDestruction } from '../../../shared/retention/destroy-disposal.ts'
import { type Caller, from, type Practice } from '../harness.ts'
import { refused } from '../refused.ts'
import { DisposalRoom, LATER } from './disposal-room.ts'
import { justBefore } from './just-before.ts'
import { Rounds } from './rounds.ts'
import { ada, hour } from './sketches.ts'

let room: DisposalRoom
let south: Practice
let clientId: string

beforeAll(async () => {
  room = await DisposalRoom.open()
  south = await room.house.practice('south', { cora: { roles: ['custodian'] } })
})
afterAll(() => room.close())

beforeEach(async () => {
  room.house.travelTo(LATER)
  clientId = await room.client()
  await room.propose(clientId)
})

const path = (of = clientId) => `/v1/disposals/${of}`

type More = Parameters<DisposalRoom['as']>[1]

const approve = (name: string, etag = '"1"', more?: More) =>
  room.as(name, more).post(`${path()}/approvals`, {}, from(etag))

const withdraw = (name: string, etag: string) =>
  room.as(name).post(`${path()}/withdrawal`, {}, from(etag))

const state = async () => (await room.stored(clientId))?.disposal

describe('the review list', () => {
  it('says who it is, which rule and since when, what was approved and what stands in the way', async () => {
    await approve('cora')
    const { body } = await room.as('admin').get('/v1/disposals')
    const view = body.disposals.find(
      (each: { disposal: { clientId: string } }) => each.disposal.clientId === clientId,
    )
    expect(view).toEqual({
      disposal: {
        state: 'proposed',
        clientId,
        practiceId: room.north.id,
        proposedAt: LATER,
        dueOn: '2037-01-01',
        rule: 'years-after-last-service',
        facts: { lastServiceOn: '2026-01-14', birthYear: 1988 },
        approvals: [{ memberId: room.north.memberId('cora'), at: LATER }],
        version: 2,
      },
      client: { name: ada.name, birthDate: ada.birthDate },
      holds: 0,
      openDrafts: 0,
      kept: [],
    })
    const { body: one, headers } = await room.as('cora').get(path())
    expect([one, headers['etag']]).toEqual([view, '"2"'])
  })

  it('says that a draft is open', async () => {
    room.house.travelTo('2026-01-14T17:00:00.000Z')
    const { body: session } = await room.as('able').post(`/v1/clients/${clientId}/sessions`, hour)
    const note = { sessionId: session.sessionId, template: 'soap' }
    await room.as('able').post(`/v1/clients/${clientId}/notes`, note)
    room.house.travelTo(LATER)
    const { body } = await room.as('cora').get(path())
    expect([body.openDrafts, body.kept]).toEqual([1, ['open-drafts']])
  })

  it('goes on where a page ended, each on it once', async () => {
    for (let i = 0; i < 2; i++) await room.propose(await room.client())
    const seen: string[] = []
    let cursor = ''
    for (;;) {
      const { body } = await room.as('cora').get(`/v1/disposals?limit=2${cursor}`)
      seen.push(
        ...body.disposals.map((each: { disposal: { clientId: string } }) => each.disposal.clientId),
      )
      if (!body.next) break
      cursor = `&cursor=${body.next}`
    }
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen).toHaveLength((await room.disposals.hints(room.north.id)).length)
    expect(seen).toContain(clientId)
  })

  it('leaves out a record that the caller is barred from', async () => {
    const team = { careTeam: [room.north.memberId('able')], barred: [room.north.memberId('cyd')] }
    await room.as('admin').put(`/v1/clients/${clientId}/care-team`, team, from('"1"'))
    const { body } = await room.as('cyd').get('/v1/disposals?limit=100')
    expect(JSON.stringify(body)).not.toContain(clientId)
    expect((await room.as('cyd').get(path())).status).toBe(403)
  })

  it.each(['able', 'sue', 'bill'])('is not shown to %s, nor decided by them', async (name) => {
    for (const asking of [
      () => room.as(name).get('/v1/disposals'),
      () => room.as(name).get(path()),
      () => approve(name),
      () => withdraw(name, '"1"'),
      () => room.as(name).get('/v1/disposal-register?name=ada'),
    ])
      expect(await refused(room.house, asking)).toMatchObject({ status: 403, type: 'not_allowed' })
  })

  it('of another practice shows nothing of this one', async () => {
    const cora = room.as('cora', { practice: south })
    expect((await cora.get('/v1/disposals')).body.disposals).toEqual([])
    for (const asking of [
      () => cora.get(path()),
      () => cora.post(`${path()}/approvals`, {}, from('"1"')),
      () => cora.post(`${path()}/withdrawal`, {}, from('"1"')),
    ])
      expect(await refused(room.house, asking)).toMatchObject({
        status: 404,
        type: 'disposal_not_found',
      })
  })
})

describe('approving', () => {
  it('takes two; the second begins the notice period and seals what the register will say', async () => {
    expect((await approve('cora')).body.disposal.state).toBe('proposed')
    expect((await room.stored(clientId))?.registerEntry).toBeUndefined()
    room.house.travelTo('2037-01-06T15:00:00.000Z')
    const { status, body, headers } = await approve('admin', '"2"')
    expect([status, headers['etag']]).toEqual([200, '"3"'])
    expect(body.disposal).toMatchObject({
      state: 'approved',
      approvals: [
        { memberId: room.north.memberId('cora'), at: LATER },
        { memberId: room.north.memberId('admin'), at: '2037-01-06T15:00:00.000Z' },
      ],
      destroyAfter: plusHours('2037-01-06T15:00:00.000Z', 24 * 30),
      clientVersion: 1,
      version: 3,
    })
    expect((await room.stored(clientId))?.registerEntry).toBeInstanceOf(Uint8Array)
    const ledger = (await room.as('cora').get(`/v1/clients/${clientId}/ledger`)).body
    expect(verifyChain(ledger.events, ledger)).toEqual([])
    expect(ledger.events.slice(-2)).toMatchObject([
      { type: 'disposal_approved', about: { approval: '1' } },
      { type: 'disposal_approved', about: { approval: '2', rule: 'years-after-last-service' } },
    ])
  })

  it('does not count the yes of somebody who left since: the next one is the first', async () => {
    await approve('cora')
    await room.north.changeMember('cora', { state: 'left' })
    try {
      const { status, body } = await approve('admin', '"2"')
      expect(status).toBe(200)
      expect(body.disposal).toMatchObject({
        state: 'proposed',
        approvals: [{ memberId: room.north.memberId('admin') }],
      })
      expect((await room.stored(clientId))?.registerEntry).toBeUndefined()
    } finally {
      await room.north.changeMember('cora', { state: 'active' })
    }
  })

  it('by two members at once is one approval; the other has to look again', async () => {
    const answers = await Promise.all([approve('cora'), approve('admin')])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412])
    expect(await state()).toMatchObject({ state: 'proposed', version: 2 })
    const approvals = (await room.events(clientId)).filter(
      ({ type }) => type === 'disposal_approved',
    )
    expect(approvals).toHaveLength(1)
  })

  it('by one member twice at once is one approval', async () => {
    const answers = await Promise.all([approve('cora'), approve('cora')])
    expect(answers.map(({ status }) => status)).toEqual([200, 200])
    expect(answers[0]?.body).toEqual(answers[1]?.body)
    expect(await state()).toMatchObject({ state: 'proposed', approvals: [{}], version: 2 })
  })

  it.each([
    [
      'a hold was placed',
      () => room.as('cora').post(`/v1/clients/${clientId}/holds`, { reason: 'Audit' }),
      412,
      'stale_revision',
    ],
    [
      'the client was served',
      () =>
        room.as('able').post(`/v1/clients/${clientId}/sessions`, {
          ...hour,
          start: '2037-01-07T16:00:00.000Z',
          end: '2037-01-07T16:53:00.000Z',
        }),
      412,
      'stale_revision',
    ],
    [
      'the birth date turned out to be another',
      () =>
        room
          .as('able')
          .put(
            `/v1/clients/${clientId}`,
            { demographics: { ...ada, birthDate: '2019-06-30' } },
            from('"1"'),
          ),
      409,
      'retention_not_over',
    ],
    ['somebody withdrew it', () => withdraw('cyd', '"1"'), 412, 'stale_revision'],
  ])('is refused where, between its read and its write, %s', async (_what, deed, status, type) => {
    const db = justBefore(room.house.db, deed)
    const answer = await approve('admin', '"1"', { db })
    expect([answer.status, answer.body.type]).toEqual([
      status,
      expect.stringMatching(new RegExp(`${type}$`)),
    ])
    expect((await room.events(clientId)).map(({ type: each }) => each)).not.toContain(
      'disposal_approved',
    )
  })

  it('is none where the destruction that it came too late for began meanwhile', async () => {
    await approve('cora')
    await approve('admin', '"2"')
    room.house.advance(31 * 86_400_000)
    const disposal = await state()
    if (disposal?.state !== 'approved') throw new Error('not approved')
    const destroying = beginDestruction(disposal, { seq: 9, hash: '00' }, room.house.now())
    const begun = room.disposals.change(disposal, destroying, () => {
      throw new Error('somebody was first')
    })
    await transact(room.house.db, [begun])
    const { status, body } = await approve('admin', '"3"')
    expect([status, body.type]).toEqual([412, expect.stringMatching(/stale_revision$/)])
  })

  it('needs a sign-in of the last 15 minutes, and says so as signing does', async () => {
    const authTime = Date.parse(LATER) / 1000 - 901
    const before = await room.house.snapshot()
    const { status, body, headers } = await approve('cora', '"1"', { authTime })
    expect([status, body.type]).toEqual([401, expect.stringMatching(/fresh_sign_in_required$/)])
    expect(headers['www-authenticate']).toContain('insufficient_user_authentication')
    expect(await room.house.snapshot()).toEqual(before)
  })

  it.each([
    ['from another version', 'admin', '"7"', 412, 'stale_revision'],
    ['twice by the same member', 'cora', '"2"', 409, 'already_approved_by_you'],
  ])('%s is refused, and nothing is stored', async (_what, name, etag, status, type) => {
    await approve('cora')
    expect(await refused(room.house, () => approve(name, etag))).toMatchObject({ status, type })
  })

  it('is refused on hold, with an open draft, and where records are kept longer by now', async () => {
    const set = async (more: object) => {
      const item = await room.item(clientId)
      const write = room.house
        .table('RECORDS_TABLE')
        .put({ ...item, ...clientKey(room.north.id, clientId), ...more })
      await transact(room.house.db, [{ write }])
    }
    await set({ holds: 1 })
    expect((await refused(room.house, () => approve('cora'))).type).toBe('client_on_hold')
    await set({ holds: 0, openDrafts: 1 })
    expect((await refused(room.house, () => approve('cora'))).type).toBe('open_drafts')
    await set({ openDrafts: 0 })
    const retention = {
      yearsAfterLastService: 20,
      yearsAfterMajority: 7,
      majorityAge: 18,
      noticeDays: 30,
    }
    await room.north.changeSettings({ retention })
    expect((await refused(room.house, () => approve('cora'))).type).toBe('retention_not_over')
    await room.north.changeSettings({ retention: { ...retention, yearsAfterLastService: 10 } })
    expect((await approve('cora')).status).toBe(200)
  })
})

describe('a draft that nobody finishes', () => {
  it('is ended by a custodian after its author left, and then keeps nothing any more', async () => {
    room.house.travelTo('2026-01-14T17:00:00.000Z')
    const { body: session } = await room.as('able').post(`/v1/clients/${clientId}/sessions`, hour)
    const { sessionId } = session
    const opening = { sessionId, template: 'soap' }
    const { body: note } = await room.as('able').post(`/v1/clients/${clientId}/notes`, opening)
    await room
      .as('able')
      .put(`/v1/notes/${note.noteId}/draft`, { sections: { plan: 'Later.' } }, from('"0"'))
    room.house.travelTo(LATER)
    expect((await refused(room.house, () => approve('cora'))).type).toBe('open_drafts')

    const path = `/v1/notes/${note.noteId}/entered-in-error`
    const reason = { reason: 'Never finished; its author left' }
    // Who may not read the draft learns its version from the refusal.
    const stale = await room.as('cora').post(path, reason, from('"0"'))
    expect([stale.status, stale.body.about]).toEqual([412, ['"1"']])
    expect((await room.as('cora').post(path, reason, from('"1"'))).status).toBe(200)
    expect((await room.item(clientId))['openDrafts']).toBe(0)
    expect((await approve('cora')).status).toBe(200)
  })
})

describe('calls that have to wait for one another', () => {
  it('are 2 to list, to approve first, to withdraw and to place a hold, 3 to approve second, 1 to read', async () => {
    const rounds = new Rounds()
    const db = rounds.client(room.house.db)
    const [cora, admin] = [room.as('cora', { db }), room.as('admin', { db })]
    const decide = async (deed: 'approvals' | 'withdrawal', caller: Caller, etag: string) =>
      (await caller.post(`${path()}/${deed}`, {}, from(etag))).status
    const placing = async () =>
      (await cora.post(`/v1/clients/${clientId}/holds`, { reason: 'Audit' })).status
    const stepsOf = async (deed: () => Promise<number>) => {
      rounds.list = []
      expect(await deed()).toBeLessThan(300)
      return rounds.list.length
    }
    // Members, settings and keys are remembered from here on.
    await decide('approvals', cora, '"1"')
    await decide('approvals', admin, '"2"')
    await decide('withdrawal', cora, '"3"')
    await admin.get(path())
    await cora.get(`/v1/clients/${clientId}`)
    await room.propose(clientId)

    expect(await stepsOf(async () => (await cora.get('/v1/disposals?limit=5')).status)).toBe(2)
    expect(await stepsOf(async () => (await cora.get(path())).status)).toBe(1)
    expect(await stepsOf(() => decide('approvals', cora, '"5"'))).toBe(2)
    expect(await stepsOf(() => decide('approvals', admin, '"6"'))).toBe(3)
    expect(await stepsOf(() => decide('withdrawal', cora, '"7"'))).toBe(2)
    expect(await stepsOf(placing)).toBe(2)
  })
})

describe('withdrawing', () => {
  it('stops what two approved, by one; what the register would have said is gone', async () => {
    await approve('cora')
    await approve('admin', '"2"')
    const { status, body } = await withdraw('cyd', '"3"')
    expect(status).toBe(200)
    expect(body.disposal).toMatchObject({
      state: 'withdrawn',
      why: 'by-a-member',
      withdrawnBy: room.north.memberId('cyd'),
      version: 4,
    })
    expect((await room.stored(clientId))?.registerEntry).toBeUndefined()
    expect(await room.disposals.hints(room.north.id)).not.toContain(clientId)
    expect((await room.events(clientId)).at(-1)).toMatchObject({
      type: 'disposal_withdrawn',
      about: { why: 'by-a-member' },
    })
    expect(await refused(room.house, () => withdraw('cora', '"4"'))).toMatchObject({
      status: 409,
      type: 'disposal_not_proposed',
    })
    expect((await refused(room.house, () => approve('cora', '"4"'))).type).toBe(
      'disposal_not_proposed',
    )
  })

  it('from another version is refused', async () => {
    expect((await refused(room.house, () => withdraw('cora', '"9"'))).status).toBe(412)
  })
})

describe('the register', () => {
  /** As the destroying transaction does with the bytes that the second approval left. */
  async function registered(demographics: object): Promise<string> {
    clientId = await room.client(demographics)
    await room.propose(clientId)
    await approve('cora')
    await approve('admin', '"2"')
    const registerEntry = (await room.stored(clientId))?.registerEntry
    const item = { ...registerKey(room.north.id, clientId), clientId, registerEntry }
    await transact(room.house.db, [{ write: room.house.table('RECORDS_TABLE').put(item) }])
    return clientId
  }

  const search = async (query: string) => {
    const { body } = await room.as('cora').get(`/v1/disposal-register?${query}`)
    return body.entries.map((entry: { clientId: string }) => entry.clientId)
  }

  it('answers by name, birth date, or both, what became of a record', async () => {
    const zoe = await registered({
      name: { given: 'Zoë', middle: 'B.', family: 'CANARY-Ørsted', preferred: 'Z' },
      birthDate: '1979-03-04',
    })
    const twin = await registered({
      name: { given: 'Zora', family: 'Quist' },
      birthDate: '1979-03-04',
    })
    const { body } = await room.as('admin').get('/v1/disposal-register?name=orsted%20canary')
    expect(body).toEqual({
      entries: [
        {
          form: 'noteseal/register-entry/1',
          clientId: zoe,
          name: 'Zoë B. CANARY-Ørsted',
          birthDate: '1979-03-04',
          firstServiceOn: '2026-01-14',
          lastServiceOn: '2026-01-14',
          rule: 'years-after-last-service',
          approvedAt: LATER,
        },
      ],
      more: false,
    })
    expect((await search('birthDate=1979-03-04')).sort()).toEqual([zoe, twin].sort())
    expect(await search('birthDate=1979-03-04&name=zo%20qui')).toEqual([twin])
    expect(await search('name=nobody')).toEqual([])
    expect(JSON.stringify(await room.house.snapshot())).not.toContain('CANARY-')
    expect(room.house.logged.join()).not.toContain('CANARY-')
  })

  it('begins with the first session that was planned or held', async () => {
    room.house.travelTo('2026-01-14T17:00:00.000Z')
    clientId = await room.client({ ...ada, birthDate: '1980-12-24' })
    for (const day of ['2026-01-10', '2025-11-02', '2025-12-03']) {
      const times = { start: `${day}T16:00:00.000Z`, end: `${day}T16:53:00.000Z` }
      await room.as('able').post(`/v1/clients/${clientId}/sessions`, { ...hour, ...times })
    }
    const { body } = await room.as('able').get(`/v1/clients/${clientId}/sessions`)
    const { sessionId } = body.sessions.at(-1)
    const missed = { status: 'missed', reason: 'other' }
    await room.as('able').post(`/v1/sessions/${sessionId}/outcome`, missed, from('"1"'))
    room.house.travelTo(LATER)
    await room.propose(clientId)
    await approve('cora')
    await approve('admin', '"2"')
    const registerEntry = (await room.stored(clientId))?.registerEntry
    const item = { ...registerKey(room.north.id, clientId), clientId, registerEntry }
    await transact(room.house.db, [{ write: room.house.table('RECORDS_TABLE').put(item) }])
    const found = await room.as('cora').get('/v1/disposal-register?birthDate=1980-12-24')
    expect(found.body.entries).toMatchObject([
      { firstServiceOn: '2025-12-03', lastServiceOn: '2026-01-14' },
    ])
  })

  it('is another practice’s own, and empty before anything was approved', async () => {
    const { body } = await room
      .as('cora', { practice: south })
      .get('/v1/disposal-register?birthDate=1979-03-04')
    expect(body).toEqual({ entries: [], more: false })
  })

  it('is not handed out whole: name or birth date must be there', async () => {
    const asking = () => room.as('cora').get('/v1/disposal-register')
    const { status, body } = await refused(room.house, asking)
    expect([status, body.errors]).toEqual([
      400,
      [{ field: '/query/name', rule: 'or birthDate must be there' }],
    ])
  })
})
