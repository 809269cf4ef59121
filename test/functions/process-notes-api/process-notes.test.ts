import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { processNotesContext } from '../../../functions/process-notes-api/context.ts'
import { processNoteEndpoints } from '../../../functions/process-notes-api/endpoints.ts'
import { careTeamCopyKey } from '../../../shared/aws/care-team-copy.ts'
import { shelfName } from '../../../shared/aws/process-shelf.ts'
import { transact } from '../../../shared/aws/transact.ts'
import { newId } from '../../../shared/id.ts'
import { allowAll } from '../../infra/local/services/start-services.ts'
import { from, House, once, type Practice } from '../harness.ts'
import type { Answer } from '../http-call.ts'
import { practiceCallers } from '../practice-api/practice-callers.ts'
import { putClient } from '../record-items.ts'
import { refused } from '../refused.ts'

let house: House
let north: Practice
let south: Practice
let clientId: string

const CANARY = 'quetzal-canary'

/** The function as after a cold start. */
function callers(db = house.db) {
  const env = house.env as Parameters<typeof processNotesContext>[0]
  const context = processNotesContext(env, { db, kms: house.kms }, house.now)
  return house.serve(context.findMember, processNoteEndpoints(context))
}

let as: ReturnType<typeof callers>

beforeAll(async () => {
  house = await House.start()
  north = await house.practice('north', {
    sue: { roles: ['clinician', 'supervisor'] },
    ann: { supervisor: 'sue' },
    ben: {},
    bill: { roles: ['biller'] },
    cus: { roles: ['custodian'] },
  })
  south = await house.practice('south', { ann: {} })
  as = callers()
  clientId = await putClient(north, { careTeam: [north.memberId('ann'), north.memberId('ben')] })
})
afterAll(() => house.close())

const ofClient = (client = clientId) => `/v1/clients/${client}/process-notes`
const words = (more = '') => ({ text: `She paused. ${CANARY} ${more}`.trim() })

const written = async (more = '', client = clientId) => {
  const { status, body, headers } = await as(north, 'ann').post(ofClient(client), words(more))
  expect(status).toBe(201)
  return { path: `/v1/process-notes/${body.processNoteId}`, note: body, etag: headers['etag'] }
}

describe('a process note', () => {
  it('is read by its author as it was written, also after a cold start', async () => {
    const { path, note } = await written('first')
    const read = await callers()(north, 'ann').get(path)
    expect(read).toMatchObject({ status: 200, headers: { etag: '"1"' } })
    expect(read.body).toEqual({ ...note, ...words('first') })
  })

  it('is listed to its author without its words, the latest first, in pages that miss nothing', async () => {
    const client = await putClient(north, { careTeam: [north.memberId('ann')] })
    const notes: unknown[] = []
    for (const more of ['a', 'b', 'c']) {
      house.advance(1000)
      notes.unshift((await written(more, client)).note)
    }
    const first = await as(north, 'ann').get(`${ofClient(client)}?limit=2`)
    const cursor = encodeURIComponent(first.body.next)
    const second = await as(north, 'ann').get(`${ofClient(client)}?limit=2&cursor=${cursor}`)
    expect([...first.body.processNotes, ...second.body.processNotes]).toEqual(notes)
    expect(JSON.stringify(first.body)).not.toContain(CANARY)
  })

  it('is changed from the version that was read, and keeps nothing of what it said', async () => {
    const { path, etag, note } = await written('before')
    house.advance(1000)
    const changed = await as(north, 'ann').put(path, words('after'), from(etag))
    expect(changed).toMatchObject({ status: 200, headers: { etag: '"2"' }, body: { version: 2 } })
    expect((await as(north, 'ann').get(path)).body).toEqual({ ...changed.body, ...words('after') })
    const items = await house.items('PROCESS_TABLE')
    const own = note.processNoteId.split('.')[1]
    expect(items.filter(({ sk }) => String(sk).endsWith(own))).toHaveLength(2)
  })

  it('is gone once deleted', async () => {
    const { path, note } = await written('gone')
    expect((await as(north, 'ann').delete(path)).status).toBe(204)
    for (const again of [as(north, 'ann').get(path), as(north, 'ann').delete(path)])
      expect((await again).body.type).toBe('https://noteseal.dev/problems/process_note_not_found')
    const own = note.processNoteId.split('.')[1]
    expect(JSON.stringify(await house.items('PROCESS_TABLE'))).not.toContain(own)
  })

  it('is still its author’s to read and delete when they left the care team, not to change', async () => {
    const client = await putClient(north, { careTeam: [north.memberId('ann')] })
    const { path, etag } = await written('', client)
    const copies = house.table('PROCESS_ACCESS_TABLE')
    const key = { pk: `P#${north.id}#C#${client}`, sk: 'CARE_TEAM' }
    await transact(house.db, [
      { write: copies.update(key, { set: { careTeam: [north.memberId('ben')] } }) },
    ])
    expect((await as(north, 'ann').put(path, words('x'), from(etag))).status).toBe(403)
    expect((await as(north, 'ann').get(path)).body.text).toBe(words().text)
    expect((await as(north, 'ann').delete(path)).status).toBe(204)
  })
})

