import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { clientKey } from '../../../shared/aws/client-table.ts'
import { ReleaseTable, releaseKey } from '../../../shared/aws/release-table.ts'
import { commitsTo, committedPart } from '../../../shared/ledger/commitment.ts'
import { verifyChain } from '../../../shared/ledger/verify-chain.ts'
import { from, once, type Practice } from '../harness.ts'
import { justBefore } from '../records-api/just-before.ts'
import { expected } from '../records-api/note-room.ts'
import { refused } from '../refused.ts'
import { byAuthorization, forPayment, ReleaseRoom, sha256 } from './release-room.ts'

let room: ReleaseRoom
let south: Practice
let clientId: string
let noteId: string
let documentId: string

beforeAll(async () => {
  room = await ReleaseRoom.open()
  south = (await room.notes.neighbour()).practice
})
afterAll(() => room.close())
beforeEach(async () => {
  ;({ clientId, noteId, documentId } = await room.signedNote())
})

const releases = () => `/v1/clients/${clientId}/releases`

async function ask(name: string, words: object): Promise<string> {
  return expected(await room.as(name).post(releases(), words), 201).release.releaseId
}

const give = (name: string, releaseId: string, etag = '"1"', more = {}) =>
  room.as(name, more).post(`/v1/releases/${releaseId}/giving`, undefined, from(etag))

const revoke = (name: string, releaseId: string, etag: string) =>
  room
    .as(name)
    .post(`/v1/releases/${releaseId}/revocation`, { reason: 'plover-detour' }, from(etag))

const expectRefused = async (
  asking: () => ReturnType<typeof give>,
  status: number,
  type: string,
  about?: readonly string[],
) =>
  expect(await refused(room.house, asking)).toMatchObject({
    status,
    type,
    ...(about && { body: { about } }),
  })

