import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { from } from '../harness.ts'
import type { Answer } from '../http-call.ts'
import { accept, expected, type NoteRoom, type Opened } from './note-room.ts'
import { refused, scene } from './note-scene.ts'

let room: NoteRoom
let south: NoteRoom
let draft: Opened
let signed: Opened
let due: Opened
let marked: Opened
beforeAll(async () => {
  ;({ room, south, draft, signed, due, marked } = await scene())
})
afterAll(() => room.close())

describe('other changes are refused, and nothing stored', () => {
  const addendum = {
    kind: 'correction',
    reason: 'Typing error',
    text: 'It was 50 mg.',
    ...accept('addendum/1'),
  }
  const post = (name: string, path: string, body: unknown, headers = {}) =>
    room.as(name).post(path, body, headers)
  const note = ({ noteId }: Opened, rest: string) => `/v1/notes/${noteId}/${rest}`
  const old = () => ({ authTime: Math.floor(Date.parse(room.house.now()) / 1000) - 901 })

  it.each<[string, () => Promise<Answer>, number, string]>([
    [
      'an addendum to a draft',
      () => post('baker', note(draft, 'addenda'), addendum),
      409,
      'note_not_signed',
    ],
    [
      'an addendum to a note entered in error',
      () => post('baker', note(marked, 'addenda'), addendum),
      409,
      'note_entered_in_error',
    ],
    [
      'an addendum that says nothing',
      () => post('baker', note(signed, 'addenda'), { ...addendum, text: ' ' }),
      400,
      'invalid_request',
    ],
    [
      'an addendum without a reason',
      () => post('baker', note(signed, 'addenda'), { ...addendum, reason: undefined }),
      400,
      'invalid_request',
    ],
    [
      'an addendum of more than 256 KB',
      () => post('baker', note(signed, 'addenda'), { ...addendum, text: 'x'.repeat(262_145) }),
      413,
      'body_too_large',
    ],
    [
      'an addendum under other words',
      () => post('baker', note(signed, 'addenda'), { ...addendum, ...accept('author/1') }),
      422,
      'statement_not_accepted',
    ],
    [
      'an addendum of a biller',
      () => post('biller', note(signed, 'addenda'), addendum),
      403,
      'not_allowed',
    ],
    [
      'an addendum of somebody not in care',
      () => post('carter', note(signed, 'addenda'), addendum),
      403,
      'not_allowed',
    ],
    [
      'an addendum after an old sign-in',
      () => room.as('baker', old()).post(note(signed, 'addenda'), addendum),
      401,
      'fresh_sign_in_required',
    ],
    [
      'an addendum of another practice',
      () => south.as('baker').post(note(signed, 'addenda'), addendum),
      404,
      'note_not_found',
    ],
    [
      'a co-signature of the author',
      () => post('novak', note(due, 'co-signature'), accept('co-signature/1'), from('"2"')),
      403,
      'not_allowed',
    ],
    [
      'a co-signature nobody owes',
      () => post('vogel', note(signed, 'co-signature'), accept('co-signature/1'), from('"2"')),
      403,
      'not_allowed',
    ],
    [
      'a co-signature of what was not read',
      () => post('vogel', note(due, 'co-signature'), accept('co-signature/1'), from('"1"')),
      412,
      'stale_revision',
    ],
    [
      'a co-signature without If-Match',
      () => post('vogel', note(due, 'co-signature'), accept('co-signature/1')),
      428,
      'if_match_required',
    ],
    [
      'a co-signature after an old sign-in',
      () =>
        room
          .as('vogel', old())
          .post(note(due, 'co-signature'), accept('co-signature/1'), from('"2"')),
      401,
      'fresh_sign_in_required',
    ],
    [
      'marking a colleague’s note',
      () => post('novak', note(signed, 'entered-in-error'), { reason: 'x' }, from('"2"')),
      403,
      'not_allowed',
    ],
    [
      'marking a note twice',
      () => post('baker', note(marked, 'entered-in-error'), { reason: 'x' }, from('"3"')),
      409,
      'already_entered_in_error',
    ],
    [
      'marking without a reason',
      () => post('baker', note(signed, 'entered-in-error'), { reason: '  ' }, from('"2"')),
      400,
      'invalid_request',
    ],
    [
      'marking what was changed since',
      () => post('baker', note(signed, 'entered-in-error'), { reason: 'x' }, from('"1"')),
      412,
      'stale_revision',
    ],
    [
      'restoring no revision',
      () => post('baker', note(draft, 'revisions/9/restoration'), {}, from('"1"')),
      404,
      'revision_not_found',
    ],
    [
      'restoring from a stale revision',
      () => post('baker', note(draft, 'revisions/1/restoration'), {}, from('"0"')),
      412,
      'stale_revision',
    ],
    [
      'restoring in a signed note',
      () => post('baker', note(signed, 'revisions/1/restoration'), {}, from('"2"')),
      409,
      'note_not_draft',
    ],
    [
      'opening a second note of a session',
      () =>
        post('baker', `/v1/clients/${draft.clientId}/notes`, {
          sessionId: draft.sessionId,
          template: 'soap',
        }),
      409,
      'session_has_note',
    ],
    [
      'opening by no template',
      () =>
        post('baker', `/v1/clients/${draft.clientId}/notes`, {
          sessionId: draft.sessionId,
          template: 'haiku',
        }),
      404,
      'template_not_found',
    ],
    [
      'opening for another client’s session',
      () =>
        post('baker', `/v1/clients/${draft.clientId}/notes`, {
          sessionId: signed.sessionId,
          template: 'soap',
        }),
      404,
      'session_not_found',
    ],
    [
      'opening as an admin',
      () =>
        post('admin', `/v1/clients/${draft.clientId}/notes`, {
          sessionId: draft.sessionId,
          template: 'soap',
        }),
      403,
      'not_allowed',
    ],
    [
      'opening in another practice',
      () =>
        south.as('baker').post(`/v1/clients/${draft.clientId}/notes`, {
          sessionId: draft.sessionId,
          template: 'soap',
        }),
      404,
      'client_not_found',
    ],
  ])('%s', async (_what, deed, status, type) => {
    expect(await refused(room, deed)).toEqual([status, type])
  })

  it('opening the note of a session that was missed', async () => {
    const clientId = await room.client()
    const sessionId = await room.session(clientId, { held: false })
    const outcome = { status: 'missed', reason: 'did not come' }
    expected(
      await room.as('admin').post(`/v1/sessions/${sessionId}/outcome`, outcome, from('"1"')),
      200,
    )
    const open = () =>
      room.as('baker').post(`/v1/clients/${clientId}/notes`, { sessionId, template: 'soap' })
    expect(await refused(room, open)).toEqual([409, 'session_not_held'])
  })
})

