import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ExportedRecord } from '../../../shared/export/exported-record.ts'
import { commitsTo, committedPart } from '../../../shared/ledger/commitment.ts'
import { from, type Practice } from '../harness.ts'
import { practiceCallers } from '../practice-api/practice-callers.ts'
import { accept, canary, code, expected, NoteRoom, type Opened, sections } from './note-room.ts'

let room: NoteRoom
let practice: ReturnType<typeof practiceCallers>
beforeAll(async () => {
  room = await NoteRoom.open()
  practice = practiceCallers(room.house)
})
afterAll(() => room.close())

const begin = async (body: object = {}, who: Practice = room.practice): Promise<string> =>
  expected(await practice(who, 'keeper').post('/v1/exports', body), 201).exportId

const page = (clientId: string, exportId: string, who = 'keeper', cursor?: string) =>
  room
    .as(who)
    .get(`/v1/clients/${clientId}/export?export=${exportId}${cursor ? `&cursor=${cursor}` : ''}`)

/** All pages. */
async function whole(clientId: string, exportId: string) {
  const records: ExportedRecord[] = []
  const events = []
  const heads = []
  let cursor: string | undefined
  do {
    const body = expected(await page(clientId, exportId, 'keeper', cursor), 200)
    records.push(...body.records)
    events.push(...body.events)
    heads.push(body.head)
    cursor = body.next
  } while (cursor)
  return { records, events, heads }
}

/** A note with an addendum; beside it a draft. */
async function written(): Promise<Opened> {
  const note = await room.signed('novak')
  const added = await room.as('novak').post(`/v1/notes/${note.noteId}/addenda`, {
    kind: 'addition',
    reason: canary.reason,
    text: `More about the ${canary.words}.`,
    ...accept('addendum/1'),
  })
  expected(added, 201)
  const sessionId = await room.session(note.clientId)
  const body = { sessionId, template: 'soap' }
  const opened = await room.as('baker').post(`/v1/clients/${note.clientId}/notes`, body)
  const { noteId } = expected(opened, 201)
  const saved = await room.as('baker').put(`/v1/notes/${noteId}/draft`, { sections }, from('"0"'))
  expected(saved, 200)
  return note
}