describe('a client whose record is destroyed while somebody writes', () => {
  /** The function, whose first transaction finds the care team's copy gone. */
  function overtaken(clientId: string) {
    const { dynamodb } = house.services.clientsOf('Overtaken', allowAll)
    let gone = false
    dynamodb.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          if (commandName === 'TransactWriteItemsCommand' && !gone) {
            gone = true
            const copies = house.table('PROCESS_ACCESS_TABLE')
            const key = { pk: `P#${north.id}#C#${clientId}`, sk: 'CARE_TEAM' }
            await transact(house.db, [{ write: copies.delete(key) }])
          }
          return next(args)
        },
      { step: 'initialize' },
    )
    return callers(dynamodb)
  }
  const kept = ['PROCESS_TABLE', 'PROCESS_KEYS_TABLE'] as const

  it('gets no first note, and its author no key', async () => {
    const client = await putClient(north, { careTeam: [north.memberId('ann')] })
    const before = await house.snapshot(kept)
    const answer = await overtaken(client)(north, 'ann').post(ofClient(client), words())
    expect([answer.status, answer.body.type]).toEqual([
      404,
      'https://noteseal.dev/problems/client_not_found',
    ])
    expect(await house.snapshot(kept)).toEqual(before)
  })

  it('gets no further note and no change', async () => {
    const client = await putClient(north, { careTeam: [north.memberId('ann')] })
    const { path, etag } = await written('', client)
    const before = await house.snapshot(kept)
    const added = await overtaken(client)(north, 'ann').post(ofClient(client), words('more'))
    expect([added.status, added.body.type]).toEqual([
      404,
      'https://noteseal.dev/problems/client_not_found',
    ])
    const copy = careTeamCopyKey(north.id, client)
    const careTeam = [north.memberId('ann')]
    await transact(house.db, [
      {
        write: house
          .table('PROCESS_ACCESS_TABLE')
          .put({ ...copy, careTeam, barred: [], state: 'active', version: 1 }),
      },
    ])
    const changed = await overtaken(client)(north, 'ann').put(path, words('more'), from(etag))
    expect([changed.status, changed.body.type]).toEqual([
      404,
      'https://noteseal.dev/problems/process_note_not_found',
    ])
    expect(await house.snapshot(kept)).toEqual(before)
  })

  it('is found with each author’s shelf and key, by the client alone', async () => {
    const client = await putClient(north, {
      careTeam: [north.memberId('ann'), north.memberId('ben')],
    })
    await written('one', client)
    await written('two', client)
    await as(north, 'ben').post(ofClient(client), words())
    const shelves = await house.table('PROCESS_TABLE').all(`P#${north.id}#C#${client}`, 'SHELF#')
    expect(shelves.map(({ authorId }) => authorId).sort()).toEqual(
      [north.memberId('ann'), north.memberId('ben')].sort(),
    )
    const keys = await house.items('PROCESS_KEYS_TABLE')
    for (const { authorId, keyType } of shelves) {
      const id = shelfName({
        practiceId: north.id,
        authorId: String(authorId),
        clientId: client,
      })
      const own = keys.filter((key) => key['branch-key-id'] === id)
      expect(own.map(({ type }) => type)).toEqual([keyType])
    }
  })
})

