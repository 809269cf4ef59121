import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { from } from '../harness.ts'
import type { Answer } from '../http-call.ts'
import { expected, type NoteRoom, type Opened, sections } from './note-room.ts'
import { refused, scene } from './note-scene.ts'

let room: NoteRoom
let south: NoteRoom
let draft: Opened
let signed: Opened
let marked: Opened
beforeAll(async () => {
  ;({ room, south, draft, signed, marked } = await scene())
})
afterAll(() => room.close())

const save = (name: string, { noteId }: Opened, body: unknown, headers = from('"1"')) =>
  room.as(name).put(`/v1/notes/${noteId}/draft`, body, headers)

describe('a save is refused, and nothing stored', () => {
  it.each<[string, () => Promise<Answer>, number, string]>([
    [
      'from a stale revision',
      () => save('baker', draft, { sections }, from('"0"')),
      412,
      'stale_revision',
    ],
    [
      'from a revision to come',
      () => save('baker', draft, { sections }, from('"7"')),
      412,
      'stale_revision',
    ],
    [
      'without If-Match',
      () => save('baker', draft, { sections }, {} as never),
      428,
      'if_match_required',
    ],
    [
      'with a weak ETag',
      () => save('baker', draft, { sections }, from('W/"1"')),
      400,
      'invalid_request',
    ],
    [
      'of more than 256 KB',
      () => save('baker', draft, { sections: { plan: 'x'.repeat(262_145) } }),
      413,
      'body_too_large',
    ],
    [
      'of 256 KB in letters of two bytes',
      () => save('baker', draft, { sections: { plan: 'é'.repeat(131_073) } }),
      413,
      'body_too_large',
    ],
    [
      'with a section its template lacks',
      () => save('baker', draft, { sections: { goal: 'x' } }),
      400,
      'invalid_request',
    ],
    [
      'with a section no template has',
      () => save('baker', draft, { sections: { nonsense: 'x' } }),
      400,
      'invalid_request',
    ],
    [
      'with half a surrogate pair',
      () => save('baker', draft, { sections: { plan: 'a\ud800b' } }),
      400,
      'invalid_request',
    ],
    [
      'with text that is no text',
      () => save('baker', draft, { sections: { plan: 7 } }),
      400,
      'invalid_request',
    ],
    [
      'with a field nobody knows',
      () => save('baker', draft, { sections, noteId: 'x' }),
      400,
      'invalid_request',
    ],
    ['of a colleague in care', () => save('novak', draft, { sections }), 403, 'author_required'],
    ['of a biller', () => save('biller', draft, { sections }), 403, 'not_allowed'],
    [
      'of another practice',
      () => south.as('baker').put(`/v1/notes/${draft.noteId}/draft`, { sections }, from('"1"')),
      404,
      'note_not_found',
    ],
    [
      'to a signed note',
      () => save('baker', signed, { sections }, from('"2"')),
      409,
      'note_not_draft',
    ],
    [
      'to a note entered in error',
      () => save('baker', marked, { sections }, from('"3"')),
      409,
      'note_entered_in_error',
    ],
    [
      'to no note',
      () =>
        save('baker', { ...draft, noteId: `${draft.clientId}.${'0'.repeat(26)}` }, { sections }),
      404,
      'note_not_found',
    ],
    [
      'to no client',
      () =>
        save('baker', { ...draft, noteId: `${'0'.repeat(26)}.${'0'.repeat(26)}` }, { sections }),
      404,
      'note_not_found',
    ],
  ])('%s', async (_what, deed, status, type) => {
    expect(await refused(room, deed)).toEqual([status, type])
  })

  it('with the ETag there is, where the revision was stale', async () => {
    const { body } = await save('baker', draft, { sections }, from('"0"'))
    expect(body.about).toEqual(['"1"'])
  })

  it('of somebody the client wants kept out, even the author', async () => {
    const barred = await room.written()
    const path = `/v1/clients/${barred.clientId}/care-team`
    const careTeam = [room.practice.memberId('novak')]
    const out = { careTeam, barred: [room.practice.memberId('baker')] }
    expected(await room.as('admin').put(path, out, from('"1"')), 200)
    expect(await refused(room, () => save('baker', barred, { sections }))).toEqual([
      403,
      'not_allowed',
    ])
  })
})
