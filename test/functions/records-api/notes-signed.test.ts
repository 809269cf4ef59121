import { GetPublicKeyCommand } from '@aws-sdk/client-kms'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { NoteView } from '../../../shared/api/notes.ts'
import { plusHours, plusMinutes } from '../../../shared/clock.ts'
import { committedPart } from '../../../shared/ledger/commitment.ts'
import { verifyAdditions } from '../../../shared/ledger/verify-additions.ts'
import { verifyChain } from '../../../shared/ledger/verify-chain.ts'
import { from, once } from '../harness.ts'
import { accept, canary, code, expected, NoteRoom, sections } from './note-room.ts'

let room: NoteRoom
beforeAll(async () => {
  room = await NoteRoom.open()
})
afterAll(() => room.close())

/** Everything as text, bytes too, so that a word that was merely written as bytes is found. */
const inLetters = (value: unknown): string =>
  JSON.stringify(value, (key, part) =>
    key === 'B' ? Buffer.from(part, 'base64').toString('latin1') : part,
  )

const itemsOf = async (noteId: string) => {
  const own = noteId.split('.')[1]
  const items = await room.house.items('RECORDS_TABLE')
  return items.filter(({ sk }) => String(sk).includes(`N#${own}#`))
}

describe('what signing leaves behind', () => {
  it('is a chain that verifies against the forms as they are read, and KMS’s public key', async () => {
    const { noteId, clientId } = await room.signed('novak')
    const vogel = room.as('vogel')
    const addendum = { kind: 'correction', reason: 'Dose', text: '50 mg', ...accept('addendum/1') }
    expected(await room.as('novak').post(`/v1/notes/${noteId}/addenda`, addendum), 201)
    expected(
      await vogel.post(`/v1/notes/${noteId}/co-signature`, accept('co-signature/1'), from('"3"')),
      200,
    )
    const note: NoteView = expected(await vogel.get(`/v1/notes/${noteId}`), 200)
    const chain = expected(await vogel.get(`/v1/clients/${clientId}/ledger`), 200)
    const { PublicKey } = await room.house.kms.send(
      new GetPublicKeyCommand({ KeyId: room.house.env['STATEMENT_KEY_ARN'] }),
    )
    const forms = [note.signedForm, ...note.addenda, note.coSignature?.form].filter(
      (form) => form !== undefined,
    )
    expect(forms).toHaveLength(3)
    const expectations = {
      head: chain.head,
      publicKeys: new Map([[room.house.env['STATEMENT_KEY_ARN'] ?? '', PublicKey as Uint8Array]]),
      commitments: forms.map((form) => ({
        seq: form.ledger.seq,
        nonce: form.nonce,
        content: committedPart(form),
      })),
    }
    expect(verifyChain(chain.events, expectations)).toEqual([])
    const [added] = note.addenda
    const coSigned = note.coSignature?.form
    if (!note.signedForm || !added || !coSigned) throw new Error('something was not signed')
    expect(verifyAdditions(note.signedForm, [added, coSigned])).toEqual([])
    const reworded = { ...added, text: '500 mg' }
    expect(verifyAdditions(note.signedForm, [reworded, coSigned])).toEqual([
      { kind: 'bad_commitment', place: 1 },
    ])
    expect(verifyAdditions(note.signedForm, [coSigned])).toEqual([
      { kind: 'does_not_follow', place: 1 },
    ])
    expect(chain.events.map(({ type }: { type: string }) => type)).toEqual([
      'client_opened',
      'session_planned',
      'session_held',
      'note_opened',
      'note_signed',
      'addendum_signed',
      'note_co_signed',
    ])
    const [signed] = expectations.commitments
    const forged = [{ ...signed, seq: signed?.seq ?? 0, nonce: signed?.nonce ?? '', content: {} }]
    expect(verifyChain(chain.events, { ...expectations, commitments: forged })).toMatchObject([
      { kind: 'bad_commitment' },
    ])
  })

  it('is a closed obligation, no open draft, a wanted document and revisions that expire', async () => {
    const { noteId, clientId, sessionId } = await room.signed()
    const session = await room.as('baker').get(`/v1/sessions/${sessionId}`)
    expect(session.body.obligation.state).toBe('done')
    const items = await room.house.items('RECORDS_TABLE')
    const client = items.find(({ pk, sk }) => sk === 'CLIENT' && String(pk).endsWith(clientId))
    expect(client).toMatchObject({ openDrafts: 0 })
    const obligation = items.find(
      ({ sk, noteId: of }) => String(sk).startsWith('O#') && of === noteId,
    )
    expect(obligation).toBeDefined()
    for (const index of ['workOwner', 'workAt', 'dueShard', 'flagAt'])
      expect(obligation).not.toHaveProperty(index)

    const [current, revision] = await itemsOf(noteId)
    expect(current).toMatchObject({ state: 'signed', pendingPdf: 1, pdfSince: room.house.now() })
    expect(current?.['pdfShard']).toMatch(/^PDF#[0-3]$/)
    const inThirtyDays = Date.parse(plusHours(room.house.now(), 30 * 24)) / 1000
    expect(revision?.['expires']).toBe(inThirtyDays)
  })

  it('owes the supervisor a co-signature until it is given', async () => {
    const { noteId } = await room.signed('novak')
    const owed = async () => {
      const items = await room.house.items('RECORDS_TABLE')
      return items.find(({ kind, noteId: of }) => kind === 'co-signature' && of === noteId)
    }
    expect(await owed()).toMatchObject({
      state: 'open',
      memberId: room.practice.memberId('vogel'),
      workOwner: `P#${room.practice.id}#M#${room.practice.memberId('vogel')}`,
    })
    const path = `/v1/notes/${noteId}/co-signature`
    const co = accept('co-signature/1')
    expected(await room.as('vogel').post(path, co, from('"2"')), 200)
    const items = await room.house.items('RECORDS_TABLE')
    const open = items.filter(
      (item) => item['workOwner'] && item['noteId'] === noteId && item['state'] === 'open',
    )
    expect(open).toEqual([])
    const again = await room.as('vogel').post(path, co, from('"3"'))
    expect([again.status, code(again)]).toEqual([409, 'co_signature_not_due'])
  })

  it('is the same when the same request comes twice, also after an addendum', async () => {
    const { noteId } = await room.written()
    const baker = room.as('baker')
    const sign = (body: object = accept('author/1')) =>
      baker.post(`/v1/notes/${noteId}/signature`, body, { ...from('"1"'), ...once('sign-key-1') })
    const first = await sign()
    expect(first.status).toBe(200)
    const before = await room.house.snapshot()
    expect(await sign()).toEqual(first)
    const other = await sign({ ...accept('author/1'), lateReason: 'Other' })
    expect([other.status, code(other)]).toEqual([422, 'idempotency_key_reused'])
    expect(await room.house.snapshot()).toEqual(before)

    const addendum = { kind: 'addition', reason: 'x', text: 'y', ...accept('addendum/1') }
    const add = () => baker.post(`/v1/notes/${noteId}/addenda`, addendum, once('addendum-key'))
    const added = await add()
    expect(await add()).toEqual(added)
    expect((await sign()).body).toEqual(added.body)
  })
})

describe('a late note', () => {
  it('needs a reason, and stays marked as late', async () => {
    const { noteId, sessionId } = await room.written()
    const session = await room.as('baker').get(`/v1/sessions/${sessionId}`)
    room.house.travelTo(plusMinutes(session.body.obligation.dueAt, 90))
    const without = await room.sign(noteId)
    expect([without.status, code(without)]).toEqual([422, 'note_incomplete'])
    expect(without.body.errors).toMatchObject([{ field: '/body/lateReason' }])
    const signed = await room.sign(noteId, 'baker', { lateReason: 'Was ill' })
    expect(signed).toMatchObject({
      status: 200,
      body: { late: true, signedForm: { written: { late: { reason: 'Was ill', minutes: 90 } } } },
    })
  })

  it('is not late at the very moment it is due', async () => {
    const { noteId, sessionId } = await room.written()
    const session = await room.as('baker').get(`/v1/sessions/${sessionId}`)
    room.house.travelTo(session.body.obligation.dueAt)
    expect(await room.sign(noteId)).toMatchObject({ status: 200, body: { late: false } })
  })
})

describe('revisions of a signed note', () => {
  it('are shown for thirty days, and to nobody after', async () => {
    const { noteId } = await room.signed()
    const path = `/v1/notes/${noteId}/revisions`
    const baker = () => room.as('baker')
    expect((await baker().get(path)).body.revisions).toHaveLength(1)
    expect((await baker().get(`${path}/1`)).status).toBe(200)
    room.house.advance(30 * 24 * 3_600_000)
    expect((await baker().get(path)).body.revisions).toEqual([])
    expect(code(await baker().get(`${path}/1`))).toBe('revision_not_found')
    room.house.advance(3_600_000)
    await room.house.services.services.dynamodb.sweepExpired()
    expect((await itemsOf(noteId)).map(({ sk }) => String(sk).slice(-2))).toEqual(['#0'])
  })

  it('all expire, however many there are', async () => {
    const { noteId } = await room.draft()
    const baker = room.as('baker')
    for (let revision = 0; revision < 82; revision++) {
      const plan = `Weekly, ${revision}.`
      const body = { sections: { ...sections, plan } }
      expected(await baker.put(`/v1/notes/${noteId}/draft`, body, from(`"${revision}"`)), 200)
    }
    const signed = await baker.post(
      `/v1/notes/${noteId}/signature`,
      accept('author/1'),
      from('"82"'),
    )
    expected(signed, 200)
    const revisions = (await itemsOf(noteId)).filter(
      ({ revision, expires, state }) => !state && revision && expires,
    )
    expect(revisions).toHaveLength(82)
  })
})

describe('a group session', () => {
  it('gives each note a copy of the shared part, before what is the client’s own', async () => {
    const clients = [await room.client(), await room.client()]
    const begin = plusMinutes(room.house.now(), -60)
    const times = { start: begin, end: plusMinutes(begin, 55) }
    const baker = room.as('baker')
    const planned = await baker.post('/v1/groups', {
      ...times,
      title: 'Tuesday group',
      modality: 'in person',
      placeOfService: '11',
      services: [{ cpt: '90853' }],
      clients: clients.map((clientId) => ({ clientId, diagnoses: [{ code: 'F41.1' }] })),
    })
    const group = expected(planned, 201)
    const shared = { sections: { objective: 'Group of two, relaxation exercise.' } }
    expected(await baker.put(`/v1/groups/${group.groupId}/shared-part`, shared, from('"0"')), 200)

    const { clientId, sessionId } = group.roster[0]
    expected(
      await baker.post(
        `/v1/sessions/${sessionId}/outcome`,
        { status: 'held', ...times },
        from('"1"'),
      ),
      200,
    )
    const body = { sessionId, template: 'soap' }
    const { noteId } = expected(await baker.post(`/v1/clients/${clientId}/notes`, body), 201)
    const own = { ...sections, objective: 'Took part actively.' }
    expected(await baker.put(`/v1/notes/${noteId}/draft`, { sections: own }, from('"0"')), 200)
    const signed = expected(await room.sign(noteId), 200)
    expect(signed.signedForm.session.group).toEqual({ size: 2 })
    expect(signed.sections[1].text).toBe(
      'Group of two, relaxation exercise.\n\nTook part actively.',
    )
  })
})

describe('opaque everywhere', () => {
  it('no word of a note, no name and no reason is stored in the clear or logged', async () => {
    const { noteId, clientId } = await room.signed()
    const baker = room.as('baker')
    const words = { reason: canary.reason, text: canary.words }
    const addendum = { kind: 'addition', ...words, ...accept('addendum/1') }
    expected(await baker.post(`/v1/notes/${noteId}/addenda`, addendum), 201)
    expected(
      await baker
        .post(`/v1/notes/${noteId}/entered-in-error`, words, from('"3"'))
        .then(async (a) => {
          expect(code(a)).toBe('invalid_request')
          return baker.post(
            `/v1/notes/${noteId}/entered-in-error`,
            { reason: canary.reason },
            from('"3"'),
          )
        }),
      200,
    )
    await baker.put(
      `/v1/notes/${noteId}/draft`,
      { sections: { [canary.words]: canary.words } },
      from('"9"'),
    )
    await baker.get(`/v1/clients/${clientId}/notes?cursor=${canary.words}`)

    const everything = inLetters([
      await room.house.snapshot(),
      await room.house.items('ACCESS_TABLE'),
      room.house.logged,
      room.house.services.logged,
      room.house.services.calls,
    ])
    // The context in the head of a sealed message: bytes are looked into.
    expect(everything.includes('signed-note')).toBe(true)
    expect(Object.values(canary).filter((word) => everything.includes(word))).toEqual([])
    expect(room.house.logged.length).toBeGreaterThan(0)
  })
})