describe('a repeated request', () => {
  it('under one Idempotency-Key writes one note', async () => {
    const first = await as(north, 'ann').post(ofClient(), words('once'), once('key-000-1'))
    const before = await house.snapshot()
    const second = await callers()(north, 'ann').post(ofClient(), words('once'), once('key-000-1'))
    expect([second.status, second.body]).toEqual([201, first.body])
    expect(await house.snapshot()).toEqual(before)
  })

  it('under one Idempotency-Key changes once', async () => {
    const { path, etag } = await written()
    const headers = { ...from(etag), ...once('key-000-2') }
    const first = await as(north, 'ann').put(path, words('changed'), headers)
    const before = await house.snapshot()
    const second = await as(north, 'ann').put(path, words('changed'), headers)
    expect([second.status, second.body]).toEqual([200, first.body])
    expect(await house.snapshot()).toEqual(before)
    const other = await as(north, 'ann').put(path, words('other'), headers)
    expect([other.status, await house.snapshot()]).toEqual([422, before])
  })

  it('of the very first note for a client, twice at once, makes one key and one note', async () => {
    const client = await putClient(north, { careTeam: [north.memberId('ann')] })
    const answers = await Promise.all(
      [1, 2].map(() => callers()(north, 'ann').post(ofClient(client), words(), once('key-000-3'))),
    )
    expect(answers.map(({ status }) => status)).toEqual([201, 201])
    expect(answers[0]?.body).toEqual(answers[1]?.body)
    const keys = await house.items('PROCESS_KEYS_TABLE')
    expect(keys.filter((key) => String(key['branch-key-id']).includes(client))).toHaveLength(1)
  })

  it('of two different first notes at once keeps both', async () => {
    const client = await putClient(north, { careTeam: [north.memberId('ann')] })
    const answers = await Promise.all(
      ['one', 'two'].map((more) => callers()(north, 'ann').post(ofClient(client), words(more))),
    )
    for (const [i, { body }] of answers.entries())
      expect(
        (await callers()(north, 'ann').get(`/v1/process-notes/${body.processNoteId}`)).body.text,
      ).toBe(words(['one', 'two'][i]).text)
  })
})

describe('what is left behind', () => {
  it('is an entry for each reading, writing and deleting', async () => {
    const client = await putClient(north, { careTeam: [north.memberId('ann')] })
    const { path, etag, note } = await written('', client)
    await as(north, 'ann').get(path)
    await as(north, 'ann').get(ofClient(client))
    await as(north, 'ann').put(path, words('x'), from(etag))
    await as(north, 'ann').delete(path)
    const entries = (await house.items('ACCESS_TABLE')).filter(
      (item) => item['clientId'] === client,
    )
    expect(entries.map(({ action }) => action).sort()).toEqual([
      'process-note.delete',
      'process-note.read',
      'process-note.read',
      'process-note.write',
      'process-note.write',
    ])
    const about = entries.filter((entry) => entry['about'] === note.processNoteId)
    expect(about).toHaveLength(4)
  })

  it('is nothing in the record, its keys, its ledger or its directory', async () => {
    const record = ['RECORDS_TABLE', 'KEYS_TABLE', 'LEDGER_TABLE', 'DIRECTORY_TABLE'] as const
    const before = await house.snapshot(record)
    const { path, etag } = await written('apart')
    await as(north, 'ann').put(path, words('x'), from(etag))
    await as(north, 'ann').delete(path)
    expect(await house.snapshot(record)).toEqual(before)
  })

  it('is not one word, in any table or log', async () => {
    await written('sealed')
    const everything = await Promise.all(
      (['PROCESS_TABLE', 'PROCESS_KEYS_TABLE', 'ACCESS_TABLE'] as const).map((table) =>
        house.items(table),
      ),
    )
    const bytes = everything.flat().flatMap((item) => Object.values(item))
    const text = bytes
      .map((value) =>
        value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : JSON.stringify(value),
      )
      .join('\n')
    expect(text).not.toContain(CANARY)
    expect(text).not.toContain('paused')
    expect(house.logged.join('\n')).not.toContain(CANARY)
    expect(house.logged.length).toBeGreaterThan(10)
  })
})

