import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cardKey } from '../../../shared/aws/member-directory.ts'
import { plusHours } from '../../../shared/clock.ts'
import { newId } from '../../../shared/id.ts'
import { verifyChain } from '../../../shared/ledger/verify-chain.ts'
import { from, once } from '../harness.ts'
import { type Answer, ISSUER } from '../http-call.ts'
import { practiceCallers } from '../practice-api/practice-callers.ts'
import { canary, code, expected, type NoteRoom, type Opened } from '../records-api/note-room.ts'
import { refused } from '../refused.ts'
import { CustodyRoom } from './custody-room.ts'

let room: CustodyRoom
/** What Baker, who left, had begun. */
let draft: Opened
/** What Carter began about a client of both. */
let colleagues: Opened
/** A client of Baker’s who keeps Vogel out. */
let barring: string

const WORDS = 'wombat-canary'

beforeAll(async () => {
  room = await CustodyRoom.open()
  draft = await room.notes.written('baker')
  barring = await room.notes.client(['baker', 'carter'])
  const { headers, body } = await room.notes.as('admin').get(`/v1/clients/${barring}`)
  const team = { careTeam: body.careTeam, barred: [room.id('vogel')] }
  const path = `/v1/clients/${barring}/care-team`
  expected(await room.notes.as('admin').put(path, team, from(headers['etag'])), 200)
  const clientId = await room.notes.client(['baker', 'carter'])
  const sessionId = await room.notes.session(clientId, { holder: 'carter' })
  const opened = { sessionId, template: 'soap' }
  const note = await room.notes.as('carter').post(`/v1/clients/${clientId}/notes`, opened)
  colleagues = { clientId, sessionId, noteId: expected(note, 201).noteId }
  await room.becomes('baker', 'left')
})
afterAll(() => room.close())

const readDraft = (name: string) => room.notes.cold(name).get(`/v1/notes/${draft.noteId}`)

const chain = async () => (await room.office('admin').get('/v1/ledger')).body

const entries = async (clientId = draft.clientId) => {
  const { body } = await room.office('keeper').get(`/v1/clients/${clientId}/access?limit=200`)
  return body.entries as Record<string, string>[]
}

async function becomesRefused(deed: () => Promise<Answer>, status: number, type: string) {
  expect(await refused(room.house, deed)).toMatchObject({ status, type })
}

