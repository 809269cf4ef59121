import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { openLinkContext } from '../../../functions/open-link/context.ts'
import { newToken, tokenHash } from '../../../shared/release/link.ts'
import { allowAll } from '../../infra/local/services/start-services.ts'
import { from, type Practice } from '../harness.ts'
import { justBefore } from '../records-api/just-before.ts'
import { expected } from '../records-api/note-room.ts'
import { refused } from '../refused.ts'
import { byAuthorization, forPayment, PDF, ReleaseRoom } from '../releases-api/release-room.ts'
import { outside } from './outside.ts'

const START = '2026-01-14T15:00:00.000Z'

let room: ReleaseRoom
let south: Practice
let clientId: string
let noteId: string
let documentId: string
let consentId: string
let releaseId: string

beforeAll(async () => {
  room = await ReleaseRoom.open()
  south = (await room.notes.neighbour()).practice
})
afterAll(() => room.close())
beforeEach(async () => {
  room.house.travelTo(START)
  ;({ clientId, noteId, documentId } = await room.signedNote())
  consentId = await room.consent(clientId)
  releaseId = await given()
})

async function given(): Promise<string> {
  const words = byAuthorization(documentId, consentId)
  const asked = await room.as('keeper').post(`/v1/clients/${clientId}/releases`, words)
  const id = expected(asked, 201).release.releaseId
  const giving = room.as('keeper').post(`/v1/releases/${id}/giving`, undefined, from('"1"'))
  expected(await giving, 200)
  return id
}

const make = (body: object = {}, name = 'keeper', more = {}) =>
  room.as(name, more).post(`/v1/releases/${releaseId}/links`, body)

async function path(body: object = {}): Promise<string> {
  return expected(await make(body), 201).path
}

const revoke = (linkId: string, etag = '"1"', name = 'keeper') =>
  room.as(name).post(`/v1/links/${linkId}/revocation`, undefined, from(etag))

const kept = async () => (await room.as('keeper').get(`/v1/releases/${releaseId}/links`)).body.links

const openings = async () =>
  (await room.house.items('ACCESS_TABLE')).filter(
    (entry) => entry['clientId'] === clientId && entry['action'] === 'link.open',
  )