describe('refused, and nothing is stored', () => {
  const expectRefused = async (ask: () => Promise<Answer>, status: number, type: string) =>
    expect(await refused(house, ask)).toMatchObject({ status, type })

  it.each(['sue', 'ben', 'cus', 'bill', 'admin'])(
    'anybody but the author, here %s: not even found',
    async (name) => {
      const { path, etag } = await written()
      const type = 'process_note_not_found'
      await expectRefused(() => as(north, name).get(path), 404, type)
      await expectRefused(() => as(north, name).put(path, words('x'), from(etag)), 404, type)
      await expectRefused(() => as(north, name).delete(path), 404, type)
    },
  )

  it('the author’s namesake in another practice: not found', async () => {
    const { path, etag } = await written()
    const type = 'process_note_not_found'
    await expectRefused(() => as(south, 'ann').get(path), 404, type)
    await expectRefused(() => as(south, 'ann').put(path, words('x'), from(etag)), 404, type)
    await expectRefused(() => as(south, 'ann').delete(path), 404, type)
    await expectRefused(() => as(south, 'ann').get(ofClient()), 404, 'client_not_found')
    await expectRefused(() => as(south, 'ann').post(ofClient(), words()), 404, 'client_not_found')
  })

  it('another author’s list: a colleague of the care team sees none', async () => {
    await written()
    const { status, body } = await as(north, 'ben').get(ofClient())
    expect([status, body.processNotes]).toEqual([200, []])
  })

  it.each(['sue', 'cus', 'bill', 'admin'])(
    'writing by %s, who treats nobody here',
    async (name) => {
      await expectRefused(() => as(north, name).post(ofClient(), words()), 403, 'not_allowed')
    },
  )

  it('a client who never was', async () => {
    await expectRefused(
      () => as(north, 'ann').post(ofClient(newId()), words()),
      404,
      'client_not_found',
    )
  })

  it('somebody barred from the record, though they are the author', async () => {
    const client = await putClient(north, { careTeam: [north.memberId('ann')] })
    const { path } = await written('', client)
    const copies = house.table('PROCESS_ACCESS_TABLE')
    const key = { pk: `P#${north.id}#C#${client}`, sk: 'CARE_TEAM' }
    await transact(house.db, [
      { write: copies.update(key, { set: { barred: [north.memberId('ann')] } }) },
    ])
    await expectRefused(() => as(north, 'ann').get(path), 403, 'not_allowed')
    const entries = await house.items('ACCESS_TABLE')
    expect(
      entries.filter((entry) => entry['clientId'] === client).map(({ outcome }) => outcome),
    ).toContain('refused')
  })

  it('an author who left the practice, within 60 seconds', async () => {
    const { path } = await written()
    const admin = practiceCallers(house)(north, 'admin')
    const member = `/v1/members/${north.memberId('ann')}`
    const { body, headers } = await admin.get(member)
    const { memberId: _m, version: _v, ...form } = body
    const left = await admin.put(member, { ...form, state: 'left' }, from(headers['etag']))
    house.advance(60_000)
    await expectRefused(() => as(north, 'ann').get(path), 403, 'member_inactive')

    await admin.put(member, form, from(left.headers['etag']))
    house.advance(60_000)
    expect((await as(north, 'ann').get(path)).status).toBe(200)
  })

  it.each(['KEY', '2026-01-14T15:00:00.000Z', `2026-01-14T15:00:00.000Z~${'0'.repeat(26)}~x`])(
    'a list gone on with from where no note can be: %s',
    async (cursor) => {
      const path = `${ofClient()}?cursor=${encodeURIComponent(cursor)}`
      await expectRefused(() => as(north, 'ann').get(path), 400, 'invalid_request')
    },
  )

  it('a new note in a closed record', async () => {
    const client = await putClient(north, { careTeam: [north.memberId('ann')], state: 'closed' })
    await expectRefused(
      () => as(north, 'ann').post(ofClient(client), words()),
      409,
      'client_closed',
    )
  })

  it.each([
    ['without text', {}, 400, 'invalid_request'],
    ['with blank text', { text: ' \n ' }, 400, 'invalid_request'],
    ['with half a character', { text: '\ud83d' }, 400, 'invalid_request'],
    ['with a field that is not known', { text: 'x', title: 'y' }, 400, 'invalid_request'],
    ['of more than 256 KB', { text: 'ä'.repeat(140_000) }, 413, 'body_too_large'],
  ])('a note %s', async (_what, body, status, type) => {
    await expectRefused(() => as(north, 'ann').post(ofClient(), body), status, type)
  })

  it.each([
    ['without If-Match', {}, 428, 'if_match_required'],
    ['from an older version', { 'if-match': '"9"' }, 412, 'stale_revision'],
  ])('a change %s', async (_what, headers, status, type) => {
    const { path } = await written()
    await expectRefused(() => as(north, 'ann').put(path, words('x'), headers), status, type)
  })

  it('other words under the same Idempotency-Key', async () => {
    await as(north, 'ann').post(ofClient(), words('one'), once('key-000-9'))
    await expectRefused(
      () => as(north, 'ann').post(ofClient(), words('two'), once('key-000-9')),
      422,
      'idempotency_key_reused',
    )
  })

  it('two changes from one version: the second is told', async () => {
    const { path, etag } = await written()
    const answers = await Promise.all(
      ['one', 'two'].map((more) => as(north, 'ann').put(path, words(more), from(etag))),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412])
  })
})