describe('reading is refused', () => {
  it.each<[string, () => Promise<Answer>, number, string]>([
    [
      'a draft to a colleague in care',
      () => room.as('novak').get(`/v1/notes/${draft.noteId}`),
      403,
      'not_allowed',
    ],
    [
      'a draft to a custodian',
      () => room.as('keeper').get(`/v1/notes/${draft.noteId}`),
      403,
      'not_allowed',
    ],
    [
      'a signed note to a biller',
      () => room.as('biller').get(`/v1/notes/${signed.noteId}`),
      403,
      'not_allowed',
    ],
    [
      'a signed note to an admin',
      () => room.as('admin').get(`/v1/notes/${signed.noteId}`),
      403,
      'not_allowed',
    ],
    [
      'a signed note to somebody not in care',
      () => room.as('carter').get(`/v1/notes/${signed.noteId}`),
      403,
      'not_allowed',
    ],
    [
      'a note to another practice',
      () => south.as('baker').get(`/v1/notes/${signed.noteId}`),
      404,
      'note_not_found',
    ],
    [
      'a list to another practice',
      () => south.as('baker').get(`/v1/clients/${signed.clientId}/notes`),
      404,
      'client_not_found',
    ],
    [
      'a revision to a colleague in care',
      () => room.as('novak').get(`/v1/notes/${draft.noteId}/revisions/1`),
      403,
      'not_allowed',
    ],
    [
      'a cursor nobody gave out',
      () => room.as('baker').get(`/v1/clients/${signed.clientId}/notes?cursor=x`),
      400,
      'invalid_request',
    ],
  ])('%s', async (_what, deed, status, type) => {
    expect(await refused(room, deed)).toEqual([status, type])
  })

  it('and the access trail says so', async () => {
    await room.as('carter').get(`/v1/notes/${signed.noteId}`)
    const entries = await room.house.items('ACCESS_TABLE')
    const carter = room.practice.memberId('carter')
    const his = entries.filter(
      ({ memberId, action }) => memberId === carter && action === 'note.read',
    )
    expect(his.map(({ outcome }) => outcome).sort()).toContain('refused')
  })
})