describe('a link', () => {
  it('is made with a token of 256 bits that is told once, and stands in the chain', async () => {
    const { status, body, headers } = await make({ days: 3, openings: 2 })
    const { linkId } = body.link
    expect(status).toBe(201)
    expect(body).toEqual({
      link: {
        state: 'live',
        linkId,
        releaseId,
        clientId,
        madeBy: room.practice.memberId('keeper'),
        madeAt: START,
        expiresAt: '2026-01-17T15:00:00.000Z',
        openings: 2,
        version: 1,
      },
      opened: 0,
      path: headers['location'],
    })
    const token = body.path.split('/').at(-1)
    expect(Buffer.from(token, 'base64url')).toHaveLength(32)
    const stored = JSON.stringify([
      await room.house.snapshot(),
      await room.house.items('ACCESS_TABLE'),
      room.house.logged,
    ])
    expect(stored).not.toContain(token)
    expect(stored).toContain(tokenHash(token))
    expect((await room.events(clientId)).at(-1)).toMatchObject({
      type: 'link_made',
      about: { releaseId, linkId },
    })
    const { path: _once, ...rest } = body
    expect(await kept()).toEqual([rest])
  })

  it('lasts a week and is opened five times, unless it is asked for otherwise, and a month at most', async () => {
    const { link } = expected(await make(), 201)
    expect([link.expiresAt, link.openings]).toEqual(['2026-01-21T15:00:00.000Z', 5])
    for (const body of [{ days: 31 }, { days: 0 }, { openings: 21 }, { openings: 0 }])
      expect((await refused(room.house, () => make(body))).status).toBe(400)
  })

  it('never outlasts the consent that it rests on', async () => {
    consentId = await room.consent(clientId, { expiresOn: '2026-01-15' })
    releaseId = await given()
    const { link } = expected(await make(), 201)
    // Midnight in Portland.
    expect(link.expiresAt).toBe('2026-01-16T05:00:00.000Z')
  })

  it('shows a page that tells nothing, and counts nothing by being looked at', async () => {
    const link = await path()
    const before = await room.house.snapshot()
    const { status, html, headers, hrefs } = await outside(room).look(link)
    expect(status).toBe(200)
    expect(headers['content-type']).toBe('text/html; charset=utf-8')
    expect(html).toContain('north practice has confidential documents for you')
    expect(html).toContain('until January 21, 2026, 10:00 AM EST')
    expect(html).toContain('<form method="post">')
    expect(hrefs).toEqual([])
    for (const told of ['Zebulon', 'Quagmire', 'Osei', clientId, documentId, 'Coordinated'])
      expect(html).not.toContain(told)
    expect(await openings()).toEqual([])
    expect(await room.house.snapshot()).toEqual(before)
  })

  it('gives each document for a minute, counts it, and writes it down', async () => {
    const link = await path({ openings: 2 })
    const { status, html, hrefs } = await outside(room).open(link)
    expect([status, hrefs.length]).toEqual([200, 1])
    expect(html).toContain('once more')
    const answer = await fetch(hrefs[0] ?? '')
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(PDF)
    expect(answer.headers.get('content-disposition')).toMatch(
      /^attachment; filename="\w{26}\.pdf"$/,
    )
    const [{ link: one, opened }] = await kept()
    expect(opened).toBe(1)
    expect(await openings()).toMatchObject([
      { memberId: room.practice.memberId('keeper'), about: one.linkId, outcome: 'asked' },
    ])
    room.house.advance(61_000)
    expect((await fetch(hrefs[0] ?? '')).status).toBe(403)
  })

  it('gives several in the order in which they were given', async () => {
    const other = await room.another(clientId)
    const documents = [other, documentId]
    const words = {
      ...byAuthorization(documentId, consentId),
      contents: { of: 'documents', documents },
    }
    const asked = await room.as('keeper').post(`/v1/clients/${clientId}/releases`, words)
    releaseId = expected(asked, 201).release.releaseId
    const giving = `/v1/releases/${releaseId}/giving`
    expected(await room.as('keeper').post(giving, undefined, from('"1"')), 200)
    const { hrefs, html } = await outside(room).open(await path())
    expect(html).toContain('Document 2 of 2, PDF, 1 KB')
    for (const [i, each] of documents.entries()) {
      const answer = await fetch(hrefs[i] ?? '')
      expect(answer.headers.get('content-disposition')).toContain(each.split('.')[1])
    }
  })

  it('lets nobody through once more than it says, however many come at once', async () => {
    const link = await path({ openings: 2 })
    const pages = await Promise.all(Array.from({ length: 6 }, () => outside(room).open(link)))
    expect(pages.map(({ status }) => status).sort()).toEqual([200, 200, 404, 404, 404, 404])
    expect((await kept())[0].opened).toBe(2)
    expect(await openings()).toHaveLength(2)
  })

  it('keeps every page from being stored, framed, followed or told on', async () => {
    const { look, open } = outside(room)
    const link = await path()
    for (const page of [await look(link), await open(link), await look('/v1/open/wrong')])
      expect(page.headers).toMatchObject({
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'x-robots-tag': 'noindex, nofollow',
        'content-security-policy': expect.stringMatching(
          /^default-src 'none'; style-src 'sha256-[\w+/=]+'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'$/,
        ),
      })
  })
})

describe('a link that opens nothing', () => {
  const reasons: [string, () => Promise<string>][] = [
    ['is wrong', async () => `/v1/open/${newToken()}`],
    ['is no token at all', async () => '/v1/open/x'],
    ['is the hash of one', async () => `/v1/open/${tokenHash(await path())}`],
    [
      'is over',
      async () => {
        const link = await path({ days: 1 })
        room.house.advance(24 * 3_600_000)
        return link
      },
    ],
    [
      'is used up',
      async () => {
        const link = await path({ openings: 1 })
        await outside(room).open(link)
        return link
      },
    ],
    [
      'is revoked',
      async () => {
        const { path: link, link: made } = expected(await make(), 201)
        expected(await revoke(made.linkId), 200)
        return link
      },
    ],
    [
      'is of a release that was revoked',
      async () => {
        const link = await path()
        const revocation = `/v1/releases/${releaseId}/revocation`
        const reason = { reason: 'By mistake.' }
        expected(await room.as('keeper').post(revocation, reason, from('"2"')), 200)
        return link
      },
    ],
    [
      'rests on a consent that was revoked',
      async () => {
        const link = await path()
        await room.revokeConsent(consentId)
        return link
      },
    ],
  ]

  it.each(reasons)(
    'because it %s says what every other says, after as long',
    async (_why, link) => {
      const waits: string[] = []
      const asLong = async () => {
        waits.push('waited')
      }
      const { look, open } = outside(room, { asLong })
      const where = await link()
      const [entries, before] = [await openings(), await room.house.snapshot()]
      for (const ask of [look, open]) {
        const { status, html, headers } = await ask(where)
        expect([status, html]).toEqual([404, (await look('/v1/open/other')).html])
        expect(headers).toEqual((await look('/v1/open/other')).headers)
      }
      expect(waits).toHaveLength(6)
      expect(await openings()).toEqual(entries)
      expect(await room.house.snapshot()).toEqual(before)
    },
  )

  it('says so no sooner than in 400 milliseconds', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] })
    try {
      const told = { RECORDS_TABLE: 'x', ACCESS_TABLE: 'x', DOCUMENTS_BUCKET: 'x' }
      const { s3 } = room.house.services.clientsOf('Outside', allowAll)
      const { asLong } = openLinkContext(told, { db: room.house.db, s3 }, room.house.now)
      let over = false
      const waiting = asLong().then(() => {
        over = true
      })
      await vi.advanceTimersByTimeAsync(399)
      expect(over).toBe(false)
      await vi.advanceTimersByTimeAsync(1)
      await waiting
    } finally {
      vi.useRealTimers()
    }
  })

  it('gives nothing either where the consent is revoked between the reading and the opening', async () => {
    const link = await path()
    const db = justBefore(room.house.db, () => room.revokeConsent(consentId))
    expect((await outside(room, { db }).open(link)).status).toBe(404)
    expect(await openings()).toEqual([])
  })
})