describe('a release', () => {
  it('is asked for, ready at once, sealed, and in the chain as a commitment', async () => {
    const words = forPayment(documentId)
    const { status, body, headers } = await room.as('biller').post(releases(), words)
    const { releaseId } = body.release
    expect([status, headers['etag'], headers['location']]).toEqual([
      201,
      '"1"',
      `/v1/releases/${releaseId}`,
    ])
    expect(body).toEqual({
      release: {
        state: 'ready',
        releaseId,
        clientId,
        askedBy: room.practice.memberId('biller'),
        askedAt: room.house.now(),
        consents: [],
        documents: [documentId],
        version: 1,
      },
      words,
    })
    const event = (await room.events(clientId)).at(-1)
    expect(event).toMatchObject({ type: 'release_asked', about: { releaseId, version: '1' } })
    expect((await room.as('biller').get(`/v1/releases/${releaseId}`)).body).toEqual(body)
  })

  it('is given with the hash of each document and what the recipient is told, and stays', async () => {
    const releaseId = await ask('biller', forPayment(documentId))
    const { status, body, headers } = await give('biller', releaseId)
    expect([status, headers['etag']]).toEqual([200, '"2"'])
    expect(body).toMatchObject({
      release: {
        state: 'given',
        givenBy: room.practice.memberId('biller'),
        givenAt: room.house.now(),
      },
      given: { documents: [{ documentId, sha256 }] },
    })
    expect(body.given.reminder).toContain('Cascadia')
    expect(body.given.reminder).toContain(
      'progress notes, days of service 2026-01-01 to 2026-01-31',
    )
    expect(body.given.reminder).not.toContain('42 CFR')

    const ledger = (await room.notes.as('keeper').get(`/v1/clients/${clientId}/ledger`)).body
    expect(verifyChain(ledger.events, ledger)).toEqual([])
    const context = room.house.recordsContext()
    const item = (await context.records.get(releaseKey(room.practice.id, releaseId))) ?? {}
    const table = new ReleaseTable(context.records, context.keys)
    const { asked, given } = await table.openRecords(room.practice.id, item)
    for (const [type, record] of [
      ['release_asked', asked],
      ['release_given', given],
    ] as const) {
      const event = ledger.events.find((each: { type: string }) => each.type === type)
      expect(record && commitsTo(event.commitment, record.nonce, committedPart(record))).toBe(true)
    }
    expect((await give('biller', releaseId)).body).toEqual(body)
    await expectRefused(() => give('biller', releaseId, '"2"'), 409, 'release_already_given')
  })

  it('of a Part 2 program’s records tells how far the consent reaches, and the notice', async () => {
    await room.change(clientId, { part2Program: true })
    await expectRefused(
      () => room.as('biller').post(releases(), forPayment(documentId)),
      422,
      'may_not_leave',
      ['part-2-consent'],
    )
    const consentId = await room.consent(clientId, {
      kind: 'part-2',
      recipient: { name: 'cascadia' },
    })
    const releaseId = await ask('biller', forPayment(documentId))
    const { body } = await give('biller', releaseId)
    expect(body.release.consents).toEqual([consentId])
    expect(body.given.reminder).toContain('42 CFR part 2 prohibits unauthorized use')
    expect(body.given.reminder).toContain('The patient’s consent covers progress notes')
  })

  it('begins the record’s retention anew, and withdraws its disposal, in the same write', async () => {
    const releaseId = await ask('biller', forPayment(documentId))
    room.house.advance(400 * 86_400_000)
    await give('biller', releaseId)
    const item = await room.house.table('RECORDS_TABLE').get(clientKey(room.practice.id, clientId))
    expect(item?.['retention']).toMatchObject({ lastServiceOn: room.house.now().slice(0, 10) })
    room.house.advance(-400 * 86_400_000)
  })

  it('is asked for once however often, and other words under its key are refused', async () => {
    const asking = (more = {}) =>
      room
        .as('biller')
        .post(releases(), { ...forPayment(documentId), ...more }, once('release-key-1'))
    const [first, ...others] = await Promise.all([asking(), asking(), asking()])
    for (const other of others) expect(other.body).toEqual(first?.body)
    expect((await room.as('biller').get(releases())).body.releases).toHaveLength(1)
    await expectRefused(() => asking({ purpose: 'Another' }), 422, 'idempotency_key_reused')
  })

  it('is given once by two at once, and one event tells of it', async () => {
    const releaseId = await ask('biller', forPayment(documentId))
    const answers = await Promise.all([give('biller', releaseId), give('keeper', releaseId)])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412])
    const types = (await room.events(clientId)).map(({ type }) => type)
    expect(types.filter((type) => type === 'release_given')).toHaveLength(1)
  })

  it('is taken back before it was given, or after, and is not given any more', async () => {
    const [one, other] = [
      await ask('biller', forPayment(documentId)),
      await ask('biller', forPayment(documentId)),
    ]
    expect((await revoke('biller', one, '"1"')).body).toMatchObject({
      release: { state: 'revoked', revokedBy: room.practice.memberId('biller') },
      revocation: 'plover-detour',
    })
    await expectRefused(() => give('biller', one, '"2"'), 409, 'release_revoked')
    await give('biller', other)
    const { body } = await revoke('keeper', other, '"2"')
    expect(body.release).toMatchObject({ state: 'revoked', givenAt: room.house.now() })
    expect((await revoke('keeper', other, '"2"')).body).toEqual(body)
    await expectRefused(() => revoke('keeper', other, '"3"'), 409, 'release_revoked')
    expect((await room.as('biller').get(releases())).body.releases).toHaveLength(2)
  })

  it('says nothing of itself but to those who may see it', async () => {
    const consentId = await room.consent(clientId)
    const releaseId = await ask('keeper', byAuthorization(documentId, consentId))
    await give('keeper', releaseId)
    await revoke('keeper', releaseId, '"2"')
    const tables = JSON.stringify([
      await room.house.snapshot(),
      await room.house.items('ACCESS_TABLE'),
      room.house.logged,
    ])
    for (const word of ['plover-detour', 'Osei', 'Cascadia', 'authorization'])
      expect(tables).not.toContain(word)
  })
})