describe('a custodial access', () => {
  it('opens a leaver’s draft to who asked, after another’s approval and for its time', async () => {
    expect((await readDraft('keeper')).status).toBe(403)
    const asked = await room.ask('keeper', 'baker', { words: WORDS, hours: 5 })
    expect(asked).toMatchObject({
      status: 201,
      headers: { location: `/v1/custodial-accesses/${asked.body.accessId}` },
      body: { state: 'requested', reason: 'left', words: WORDS, hours: 5 },
    })
    expect((await readDraft('keeper')).status).toBe(403)

    const { accessId } = asked.body
    const approved = await room.approve('admin', accessId)
    const until = plusHours(room.house.now(), 5)
    expect(approved.body).toMatchObject({ state: 'approved', until, approvedBy: room.id('admin') })
    const read = await readDraft('keeper')
    expect(JSON.stringify(read.body.sections)).toContain(canary.words)
    expect((await readDraft('carter')).status).toBe(403)

    room.house.travelTo(until)
    expect((await readDraft('keeper')).status).toBe(403)
    const shown = await room.notes.as('keeper').get(`/v1/custodial-accesses/${accessId}`)
    expect(shown.body).toMatchObject({ state: 'ended', endedAt: until, words: WORDS })
  })

  it('is over at its moment for a function that remembers the card', async () => {
    const accessId = await room.granted('keeper', 'baker', { hours: 1 })
    const { body } = await room.notes.as('keeper').get(`/v1/custodial-accesses/${accessId}`)
    room.house.travelTo(new Date(Date.parse(body.until) - 1000).toISOString())
    const keeper = room.notes.cold('keeper')
    const path = `/v1/notes/${draft.noteId}`
    expect((await keeper.get(path)).status).toBe(200)
    room.house.advance(1000)
    expect((await keeper.get(path)).status).toBe(403)
  })

  it('lasts 72 hours where nothing is said, and 30 days at most', async () => {
    expect((await room.ask('keeper', 'baker')).body.hours).toBe(72)
    await becomesRefused(
      () => room.ask('keeper', 'baker', { hours: 30 * 24 + 1 }),
      400,
      'invalid_request',
    )
  })

  it('is ended early by who asked, who approved, or an admin, within 60 seconds', async () => {
    for (const who of ['vogel', 'keeper', 'admin']) {
      const { accessId } = expected(await room.ask('vogel', 'baker'), 201)
      expected(await room.approve('keeper', accessId), 200)
      const vogel = room.notes.cold('vogel')
      const path = `/v1/notes/${draft.noteId}`
      expect((await vogel.get(path)).status).toBe(200)
      expect((await room.end(who, accessId)).body).toMatchObject({
        state: 'ended',
        endedBy: room.id(who),
      })
      room.house.advance(60_000)
      expect((await vogel.get(path)).status).toBe(403)
    }
  })

  it('shows a clinician whose clients they are, their notes and sessions, and lets write nothing', async () => {
    const carter = () => room.notes.cold('carter')
    const { clientId, noteId, sessionId } = draft
    const paths = [
      `/v1/clients/${clientId}`,
      `/v1/clients/${clientId}/notes`,
      `/v1/clients/${clientId}/sessions`,
      `/v1/clients/${clientId}/ledger`,
      `/v1/sessions/${sessionId}`,
      `/v1/notes/${noteId}`,
      `/v1/notes/${noteId}/revisions`,
      `/v1/notes/${noteId}/revisions/1`,
    ]
    const answers = async () =>
      Promise.all(paths.map(async (path) => (await carter().get(path)).status))
    expect(new Set(await answers())).toEqual(new Set([403]))
    const listed = async () =>
      (await carter().get('/v1/clients')).body.clients.map(
        (each: { clientId: string }) => each.clientId,
      )
    expect(await listed()).not.toContain(clientId)

    const accessId = await room.granted('carter', 'baker')
    expect(new Set(await answers())).toEqual(new Set([200]))
    expect(await listed()).toContain(clientId)
    const lists = (await room.house.items('ACCESS_TABLE')).filter(
      (entry) => entry['clientId'] === 'directory' && entry['custodialAccessId'] !== undefined,
    )
    expect(lists).toMatchObject([{ custodialAccessId: accessId, action: 'client.see' }])
    for (const deed of [
      () => carter().put(`/v1/notes/${noteId}/draft`, { sections: { plan: 'x' } }, from('"1"')),
      () =>
        carter().post(
          `/v1/notes/${noteId}/signature`,
          { statementVersion: 'author/1', accepted: true },
          from('"1"'),
        ),
      () => carter().post(`/v1/notes/${noteId}/entered-in-error`, { reason: 'x' }, from('"1"')),
      () => carter().post(`/v1/clients/${clientId}/notes`, { sessionId, template: 'soap' }),
    ])
      expect((await refused(room.house, deed)).status).toBe(403)
    await room.end('carter', accessId)
  })

  it('does not lift a bar, nor open what a colleague wrote about the same client', async () => {
    const accessId = await room.granted('vogel', 'baker')
    const vogel = room.notes.cold('vogel')
    expect((await vogel.get(`/v1/clients/${barring}`)).body.about).toEqual([
      'barred from this record',
    ])
    expect((await vogel.get(`/v1/clients/${colleagues.clientId}`)).status).toBe(200)
    expect((await vogel.get(`/v1/notes/${colleagues.noteId}`)).status).toBe(403)
    await room.end('vogel', accessId)
  })

  it('is named by every entry of what it alone allowed, and by no other', async () => {
    const accessId = await room.granted('keeper', 'baker')
    const keeper = room.notes.cold('keeper')
    room.house.advance(1)
    await keeper.get(`/v1/notes/${draft.noteId}`)
    // The custodian sees clients anyway.
    await keeper.get(`/v1/clients/${draft.clientId}`)
    room.house.advance(1)
    const [, ...seen] = await entries()
    const last = (action: string) => seen.find((entry) => entry['action'] === action)
    const note = last('note.read')
    expect(note).toMatchObject({
      memberId: room.id('keeper'),
      custodialAccessId: accessId,
      outcome: 'answered',
    })
    expect(last('client.see')).not.toHaveProperty('custodialAccessId')
    // Asked, and then known to be by custody: one entry in the trail.
    expect(seen.filter(({ requestId }) => requestId === note?.['requestId'])).toHaveLength(1)
    await room.end('keeper', accessId)
  })

  it('is in the practice’s chain step by step, without what was said', async () => {
    const before = (await chain()).events.length
    const { accessId } = (await room.ask('keeper', 'baker', { words: WORDS })).body
    const { until } = (await room.approve('admin', accessId)).body
    await room.end('admin', accessId)
    const whole = await chain()
    expect(verifyChain(whole.events, whole)).toEqual([])
    const about = {
      accessId,
      clinicianId: room.id('baker'),
      custodianId: room.id('keeper'),
      reason: 'left',
    }
    expect(whole.events.slice(before)).toMatchObject([
      {
        type: 'custodial_access_requested',
        actorId: room.id('keeper'),
        about: { ...about, hours: '72' },
        commitment: expect.any(String),
      },
      {
        type: 'custodial_access_approved',
        actorId: room.id('admin'),
        about: { ...about, until },
      },
      { type: 'custodial_access_ended', actorId: room.id('admin'), about },
    ])
    const stored = JSON.stringify([
      await room.house.snapshot(),
      await room.house.items('ACCESS_TABLE'),
    ])
    expect(stored).toContain(accessId)
    expect(stored).not.toContain(WORDS)
    expect(stored).not.toContain(Buffer.from(WORDS).toString('base64').slice(0, -4))
    expect(room.house.logged.join('\n')).not.toContain(WORDS)
  })

  it('asked for twice under one Idempotency-Key is one', async () => {
    const body = { clinicianId: room.id('baker'), reason: 'left', words: WORDS }
    const ask = (more = {}) =>
      room.notes
        .as('keeper')
        .post('/v1/custodial-accesses', { ...body, ...more }, once('custody-key'))
    const first = expected(await ask(), 201)
    const before = await room.house.snapshot()
    expect(expected(await ask(), 201)).toEqual(first)
    expect(await room.house.snapshot()).toEqual(before)
    expect(code(await ask({ words: 'Other words' }))).toBe('idempotency_key_reused')
    expect(await room.house.snapshot()).toEqual(before)
  })

  it('approved by two at once is approved by one', async () => {
    const { accessId } = (await room.ask('vogel', 'baker')).body
    const both = await Promise.all(['admin', 'keeper'].map((name) => room.approve(name, accessId)))
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
    const approvals = (await chain()).events.filter(
      ({ type, about }: { type: string; about: Record<string, string> }) =>
        type === 'custodial_access_approved' && about['accessId'] === accessId,
    )
    expect(approvals).toHaveLength(1)
    await room.end('admin', accessId)
  })

  it('approved while a member is changed stays on the card, as does the change', async () => {
    const { accessId } = (await room.ask('carter', 'baker')).body
    const path = `/v1/members/${room.id('carter')}`
    const { body, headers } = await room.office('admin').get(path)
    const { memberId: _id, version: _version, ...form } = body
    const [approved, changed] = await Promise.all([
      room.approve('keeper', accessId),
      room.office('admin').put(path, { ...form, credentials: 'LCSW' }, from(headers['etag'])),
    ])
    expect([approved.status, changed.status]).toEqual([200, 200])
    const item = await room.house
      .table('RECORDS_TABLE')
      .get(cardKey(ISSUER, room.practice.subject('carter')))
    expect(item?.['card']).toMatchObject({ credentials: 'LCSW', custody: [{ accessId }] })
    await room.end('carter', accessId)
  })

  it('approved or ended twice by one person is so once', async () => {
    const accessId = await room.granted('keeper', 'baker')
    const approved = await room.house.snapshot()
    expect((await room.approve('admin', accessId)).body.state).toBe('approved')
    expect(await room.house.snapshot()).toEqual(approved)
    await room.end('admin', accessId)
    const before = await room.house.snapshot()
    expect((await room.end('keeper', accessId)).status).toBe(200)
    expect(await room.house.snapshot()).toEqual(before)
  })

  it('is shown to admins and custodians, and to others only their own', async () => {
    const { accessId } = (await room.ask('carter', 'baker')).body
    const list = async (name: string) =>
      (await room.notes.as(name).get('/v1/custodial-accesses')).body.accesses as {
        accessId: string
        custodianId: string
      }[]
    for (const name of ['admin', 'keeper'])
      expect((await list(name)).map((each) => each.accessId)).toContain(accessId)
    const own = await list('carter')
    expect(new Set(own.map(({ custodianId }) => custodianId))).toEqual(new Set([room.id('carter')]))
    expect(await list('novak')).toEqual([])
    await becomesRefused(
      () => room.notes.as('novak').get(`/v1/custodial-accesses/${accessId}`),
      403,
      'not_allowed',
    )
  })
})