describe('refused, and nothing is stored', () => {
  const expectRefused = async (
    asking: () => ReturnType<typeof make>,
    status: number,
    type: string,
  ) => expect(await refused(room.house, asking)).toMatchObject({ status, type })

  it('a link to what is not given yet, or not any more', async () => {
    const words = byAuthorization(documentId, consentId)
    const asked = await room.as('keeper').post(`/v1/clients/${clientId}/releases`, words)
    releaseId = expected(asked, 201).release.releaseId
    await expectRefused(() => make(), 409, 'release_not_given')
    const revocation = `/v1/releases/${releaseId}/revocation`
    expected(await room.as('keeper').post(revocation, { reason: 'x' }, from('"1"')), 200)
    await expectRefused(() => make(), 409, 'release_revoked')
  })

  it('a link by a consent that was revoked or has ended, or to what was superseded', async () => {
    await room.document(noteId, 2)
    await expectRefused(() => make(), 422, 'may_not_leave')
    await room.revokeConsent(consentId)
    await expectRefused(() => make(), 422, 'may_not_leave')
  })

  it('a link to those who may not give, and after a sign-in of long ago', async () => {
    for (const name of ['baker', 'vogel', 'biller', 'carter'])
      await expectRefused(() => make({}, name), 403, 'not_allowed')
    const authTime = Date.parse(START) / 1000 - 1000
    await expectRefused(() => make({}, 'keeper', { authTime }), 401, 'fresh_sign_in_required')
  })

  it('the revocation of a link that is not there, is revoked, or by whom may not', async () => {
    const { link } = expected(await make(), 201)
    await expectRefused(() => revoke(link.linkId, '"1"', 'baker'), 403, 'not_allowed')
    await expectRefused(() => revoke(`${clientId}.${'0'.repeat(26)}`), 404, 'link_not_found')
    await expectRefused(() => revoke(link.linkId, '"7"'), 412, 'stale_revision')
    const first = await revoke(link.linkId)
    expect(first.body.link.state).toBe('revoked')
    expect((await revoke(link.linkId)).body).toEqual(first.body)
    await expectRefused(() => revoke(link.linkId, '"2"'), 409, 'link_already_revoked')
    expect((await room.events(clientId)).at(-1)).toMatchObject({ type: 'link_revoked' })
  })

  it('another practice finds neither release nor link', async () => {
    const { link } = expected(await make(), 201)
    const keeper = room.as('keeper', { practice: south })
    await expectRefused(
      () => keeper.get(`/v1/releases/${releaseId}/links`),
      404,
      'release_not_found',
    )
    await expectRefused(
      () => keeper.post(`/v1/releases/${releaseId}/links`, {}),
      404,
      'release_not_found',
    )
    const path = `/v1/links/${link.linkId}/revocation`
    await expectRefused(() => keeper.post(path, undefined, from('"1"')), 404, 'link_not_found')
  })

  it('billers make links to what they gave for payment', async () => {
    const words = forPayment(documentId)
    const asked = await room.as('biller').post(`/v1/clients/${clientId}/releases`, words)
    releaseId = expected(asked, 201).release.releaseId
    const giving = `/v1/releases/${releaseId}/giving`
    expected(await room.as('biller').post(giving, undefined, from('"1"')), 200)
    expect((await make({}, 'biller')).status).toBe(201)
  })
})