describe('a consent that is revoked', () => {
  const asking = async () => {
    const consentId = await room.consent(clientId)
    return { consentId, releaseId: await ask('keeper', byAuthorization(documentId, consentId)) }
  }

  it('lets nothing leave that was asked for by it', async () => {
    const { consentId, releaseId } = await asking()
    await room.revokeConsent(consentId)
    await expectRefused(() => give('keeper', releaseId), 422, 'may_not_leave', [
      'consent-not-revoked',
    ])
  })

  it('lets nothing leave either where it is revoked between the reading and the write', async () => {
    const { consentId, releaseId } = await asking()
    const db = justBefore(room.house.db, () => room.revokeConsent(consentId))
    const { status, body } = await give('keeper', releaseId, '"1"', { db })
    expect([status, body.about]).toEqual([422, ['consent-not-revoked']])
    const { release } = (await room.as('keeper').get(`/v1/releases/${releaseId}`)).body
    expect(release.state).toBe('ready')
    expect((await room.events(clientId)).map(({ type }) => type)).not.toContain('release_given')
  })
})

describe('who may', () => {
  const treatment = () => ({
    ...forPayment(documentId),
    recipient: { name: 'Dr. Osei', role: 'provider' },
    basis: { ground: 'treatment' },
  })
  const clientAccess = () => ({
    ...forPayment(documentId),
    recipient: { name: 'Zebulon Quagmire', role: 'client' },
    basis: { ground: 'client-access', requestedOn: '2026-01-12' },
  })
  const required = () => ({
    ...forPayment(documentId),
    recipient: { name: 'State agency', role: 'authority' },
    basis: { ground: 'required-by-law', law: 'A statute' },
  })

  it.each([
    ['for payment', () => forPayment(documentId), ['admin', 'biller', 'keeper']],
    ['for treatment', treatment, ['baker', 'admin', 'keeper']],
    ['to the client', clientAccess, ['baker', 'admin', 'keeper']],
    ['because the law has it so', required, ['admin', 'keeper']],
  ])('lets something leave %s', async (_what, words, who) => {
    const everybody = ['baker', 'carter', 'vogel', 'admin', 'biller', 'keeper']
    for (const name of everybody.filter((each) => !who.includes(each)))
      await expectRefused(() => room.as(name).post(releases(), words()), 403, 'not_allowed')
    for (const name of who) await ask(name, words())
    const releaseId = await ask('keeper', words())
    for (const name of everybody.filter((each) => !who.includes(each)))
      for (const deed of [() => give(name, releaseId), () => revoke(name, releaseId, '"1"')])
        await expectRefused(deed, 403, 'not_allowed')
    for (const name of who.slice(0, 1)) expect((await give(name, releaseId)).status).toBe(200)
  })

  it('sees what left: billers for payment alone', async () => {
    const payment = await ask('keeper', forPayment(documentId))
    const other = await ask('keeper', required())
    for (const [name, seen] of [
      ['baker', [other, payment]],
      ['vogel', [other, payment]],
      ['biller', [payment]],
    ] as const) {
      const { body } = await room.as(name).get(releases())
      const ids = body.releases.map(
        ({ release }: { release: { releaseId: string } }) => release.releaseId,
      )
      expect(ids.sort()).toEqual([...seen].sort())
    }
    await expectRefused(() => room.as('biller').get(`/v1/releases/${other}`), 403, 'not_allowed')
    await expectRefused(() => room.as('carter').get(releases()), 403, 'not_allowed')
  })

  it('gives only after a sign-in of the last minutes', async () => {
    const releaseId = await ask('biller', forPayment(documentId))
    const authTime = Date.parse(room.house.now()) / 1000 - 1000
    await expectRefused(
      () => give('biller', releaseId, '"1"', { authTime }),
      401,
      'fresh_sign_in_required',
    )
  })

  it('leaves an entry, whether it is let or refused', async () => {
    await ask('biller', forPayment(documentId))
    await refused(room.house, () => room.as('baker').post(releases(), forPayment(documentId)))
    const entries = (await room.house.items('ACCESS_TABLE')).filter(
      (entry) => entry['clientId'] === clientId && entry['action'] === 'release.payment',
    )
    expect(entries.map(({ memberId, outcome }) => [memberId, outcome])).toEqual(
      expect.arrayContaining([
        [room.practice.memberId('biller'), 'asked'],
        [room.practice.memberId('baker'), 'refused'],
      ]),
    )
  })
})

