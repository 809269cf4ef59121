import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AskedRoom } from '../asked-room.ts'
import { from } from '../harness.ts'
import type { Answer } from '../http-call.ts'
import { accept, code, expected, type Opened } from './note-room.ts'
import { refused } from './note-scene.ts'

let room: AskedRoom
beforeAll(async () => {
  room = await AskedRoom.open()
})
afterAll(() => room.close())

const words = accept('attestation/1')
const attest = ({ noteId }: Opened, who = 'baker', body: object = words, headers = {}) =>
  room.notes.as(who).post(`/v1/notes/${noteId}/attestations`, body, headers)

const listed = async ({ clientId }: Opened, who = 'baker') => {
  const { body } = await room.documents(who).get(`/v1/clients/${clientId}/documents`)
  return body.documents
}

describe('an author’s attestation', () => {
  it('becomes a PDF that says who attests to which entry of whom, under the author’s signature', async () => {
    const note = await room.notes.signed()
    const answer = await attest(note)
    const { documentId, kind } = expected(answer, 201)
    expect(kind).toBe('signature-attestation')
    expect(answer.headers['location']).toBe(`/v1/documents/${documentId}`)
    expect(await room.documents('baker').get(`/v1/documents/${documentId}`)).toMatchObject({
      status: 404,
    })
    await room.render()
    const of = { documentId, kind, noteId: note.noteId, version: 1, current: true }
    expect(await listed(note)).toContainEqual(expect.objectContaining(of))
    const text = await room.textOf(documentId)
    for (const said of [
      'I, Dr. baker, attest that the record entry for January 14, 2026 shows truly the signature',
      'in my capacity as PhD when I treated Zebulon Quagmire, born November 23, 1987',
      'true, accurate and complete as far as I know',
      'Electronically signed by Dr. baker, PhD',
      'after password and one-time code: the attestation above',
      note.noteId,
    ])
      expect(text).toContain(said)
  })

  it('is one signed event of the client’s chain, and leaves the note as it was', async () => {
    const note = await room.notes.signed()
    const before = await room.notes.as('baker').get(`/v1/notes/${note.noteId}`)
    const { documentId } = expected(await attest(note), 201)
    const ledger = await room.notes.as('keeper').get(`/v1/clients/${note.clientId}/ledger`)
    expect(ledger.body.events.at(-1)).toMatchObject({
      type: 'note_attested',
      actorId: room.retention.practice.memberId('baker'),
      about: { noteId: note.noteId, sessionId: note.sessionId, documentId },
      signature: { meaning: 'attestation', statementVersion: 'attestation/1' },
    })
    const after = await room.notes.as('baker').get(`/v1/notes/${note.noteId}`)
    expect(after.body).toEqual(before.body)
  })

  it('is made once, however often the same request comes', async () => {
    const note = await room.notes.signed()
    const key = { 'idempotency-key': 'attest-once-1' }
    const first = expected(await attest(note, 'baker', words, key), 201)
    room.house.advance(60_000)
    expect(expected(await attest(note, 'baker', words, key), 201)).toEqual(first)
    await room.render()
    await room.render()
    const made = (await listed(note)).filter(({ kind }: { kind: string }) => kind === first.kind)
    expect(made).toHaveLength(1)
    const path = `/v1/clients/${note.clientId}/notes`
    const sessionId = await room.notes.session(note.clientId)
    const opened = await room.notes.as('baker').post(path, { sessionId, template: 'soap' })
    const other = { ...note, noteId: expected(opened, 201).noteId }
    const again = await attest(other, 'baker', words, key)
    expect([again.status, code(again)]).toEqual([422, 'idempotency_key_reused'])
  })

  it('leaves with an export, words, event and PDF, and is missed where it was taken out', async () => {
    const note = await room.notes.signed()
    const { documentId } = expected(await attest(note), 201)
    const waiting = await room.exported(note.clientId)
    expect((await room.verified(waiting)).faults).toEqual([])
    await room.render()
    const whole = await room.exported(note.clientId)
    expect((await room.verified(whole)).faults).toEqual([])

    const folder = `clients/${note.clientId}`
    const [asked] = whole.lines(`${folder}/asked.jsonl`)
    expect(asked.record).toMatchObject({
      documentId,
      words: { client: { name: 'Zebulon Quagmire' } },
    })
    const kindsAfter = async (change: (files: typeof whole) => void) => {
      const files = whole.copy()
      change(files)
      files.rewriteManifest()
      return (await room.verified(files)).faults.map(({ kind }) => kind)
    }
    expect(await kindsAfter((files) => files.putLines(`${folder}/asked.jsonl`, []))).toContain(
      'record_missing',
    )
    asked.record.words.client.name = 'Somebody Else'
    expect(await kindsAfter((files) => files.putLines(`${folder}/asked.jsonl`, [asked]))).toContain(
      'changed',
    )
    const pdf = `${folder}/documents/${documentId.split('.')[1]}.pdf`
    expect(await kindsAfter((files) => files.remove(pdf))).toContain('document_missing')
    const lines = whole.lines(`${folder}/documents.jsonl`)
    const kept = lines.filter(({ document }) => document.documentId !== documentId)
    expect(
      await kindsAfter((files) => {
        files.remove(pdf)
        files.putLines(`${folder}/documents.jsonl`, kept)
      }),
    ).toContain('document_missing')
  })

  it.each<[string, () => Promise<Opened>, (note: Opened) => Promise<Answer>, number, string]>([
    [
      'of a colleague on the care team',
      () => room.notes.signed(),
      (n) => attest(n, 'novak'),
      403,
      'not_allowed',
    ],
    [
      'of the supervisor',
      () => room.notes.signed('novak'),
      (n) => attest(n, 'vogel'),
      403,
      'not_allowed',
    ],
    ['of the custodian', () => room.notes.signed(), (n) => attest(n, 'keeper'), 403, 'not_allowed'],
    ['under a draft', () => room.notes.written(), (n) => attest(n), 409, 'note_not_signed'],
    [
      'under other words',
      () => room.notes.signed(),
      (n) => attest(n, 'baker', accept('author/1')),
      422,
      'statement_not_accepted',
    ],
    [
      'that was not meant',
      () => room.notes.signed(),
      (n) => attest(n, 'baker', { ...words, accepted: false }),
      422,
      'statement_not_accepted',
    ],
    [
      'after an old sign-in',
      () => room.notes.signed(),
      ({ noteId }) => {
        const authTime = Math.floor(Date.parse(room.house.now()) / 1000) - 901
        const path = `/v1/notes/${noteId}/attestations`
        return room.notes.as('baker', { authTime }).post(path, words)
      },
      401,
      'fresh_sign_in_required',
    ],
    [
      'under a note that was entered in error',
      async () => {
        const note = await room.notes.signed()
        const path = `/v1/notes/${note.noteId}/entered-in-error`
        const reason = { reason: 'Wrong chart.' }
        expected(await room.notes.as('baker').post(path, reason, from('"2"')), 200)
        return note
      },
      (n) => attest(n),
      409,
      'note_entered_in_error',
    ],
  ])('%s is refused, and nothing stored', async (_what, make, ask, status, type) => {
    const note = await make()
    expect(await refused(room.notes, () => ask(note))).toEqual([status, type])
  })

  it('is destroyed with the record, words and files', async () => {
    const note = await room.notes.signed()
    expected(await attest(note), 201)
    await room.render()
    const folder = `documents/${note.clientId}/`
    const items = async () =>
      (await room.house.items('RECORDS_TABLE')).filter(
        ({ pk, sk }) => String(pk).endsWith(note.clientId) && /^(ASKED|DOC)#/.test(String(sk)),
      )
    expect((await room.retention.objects('documents', `${folder}asked/`)).length).toBe(2)
    expect((await items()).length).toBeGreaterThan(1)
    await room.retention.approved(note.clientId)
    await room.retention.run()
    expect(await room.retention.objects('documents', folder)).toEqual([])
    expect(await items()).toEqual([])
  })
})
