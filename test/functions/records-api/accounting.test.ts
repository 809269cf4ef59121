import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { releasesContext } from '../../../functions/releases-api/context.ts'
import { releaseEndpoints } from '../../../functions/releases-api/endpoints.ts'
import { AskedRoom } from '../asked-room.ts'
import { from, once } from '../harness.ts'
import { refused } from '../refused.ts'
import { expected } from './note-room.ts'

const CANARY = 'CANARY-8b2f'

let room: AskedRoom
let clientId: string
let documentId: string

beforeAll(async () => {
  room = await AskedRoom.open()
  ;({ clientId } = await room.notes.signed())
  await room.render()
  const listed = await room.documents('keeper').get(`/v1/clients/${clientId}/documents`)
  documentId = listed.body.documents[0].documentId
  await give(
    { ground: 'required-by-law', law: 'A statute' },
    { name: 'State agency', role: 'authority' },
  )
  await give({ ground: 'treatment' }, { name: 'Dr. Osei', role: 'provider' })
})
afterAll(() => room.close())

/** A release that was given, as `releases-api` does it. */
async function give(basis: object, recipient: object): Promise<void> {
  const env = room.house.env as Parameters<typeof releasesContext>[0]
  const context = releasesContext(env, { db: room.house.db, kms: room.house.kms }, room.house.now)
  const keeper = room.house.serve(context.findMember, releaseEndpoints(context))(
    room.notes.practice,
    'keeper',
  )
  const asked = await keeper.post(`/v1/clients/${clientId}/releases`, {
    purpose: `An inquiry ${CANARY}`,
    recipient: { ...recipient, contact: '1 Heron Way' },
    basis,
    scope: { sections: ['progress-notes'] },
    contents: { of: 'documents', documents: [documentId] },
  })
  const { releaseId } = expected(asked, 201).release
  expected(await keeper.post(`/v1/releases/${releaseId}/giving`, undefined, from('"1"')), 200)
}

const path = () => `/v1/clients/${clientId}/accounting`

describe('an accounting of disclosures', () => {
  it('tells what left by others’ right, and not what left for treatment', async () => {
    const { status, body } = await room.notes.as('keeper').get(path())
    expect([status, body.to]).toEqual([200, room.house.now().slice(0, 10)])
    expect(body.disclosures).toMatchObject([
      {
        recipient: 'State agency',
        address: '1 Heron Way',
        what: 'progress notes',
        purpose: `An inquiry ${CANARY}`,
        law: '45 CFR 164.512(a)',
      },
    ])
    const before = await room.notes.as('admin').get(`${path()}?to=2025-12-31`)
    expect(before.body.disclosures).toEqual([])
  })

  it('is made as a sealed PDF, once for one request, and goes along in an export that verifies', async () => {
    const ask = (body: object = {}) =>
      room.notes.as('keeper').post(path(), body, once('accounting-1'))
    const first = expected(await ask(), 201)
    expect(first.kind).toBe('accounting-of-disclosures')
    expect((await ask()).body).toEqual(first)
    expect(await refused(room.house, () => ask({ to: '2025-12-31' }))).toMatchObject({
      status: 422,
      type: 'idempotency_key_reused',
    })
    await room.render()
    const text = await room.textOf(first.documentId)
    for (const word of ['Accounting of disclosures', 'Zebulon Quagmire', 'State agency', CANARY])
      expect(text).toContain(word)
    expect(text).not.toContain('Osei')

    // The front desk reads no notes, but may read this; who treats the client reads notes, not this.
    const link = `/v1/documents/${first.documentId}/link`
    expect((await room.documents('admin').post(link, undefined)).status).toBe(201)
    expect((await room.documents('baker').post(link, undefined)).status).toBe(403)

    const files = await room.exported(clientId)
    expect((await room.verified(files)).faults).toEqual([])
    const stored = JSON.stringify([
      await room.house.snapshot(),
      await room.house.items('ACCESS_TABLE'),
      room.house.logged,
    ])
    expect(stored).not.toContain(CANARY)
  })

  it.each(['baker', 'vogel', 'biller', 'carter'])('is not for %s', async (name) => {
    for (const asking of [
      () => room.notes.as(name).get(path()),
      () => room.notes.as(name).post(path(), {}),
    ])
      expect(await refused(room.house, asking)).toMatchObject({ status: 403, type: 'not_allowed' })
  })

  it('has days that begin before they end', async () => {
    const asking = () => room.notes.as('keeper').get(`${path()}?from=2026-02-01&to=2026-01-01`)
    expect((await refused(room.house, asking)).status).toBe(400)
  })
})