describe('an export', () => {
  it('begins in the practice’s chain', async () => {
    const exportId = await begin()
    const { body } = await practice(room.practice, 'keeper').get('/v1/ledger')
    expect(body.events.at(-1)).toMatchObject({
      type: 'record_exported',
      actorId: room.practice.memberId('keeper'),
      about: { exportId },
    })
  })

  it('has all of a record, each part as the ledger commits to it', async () => {
    const { clientId, noteId } = await written()
    const { records, events, heads } = await whole(clientId, await begin({ clientId }))
    expect(records.map(({ form }) => form.split('/')[1]).sort()).toEqual([
      'exported-addition',
      'exported-client',
      'exported-note',
      'exported-note',
      'exported-obligation',
      'exported-obligation',
      'exported-obligation',
      'exported-session',
      'exported-session',
    ])
    expect(new Set(heads.map(({ seq }) => seq))).toEqual(new Set([events.length]))
    const committed = (seq: number) => events[seq - 1]?.commitment ?? ''
    for (const record of records) {
      if (record.form === 'noteseal/exported-addition/1') {
        const { addition } = record
        const { nonce, ledger } = addition
        expect(commitsTo(committed(ledger.seq), nonce, committedPart(addition))).toBe(true)
      }
      if (record.form === 'noteseal/exported-note/1' && record.signed) {
        const { nonce, ledger } = record.signed
        expect(record.note.noteId).toBe(noteId)
        expect(commitsTo(committed(ledger.seq), nonce, committedPart(record.signed))).toBe(true)
      }
      if (record.form === 'noteseal/exported-note/1' && !record.signed)
        expect(record.draft).toEqual(sections)
      if (record.form === 'noteseal/exported-client/1')
        expect(record.demographics.demographics.name.given).toBe(canary.given)
    }
  })

  it('has the holds, with the reasons that the ledger commits to', async () => {
    const { clientId } = await room.draft()
    const hold = { reason: canary.reason }
    const placed = await room.as('admin').post(`/v1/clients/${clientId}/holds`, hold)
    const { holdId } = expected(placed, 201).hold
    const etag = from(placed.headers['etag'] ?? '"1"')
    expected(await room.as('keeper').post(`/v1/holds/${holdId}/lifting`, hold, etag), 200)
    const { records, events } = await whole(clientId, await begin({ clientId }))
    const exported = records.find((it) => it.form === 'noteseal/exported-hold/1')
    if (!exported?.lifting) throw new Error('no lifted hold')
    const committed = (type: string) => events.find((event) => event.type === type).commitment
    for (const [type, part] of [
      ['hold_placed', exported.placing],
      ['hold_lifted', exported.lifting],
    ] as const)
      expect(commitsTo(committed(type), part.nonce, committedPart(part))).toBe(true)
  })

  it('leaves an access entry for each page', async () => {
    const { clientId } = await written()
    const before = (await room.house.items('ACCESS_TABLE')).length
    const exportId = await begin({ clientId })
    await whole(clientId, exportId)
    const entries = (await room.house.items('ACCESS_TABLE')).slice()
    expect(entries.length - before).toBe(2)
    expect(entries.filter(({ action }) => action === 'record.export').length).toBeGreaterThan(1)
  })

  it('goes on from page to page, however long the record is', async () => {
    const { clientId } = await room.draft()
    // Quotation marks count most where Lambda carries an answer: as JSON within JSON.
    const long = '"kumquat" '.repeat(19_000)
    const notes: string[] = []
    for (let n = 0; n < 20; n++) {
      const sessionId = await room.session(clientId)
      const body = { sessionId, template: 'soap' }
      const opened = await room.as('baker').post(`/v1/clients/${clientId}/notes`, body)
      const { noteId } = expected(opened, 201)
      const draft = { sections: { ...sections, plan: `${n} ${long}` } }
      expected(await room.as('baker').put(`/v1/notes/${noteId}/draft`, draft, from('"0"')), 200)
      notes.push(noteId)
    }
    const exportId = await begin({ clientId })
    let cursor: string | undefined
    const sizes: number[] = []
    const seen: string[] = []
    do {
      const { body } = await page(clientId, exportId, 'keeper', cursor)
      sizes.push(Buffer.byteLength(JSON.stringify(JSON.stringify(body))))
      for (const { form, note } of body.records)
        if (form === 'noteseal/exported-note/1') seen.push(note.noteId)
      cursor = body.next
    } while (cursor)
    expect(Math.max(...sizes)).toBeLessThan(5.9 * 1024 * 1024)
    expect(sizes.length).toBeGreaterThan(2)
    expect(seen.filter((id) => notes.includes(id)).sort()).toEqual([...notes].sort())
  })

  it('lists everybody, and whose records are withheld', async () => {
    const [{ clientId: one }, { clientId: two }] = [await room.draft(), await room.draft()]
    const path = `/v1/clients/${two}`
    const { headers } = await room.as('admin').get(path)
    const team = {
      careTeam: [room.practice.memberId('baker')],
      barred: [room.practice.memberId('keeper')],
    }
    expected(await room.as('admin').put(`${path}/care-team`, team, from(headers['etag'])), 200)
    const exportId = await begin()
    const { clients } = expected(
      await room.as('keeper').get(`/v1/exports/${exportId}/clients`),
      200,
    )
    expect(clients).toContainEqual({ clientId: one, withheld: false })
    expect(clients).toContainEqual({ clientId: two, withheld: true })
    const answer = await page(two, exportId)
    expect([answer.status, code(answer), answer.body.about]).toEqual([
      403,
      'not_allowed',
      ['barred from this record'],
    ])
    const refusedToo = await practice(room.practice, 'keeper').post('/v1/exports', {
      clientId: two,
    })
    expect([refusedToo.status, code(refusedToo)]).toEqual([403, 'not_allowed'])
  })
})