describe('process notes', () => {
  it('stay shut: not even the copy of the card tells of the access', async () => {
    await room.granted('carter', 'baker')
    const copies = await room.house.items('PROCESS_ACCESS_TABLE')
    const cards = copies.filter(({ pk }) => String(pk).startsWith('SUB#'))
    expect(cards.length).toBeGreaterThan(3)
    expect(JSON.stringify(cards)).not.toContain('custody')
  })
})

describe('refused, and nothing is stored', () => {
  const asked = async (name = 'keeper') => (await room.ask(name, 'baker')).body.accessId

  it.each([
    ['an admin, who reads no notes', 'admin'],
    ['a biller', 'biller'],
  ])('a request by %s', async (_who, name) => {
    await becomesRefused(() => room.ask(name, 'baker'), 403, 'not_allowed')
  })

  it.each([
    ['for oneself', { clinicianId: 'keeper' }, '/body/clinicianId'],
    ['for a colleague who works on', { clinicianId: 'novak' }, '/body/reason'],
    [
      'for a colleague who works on and is said to be dead',
      { clinicianId: 'novak', reason: 'died' },
      '/body/reason',
    ],
    ['for another reason that is not said', { reason: 'other' }, '/body/words'],
    ['without a reason', { reason: undefined }, '/body/reason'],
    ['for no time', { hours: 0 }, '/body/hours'],
    ['with a field that is not known', { forever: true }, '/body'],
  ])('a request %s', async (_what, more, field) => {
    const named =
      'clinicianId' in more ? { ...more, clinicianId: room.id(more.clinicianId ?? '') } : more
    const answer = await refused(room.house, () => room.ask('keeper', 'baker', named))
    expect([answer.status, answer.body.errors[0].field]).toEqual([400, field])
  })

  it('a request for the work of nobody here', async () => {
    for (const clinicianId of [newId(), (await neighbour()).practice.memberId('baker')])
      await becomesRefused(
        () => room.ask('keeper', 'baker', { clinicianId }),
        404,
        'member_not_found',
      )
  })

  it('the approval of one’s own request', async () => {
    const accessId = await asked()
    await becomesRefused(() => room.approve('keeper', accessId), 409, 'already_approved_by_you')
  })

  it.each(['carter', 'vogel', 'biller'])('an approval by %s', async (name) => {
    const accessId = await asked()
    await becomesRefused(() => room.approve(name, accessId), 403, 'not_allowed')
  })

  it('an approval without a fresh sign-in', async () => {
    const accessId = await asked()
    const authTime = Date.parse(room.house.now()) / 1000 - 901
    await becomesRefused(
      () => room.approve('admin', accessId, { authTime }),
      401,
      'fresh_sign_in_required',
    )
  })

  it('another’s approval of what is approved, one of what was ended, and one after seven days', async () => {
    const accessId = await room.granted('vogel', 'baker')
    const ended = await room.granted('keeper', 'baker')
    await room.end('admin', ended)
    const forgotten = await asked()
    for (const [name, each] of [
      ['keeper', accessId],
      ['admin', ended],
    ] as const)
      await becomesRefused(() => room.approve(name, each), 409, 'custodial_access_not_requested')
    await room.end('vogel', accessId)
    room.house.advance(7 * 24 * 3_600_000)
    await becomesRefused(
      () => room.approve('admin', forgotten),
      409,
      'custodial_access_not_requested',
    )
    const shown = await room.notes.as('keeper').get(`/v1/custodial-accesses/${forgotten}`)
    expect(shown.body.state).toBe('ended')
  })

  it('an approval for somebody who left meanwhile', async () => {
    const accessId = await asked('carter')
    await room.becomes('carter', 'left')
    await becomesRefused(() => room.approve('admin', accessId), 404, 'member_not_found')
    await room.becomes('carter', 'active')
    room.house.advance(60_000)
  })

  it('an end by somebody else', async () => {
    const accessId = await room.granted('keeper', 'baker')
    for (const name of ['carter', 'vogel'])
      await becomesRefused(() => room.end(name, accessId), 403, 'not_allowed')
  })

  it('another practice’s access, read, approved or ended', async () => {
    const accessId = await asked()
    const south = await neighbour()
    const office = practiceCallers(room.house)(south.practice, 'admin')
    const path = `/v1/custodial-accesses/${accessId}`
    for (const deed of [
      () => south.as('keeper').get(path),
      () => office.post(`${path}/approval`, undefined),
      () => office.post(`${path}/end`, undefined),
    ])
      await becomesRefused(deed, 404, 'custodial_access_not_found')
  })
})

let south: NoteRoom | undefined
async function neighbour(): Promise<NoteRoom> {
  south ??= await room.notes.neighbour()
  return south
}
