import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { from } from '../harness.ts'
import type { Answer } from '../http-call.ts'
import { accept, code, type NoteRoom, type Opened } from './note-room.ts'
import { refused, scene } from './note-scene.ts'

let room: NoteRoom
let south: NoteRoom
let draft: Opened
let planned: Opened
let signed: Opened
let marked: Opened
beforeAll(async () => {
  ;({ room, south, draft, planned, signed, marked } = await scene())
})
afterAll(() => room.close())

const sign = (name: string, { noteId }: Opened, more: object = {}, headers = from('"1"')) =>
  room.as(name).post(`/v1/notes/${noteId}/signature`, { ...accept('author/1'), ...more }, headers)

describe('a signature is refused, and nothing stored', () => {
  const stale = () => Math.floor(Date.parse(room.house.now()) / 1000) - 901

  it.each<[string, () => Promise<Answer>, number, string]>([
    ['without If-Match', () => sign('baker', draft, {}, {} as never), 428, 'if_match_required'],
    ['from a stale revision', () => sign('baker', draft, {}, from('"0"')), 412, 'stale_revision'],
    [
      'not accepting the statement',
      () => sign('baker', draft, { accepted: false }),
      422,
      'statement_not_accepted',
    ],
    [
      'under other words',
      () => sign('baker', draft, { statementVersion: 'author/0' }),
      422,
      'statement_not_accepted',
    ],
    [
      'without its words',
      () => sign('baker', draft, { statementVersion: undefined }),
      400,
      'invalid_request',
    ],
    ['of a colleague in care', () => sign('novak', draft), 403, 'not_allowed'],
    ['of a biller', () => sign('biller', draft), 403, 'not_allowed'],
    [
      'of another practice',
      () =>
        south
          .as('baker')
          .post(`/v1/notes/${draft.noteId}/signature`, accept('author/1'), from('"1"')),
      404,
      'note_not_found',
    ],
    ['of a signed note', () => sign('baker', signed, {}, from('"2"')), 409, 'note_not_draft'],
    [
      'of a note entered in error',
      () => sign('baker', marked, {}, from('"3"')),
      409,
      'note_entered_in_error',
    ],
    [
      'before the session was held',
      () => sign('baker', planned, {}, from('"0"')),
      409,
      'session_not_held',
    ],
  ])('%s', async (_what, deed, status, type) => {
    expect(await refused(room, deed)).toEqual([status, type])
  })

  it('after an old sign-in, with the challenge that asks for a fresh one', async () => {
    const before = await room.house.snapshot()
    const answer = await room
      .as('baker', { authTime: stale() })
      .post(`/v1/notes/${draft.noteId}/signature`, accept('author/1'), from('"1"'))
    expect([answer.status, code(answer)]).toEqual([401, 'fresh_sign_in_required'])
    expect(answer.headers['www-authenticate']).toContain('insufficient_user_authentication')
    expect(answer.headers['www-authenticate']).toContain('max_age=900')
    expect(await room.house.snapshot()).toEqual(before)
  })

  it('while required sections say nothing, naming each', async () => {
    const empty = await room.draft()
    const answer = await sign('baker', empty, {}, from('"0"'))
    expect([answer.status, code(answer)]).toEqual([422, 'note_incomplete'])
    expect(answer.body.errors.map(({ field }: { field: string }) => field)).toEqual([
      '/sections/subjective',
      '/sections/objective',
      '/sections/assessment',
      '/sections/plan',
    ])
  })
})
