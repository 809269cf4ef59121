import { GetObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { destroyClient } from '../../../functions/enforce-retention/destroy-client.ts'
import { ClientTable, clientChain } from '../../../shared/aws/client-table.ts'
import { bytesOf, type Item, type Key } from '../../../shared/aws/item.ts'
import { clientKeyId, KeyGone, KeyRing } from '../../../shared/aws/key-ring.ts'
import { LedgerTable } from '../../../shared/aws/ledger-table.ts'
import { currentKey, notePlace } from '../../../shared/aws/note-place.ts'
import { practiceChain } from '../../../shared/aws/practice-events.ts'
import { shelfName } from '../../../shared/aws/process-shelf.ts'
import { sealKms } from '../../../shared/aws/seal-kms.ts'
import { verifyChain } from '../../../shared/ledger/verify-chain.ts'
import { Certificate } from '../../../shared/retention/certificate.ts'
import { Tombstone } from '../../../shared/retention/tombstone.ts'
import { contextOf } from '../../../shared/seal/record-context.ts'
import { from } from '../harness.ts'
import { accept, canary, code } from '../records-api/note-room.ts'
import { RetentionRoom } from './retention-room.ts'

let room: RetentionRoom
beforeAll(async () => {
  room = await RetentionRoom.open()
})
afterAll(() => room.close())

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

/** Everything in any table that names a client, by table. */
async function about(clientId: string): Promise<Record<string, Item[]>> {
  const names = [
    'RECORDS_TABLE',
    'KEYS_TABLE',
    'DIRECTORY_TABLE',
    'PROCESS_TABLE',
    'PROCESS_KEYS_TABLE',
    'PROCESS_ACCESS_TABLE',
  ] as const
  const found = names.map(async (name) => {
    const items = await room.house.items(name)
    const own = (item: Item) =>
      [item['pk'], item['sk'], item['branch-key-id']].some((key) => String(key).includes(clientId))
    return [name, items.filter(own)] as const
  })
  return Object.fromEntries(await Promise.all(found))
}

/** As where the function is stopped right after the point of no return. */
const justTheKeys = (clientId: string) =>
  destroyClient(room.context(), { practiceId: room.practice.id, clientId })

describe('a destroyed record', () => {
  it('leaves a tombstone, the register’s entry, the ended chain and a certificate asked for', async () => {
    const { clientId } = await room.record()
    await room.approvedByMembers(clientId)
    const destroyedAt = room.house.now()
    expect(await room.run()).toMatchObject({ destroyed: 1, failed: 0 })

    const left = await about(clientId)
    const records = left['RECORDS_TABLE']?.map(({ pk, sk }) => [String(pk).split('#').at(-1), sk])
    expect(records?.sort()).toEqual(
      [
        [clientId, 'CLIENT'],
        [clientId, 'DISP'],
        ['REGISTER', clientId],
        ['CERTIFICATES', `${clientId}#1`],
      ].sort(),
    )
    for (const [name, items] of Object.entries(left))
      if (name !== 'RECORDS_TABLE') expect([name, items]).toEqual([name, []])
    expect(await room.objects('documents', `documents/${clientId}/`)).toEqual([])

    const table = room.house.table('RECORDS_TABLE')
    const register = room.review()('keeper')
    const found = await register.get(`/v1/disposal-register?name=${canary.family}`)
    expect(found.body.entries).toMatchObject([
      { clientId, name: expect.stringContaining(canary.family), birthDate: '1987-11-23' },
    ])
    const review = await register.get('/v1/disposals')
    expect(JSON.stringify(review.body)).not.toContain(clientId)
    const { chainHead, destroyed, ...disposal } = (await room.disposal(clientId)) as never as {
      chainHead: { seq: number; hash: string }
      destroyed: object
    }
    expect(disposal).toMatchObject({ state: 'destroyed', destroyedAt, lastServiceYear: 2026 })
    expect(JSON.stringify(disposal)).not.toMatch(/2026-01-14|1987|birthYear|facts/)
    expect(destroyed).toEqual({ records: 6, notes: 1, objects: 3, processKeys: 2 })

    const ledger = new LedgerTable(room.house.db, 'LEDGER_TABLE')
    const chain = clientChain(room.practice.id, clientId)
    const events = await ledger.events(chain)
    expect(
      verifyChain(events, { chain, head: chainHead }).filter(({ kind }) => kind !== 'unknown_key'),
    ).toEqual([])
    expect(events.at(-1)?.type).toBe('client_destroyed')
    const [noted] = (await ledger.events(practiceChain(room.practice.id))).slice(-1)
    expect(noted).toMatchObject({
      type: 'record_destroyed',
      about: { clientId, lastSeq: String(chainHead.seq), lastHash: chainHead.hash },
    })

    const key = `tombstones/${room.practice.id}/${clientId}.json`
    const object = await room.s3.send(new GetObjectCommand({ Bucket: 'ledger', Key: key }))
    const text = (await object.Body?.transformToString()) ?? ''
    expect(Tombstone.parse(JSON.parse(text))).toEqual({
      form: 'noteseal/tombstone/2',
      practiceId: room.practice.id,
      clientId,
      destroyedAt,
      chainHead,
      disposal: {
        proposedAt: expect.any(String),
        dueOn: '2037-01-01',
        rule: 'years-after-last-service',
        lastServiceYear: 2026,
        ruleYears: 10,
        approvals: [expect.anything(), expect.anything()],
        version: expect.any(Number),
      },
      register: { entry: expect.any(String), keys: [expect.anything()] },
    })
    // The register's entry is sealed there, too.
    for (const word of Object.values(canary)) expect(text).not.toContain(word)
    expect(text).not.toMatch(/1987|2026-01/)
    const wanted = await table.get({
      pk: `P#${room.practice.id}#CERTIFICATES`,
      sk: `${clientId}#1`,
    })
    expect(Certificate.parse(JSON.parse(String(wanted?.['certificate'])))).toMatchObject({
      part: 1,
      destroyed,
      chainHead,
    })
    expect(wanted?.['pdfShard']).toMatch(/^PDF#/)
  })

  it('opens by nothing, with every right to KMS and each ciphertext kept aside', async () => {
    const { clientId, noteId, processNoteId } = await room.record()
    const keyRing = (table: string, store: string, arn: string) =>
      new KeyRing(room.house.db, table, store, sealKms(room.house.kms, room.house.env[arn] ?? ''))
    const shelf = shelfName({
      practiceId: room.practice.id,
      clientId,
      authorId: room.practice.memberId('baker'),
    })
    const kept = {
      RECORDS_TABLE: await room.house
        .table('RECORDS_TABLE')
        .all(clientChain(room.practice.id, clientId), ''),
      PROCESS_TABLE: await room.house.table('PROCESS_TABLE').all(shelf, ''),
    }
    const sealed = (table: keyof typeof kept, key: Key) =>
      bytesOf(kept[table].find(({ pk, sk }) => pk === key.pk && sk === key.sk) ?? {}, 'sealed')
    const note = currentKey({ practiceId: room.practice.id, noteId })
    const body = { pk: shelf, sk: `N#${processNoteId.split('.')[1]}` }
    const name = { practiceId: room.practice.id, noteId }
    /** Cold: nothing is remembered. */
    const openings = () => {
      const keys = keyRing('KEYS_TABLE', 'noteseal-keys', 'SEAL_KEY_ARN')
      const process = keyRing('PROCESS_KEYS_TABLE', 'noteseal-process-keys', 'PROCESS_SEAL_KEY_ARN')
      const place = {
        practiceId: room.practice.id,
        clientId,
        kind: 'process-note',
        id: processNoteId,
        revision: 1,
      } as const
      return [
        new ClientTable(room.house.table('RECORDS_TABLE'), keys).demographics(
          room.practice.id,
          clientId,
        ),
        keys.open(
          clientKeyId(clientId),
          sealed('RECORDS_TABLE', note),
          contextOf(notePlace.signedNote(name)),
        ),
        process.open(shelf, sealed('PROCESS_TABLE', body), contextOf(place)),
      ]
    }
    const [demographics, , words] = await Promise.all(openings())
    expect(JSON.stringify([demographics, words])).toMatch(new RegExp(`${canary.family}.*A thought`))

    await room.approved(clientId)
    await room.run()
    for (const table of ['RECORDS_TABLE', 'PROCESS_TABLE'] as const)
      for (const item of kept[table]) if (item['sk'] !== 'CLIENT') await room.putBack(table, item)
    const results = await Promise.allSettled(openings())
    expect(results.map((each) => each.status === 'rejected' && each.reason)).toEqual(
      Array.from({ length: 3 }, () => expect.any(KeyGone)),
    )
  })

  it('is not found in any way at once, though its keys are remembered and its items are there', async () => {
    const { clientId, noteId, processNoteId } = await room.record()
    await room.approved(clientId)
    const baker = room.notes.as('baker')
    const author = room.processNotes()('baker')
    const reader = room.documents()('baker')
    const session = (await baker.get(`/v1/clients/${clientId}/sessions`)).body.sessions[0].sessionId
    const ways: readonly [string, () => ReturnType<typeof baker.get>, string][] = [
      ['client', () => baker.get(`/v1/clients/${clientId}`), 'client_not_found'],
      ['sessions', () => baker.get(`/v1/clients/${clientId}/sessions`), 'client_not_found'],
      ['session', () => baker.get(`/v1/sessions/${session}`), 'session_not_found'],
      ['notes', () => baker.get(`/v1/clients/${clientId}/notes`), 'client_not_found'],
      ['note', () => baker.get(`/v1/notes/${noteId}`), 'note_not_found'],
      ['ledger', () => baker.get(`/v1/clients/${clientId}/ledger`), 'client_not_found'],
      ['documents', () => reader.get(`/v1/clients/${clientId}/documents`), 'client_not_found'],
      [
        'process notes',
        () => author.get(`/v1/clients/${clientId}/process-notes`),
        'client_not_found',
      ],
      [
        'process note',
        () => author.get(`/v1/process-notes/${processNoteId}`),
        'process_note_not_found',
      ],
    ]
    for (const [what, read] of ways) expect([what, (await read()).status]).toEqual([what, 200])
    const listed = async () => {
      const pages = [`name=${canary.family}`, 'order=newest', ''].map((query) =>
        baker.get(`/v1/clients?limit=100&${query}`),
      )
      return JSON.stringify((await Promise.all(pages)).map(({ body }) => body)).includes(clientId)
    }
    expect(await listed()).toBe(true)

    expect(await justTheKeys(clientId)).toBe('destroying')
    expect(await room.objects('documents', `documents/${clientId}/`)).toHaveLength(3)
    const items = (await about(clientId))['RECORDS_TABLE']?.map(
      ({ sk }) => String(sk).split('#')[0],
    )
    expect(items).toEqual(expect.arrayContaining(['DEMO', 'N', 'SES']))

    for (const [what, read, type] of ways) {
      const answer = await read()
      expect([what, answer.status, code(answer)]).toEqual([what, 404, type])
    }
    const cold = await room.notes.cold('baker').get(`/v1/notes/${noteId}`)
    expect([cold.status, code(cold)]).toEqual([404, 'note_not_found'])
    const coldClient = await room.notes.cold('baker').get(`/v1/clients/${clientId}`)
    expect([coldClient.status, code(coldClient)]).toEqual([404, 'client_not_found'])
    expect(await listed()).toBe(false)

    // Old revisions lapse by themselves meanwhile.
    const lasting = async () =>
      Object.values(await about(clientId)).map((items) => items.filter(({ expires }) => !expires))
    const before = await lasting()
    const writes = [
      baker.post(`/v1/notes/${noteId}/addenda`, {
        kind: 'addition',
        reason: 'x',
        text: 'y',
        ...accept('addendum/1'),
      }),
      room.notes
        .as('admin')
        .put(
          `/v1/clients/${clientId}`,
          { demographics: { name: { given: 'A', family: 'B' }, birthDate: '1987-11-23' } },
          from('"1"'),
        ),
      author.post(`/v1/clients/${clientId}/process-notes`, { text: 'After.' }),
      author.put(`/v1/process-notes/${processNoteId}`, { text: 'After.' }, from('"1"')),
    ]
    for (const answer of await Promise.all(writes)) expect(answer.status).toBe(404)
    expect(await lasting()).toEqual(before)
  })

  it('is gone on with by the run of every few minutes, from wherever time ran out', async () => {
    const { clientId } = await room.record()
    await room.approved(clientId)
    await justTheKeys(clientId)
    for (let runs = 0; (await room.disposal(clientId))?.state === 'destroying'; runs++) {
      expect(runs).toBeLessThan(30)
      let left = 10 + 25 * runs
      room.house.advance(DAY)
      await room.run({ only: 'unfinished', timeLeft: () => left-- > 0 })
    }
    // A key may have gone as late as that: then its last backup lapses that much later.
    const keysLapseAt = new Date(Date.parse(room.house.now()) + 35 * DAY).toISOString()
    expect(await room.disposal(clientId)).toMatchObject({
      state: 'destroyed',
      finishedAt: room.house.now(),
      keysLapseAt,
      destroyed: { records: 6, notes: 1, objects: 3, processKeys: 2 },
    })
    expect(await room.objects('documents', `documents/${clientId}/`)).toEqual([])
    expect((await about(clientId))['PROCESS_TABLE']).toEqual([])
  })

  it('is looked for once more when every function has forgotten its keys', async () => {
    const { clientId } = await room.record()
    await room.approved(clientId)
    await room.run()
    // A PDF that was being made when the keys went.
    await room.putObject(`documents/${clientId}/n/late.pdf`, 'late')
    await room.run({ only: 'unfinished' })
    expect(await room.objects('documents', `documents/${clientId}/`)).toHaveLength(1)
    room.house.advance(15 * MINUTE)
    await room.run({ only: 'unfinished' })
    expect(await room.objects('documents', `documents/${clientId}/`)).toEqual([])
    // 35 days later, and one more so that all of the day lies after it.
    const lapse = new Date(Date.parse(room.house.now()) - 15 * MINUTE + 36 * DAY)
    expect(await room.clientItem(clientId)).toMatchObject({
      retentionShard: expect.stringMatching(/^RET#[0-3]$/),
      retentionDate: lapse.toISOString().slice(0, 10),
    })
  })

  it('is certified a second time when the last backup of its keys has lapsed, and never looked at again', async () => {
    const { clientId } = await room.record()
    await room.approved(clientId)
    await room.run()
    room.house.advance(15 * MINUTE)
    await room.run({ only: 'unfinished' })
    room.house.advance(34 * DAY)
    await room.run()
    expect(await room.disposal(clientId)).toMatchObject({ state: 'destroyed' })
    room.house.advance(2 * DAY)
    const lapsedAt = room.house.now()
    expect(await room.run()).toMatchObject({ failed: 0 })
    expect(await room.disposal(clientId)).toMatchObject({ state: 'lapsed', lapsedAt })
    const certificate = await room.house
      .table('RECORDS_TABLE')
      .get({ pk: `P#${room.practice.id}#CERTIFICATES`, sk: `${clientId}#2` })
    expect(Certificate.parse(JSON.parse(String(certificate?.['certificate'])))).toMatchObject({
      part: 2,
      lapsedAt,
    })
    const ledger = new LedgerTable(room.house.db, 'LEDGER_TABLE')
    const events = await ledger.events(practiceChain(room.practice.id))
    const lapsed = events.filter(({ type }) => type === 'key_backups_lapsed')
    expect(lapsed.filter((event) => event.about['clientId'] === clientId)).toHaveLength(1)
    const item = await room.clientItem(clientId)
    expect([item?.['retentionShard'], item?.['retentionDate']]).toEqual([undefined, undefined])
    const before = await room.house.snapshot()
    room.house.advance(400 * DAY)
    await room.run()
    expect((await room.house.snapshot())['KEYS_TABLE']).toEqual(before['KEYS_TABLE'])
    expect(await room.disposal(clientId)).toMatchObject({ state: 'lapsed', lapsedAt })
  })
})