describe('refused, and nothing is stored', () => {
  it('what the rules say no to, each by its name, its field and its law', async () => {
    const words = {
      ...forPayment(documentId),
      recipient: { name: 'Other Health', role: 'payer' },
      scope: { sections: 'all', from: '2026-01-15' },
    }
    const { status, type, body } = await refused(room.house, () =>
      room.as('biller').post(releases(), words),
    )
    expect([status, type]).toEqual([422, 'may_not_leave'])
    expect(body.about).toEqual([
      'payer-of-client',
      'not-whole-record',
      'days-named',
      'document-in-scope',
    ])
    expect(body.errors.map(({ field }: { field: string }) => field)).toEqual([
      '/body/recipient/name',
      '/body/scope/sections',
      '/body/scope/to',
      '/body/contents/documents/0',
    ])
    expect(body.errors[1].rule).toContain('45 CFR 164.502(b)')
  })

  it('a document that was superseded, also between asking and giving', async () => {
    const releaseId = await ask('biller', forPayment(documentId))
    await room.document(noteId, 2)
    await expectRefused(() => give('biller', releaseId), 422, 'may_not_leave', ['document-current'])
    await expectRefused(
      () => room.as('biller').post(releases(), forPayment(documentId)),
      422,
      'may_not_leave',
      ['document-current'],
    )
  })

  it('documents that are not there, of another client, or of a note entered in error', async () => {
    const other = await room.signedNote()
    for (const each of [`${clientId}.${'0'.repeat(26)}`, other.documentId])
      await expectRefused(
        () => room.as('biller').post(releases(), forPayment(each)),
        404,
        'document_not_found',
        [each],
      )
    const releaseId = await ask('biller', forPayment(documentId))
    const { headers } = await room.notes.as('baker').get(`/v1/notes/${noteId}`)
    const path = `/v1/notes/${noteId}/entered-in-error`
    const reason = { reason: 'Wrong chart.' }
    expected(await room.notes.as('baker').post(path, reason, from(headers['etag'])), 200)
    await expectRefused(() => give('biller', releaseId), 404, 'document_not_found')
  })

  it('another practice finds neither client nor release', async () => {
    const releaseId = await ask('biller', forPayment(documentId))
    const keeper = room.as('keeper', { practice: south })
    const asked: [string, () => ReturnType<typeof keeper.get>][] = [
      ['client_not_found', () => keeper.get(releases())],
      ['client_not_found', () => keeper.post(releases(), forPayment(documentId))],
      ['release_not_found', () => keeper.get(`/v1/releases/${releaseId}`)],
      [
        'release_not_found',
        () => keeper.post(`/v1/releases/${releaseId}/giving`, undefined, from('"1"')),
      ],
      [
        'release_not_found',
        () => keeper.post(`/v1/releases/${releaseId}/revocation`, { reason: 'x' }, from('"1"')),
      ],
    ]
    for (const [type, asking] of asked) await expectRefused(asking, 404, type)
  })

  it('a subpoena without assurance, and a body that names a process note', async () => {
    for (const change of [
      { basis: { ground: 'subpoena', subpoena: 'No. 13', issuedOn: '2026-01-10' } },
      { scope: { sections: ['process-notes'] } },
      { contents: { of: 'process-notes' } },
    ]) {
      const words = { ...forPayment(documentId), ...change }
      const { status } = await refused(room.house, () => room.as('keeper').post(releases(), words))
      expect(status).toBe(400)
    }
  })
})