describe('nothing leaves', () => {
  it.each(['baker', 'vogel', 'admin', 'biller'])('for %s', async (who) => {
    const { clientId } = await room.draft()
    const exportId = await begin()
    const before = await room.house.snapshot()
    const started = await practice(room.practice, who).post('/v1/exports', {})
    expect([started.status, code(started)]).toEqual([403, 'not_allowed'])
    const read = await page(clientId, exportId, who)
    expect([read.status, code(read)]).toEqual([403, 'not_allowed'])
    const listed = await room.as(who).get(`/v1/exports/${exportId}/clients`)
    expect([listed.status, code(listed)]).toEqual([403, 'not_allowed'])
    const own = await practice(room.practice, who).get(`/v1/exports/${exportId}/practice`)
    expect([own.status, code(own)]).toEqual([403, 'not_allowed'])
    expect(await room.house.snapshot()).toEqual(before)
  })

  it('without a fresh sign-in, and nothing is recorded', async () => {
    const stale = Math.floor(Date.parse(room.house.now()) / 1000) - 901
    const before = await room.house.snapshot()
    const caller = practice(room.practice, 'keeper', { authTime: stale })
    const answer = await caller.post('/v1/exports', {})
    expect([answer.status, code(answer)]).toEqual([401, 'fresh_sign_in_required'])
    expect(answer.headers['www-authenticate']).toContain('max_age')
    expect(await room.house.snapshot()).toEqual(before)
  })

  it('without an export that was begun', async () => {
    const { clientId } = await room.draft()
    const answer = await page(clientId, room.practice.id)
    expect([answer.status, code(answer)]).toEqual([404, 'export_not_found'])
  })

  it('by an export of another client', async () => {
    const [{ clientId: one }, { clientId: two }] = [await room.draft(), await room.draft()]
    const exportId = await begin({ clientId: one })
    expect((await page(one, exportId)).status).toBe(200)
    const answer = await page(two, exportId)
    expect([answer.status, code(answer)]).toEqual([404, 'export_not_found'])
    const listed = await room.as('keeper').get(`/v1/exports/${exportId}/clients`)
    expect(listed.body.clients.map((each: { clientId: string }) => each.clientId)).toEqual([one])
    const own = await practice(room.practice, 'keeper').get(`/v1/exports/${exportId}/practice`)
    expect([own.status, code(own)]).toEqual([404, 'export_not_found'])
  })

  it('of a client who is not there, or in another practice', async () => {
    const south = await room.neighbour()
    const { clientId } = await south.draft()
    const answer = await practice(room.practice, 'keeper').post('/v1/exports', { clientId })
    expect([answer.status, code(answer)]).toEqual([404, 'client_not_found'])
    const read = await page(clientId, await begin())
    expect([read.status, code(read)]).toEqual([404, 'client_not_found'])
    const theirs = await begin({}, south.practice)
    const own = await page((await room.draft()).clientId, theirs)
    expect([own.status, code(own)]).toEqual([404, 'export_not_found'])
  })

  it('by a cursor that nobody gave out', async () => {
    const { clientId } = await room.draft()
    const exportId = await begin({ clientId })
    for (const forged of ['Rx y', 'E-1', 'Ex', 'Zq', 'R'.padEnd(110, '#')]) {
      const cursor = Buffer.from(forged).toString('base64url')
      const answer = await page(clientId, exportId, 'keeper', cursor)
      expect([forged, answer.status, code(answer)]).toEqual([forged, 400, 'invalid_request'])
    }
  })

  it('a day after it was begun', async () => {
    const { clientId } = await room.draft()
    const exportId = await begin()
    room.house.advance(24 * 3_600_000)
    const answer = await page(clientId, exportId)
    expect([answer.status, code(answer)]).toEqual([404, 'export_not_found'])
  })
})

describe('the practice’s part', () => {
  it('opens the commitments of the practice’s chain', async () => {
    const exportId = await begin()
    const keeper = practice(room.practice, 'keeper')
    const { settings, members } = expected(
      await keeper.get(`/v1/exports/${exportId}/practice`),
      200,
    )
    const { body: ledger } = await keeper.get('/v1/ledger')
    const admin = members.find(
      ({ member }: { member: { memberId: string } }) =>
        member.memberId === room.practice.memberId('admin'),
    ).member
    const content = { settings: settings.settings, admin }
    expect(commitsTo(ledger.events[0].commitment, settings.nonce, content)).toBe(true)
    expect(members.length).toBe(7)
  })

  it('has the public keys that sign, for everybody who works here', async () => {
    const { keys } = expected(await room.as('biller').get('/v1/keys'), 200)
    expect(keys.map(({ use, keyArn }: { use: string; keyArn: string }) => [use, keyArn])).toEqual([
      ['statements', room.house.env['STATEMENT_KEY_ARN']],
      ['documents', room.house.env['DOCUMENT_KEY_ARN']],
    ])
  })
})

describe('a group’s part', () => {
  it('has what its notes share, for an export of the whole practice alone', async () => {
    const [one, two] = [await room.client(), await room.client()]
    const start = room.house.now()
    const planned = await room.as('baker').post('/v1/groups', {
      title: 'Thursdays',
      clients: [
        { clientId: one, diagnoses: [] },
        { clientId: two, diagnoses: [] },
      ],
      start,
      end: new Date(Date.parse(start) + 3_600_000).toISOString(),
      modality: 'in person',
      placeOfService: '11',
      services: [{ cpt: '90853' }],
    })
    const { groupId } = expected(planned, 201)
    const shared = { sections: { intervention: 'Breathing.' } }
    const path = `/v1/groups/${groupId}`
    expected(await room.as('baker').put(`${path}/shared-part`, shared, from('"0"')), 200)
    const answer = await room.as('keeper').get(`${path}/export?export=${await begin()}`)
    expect(expected(answer, 200)).toMatchObject({
      group: { groupId, title: 'Thursdays' },
      sharedPart: { sections: shared.sections, revision: 1 },
    })
    const ofOne = await room
      .as('keeper')
      .get(`${path}/export?export=${await begin({ clientId: one })}`)
    expect([ofOne.status, code(ofOne)]).toEqual([404, 'export_not_found'])
  })
})
