import { expect } from 'vitest'
import { from } from '../harness.ts'
import type { Answer } from '../http-call.ts'
import { code, expected, NoteRoom, type Opened } from './note-room.ts'

/** Notes in every state, for somebody to want what they may not. */
export interface Scene {
  readonly room: NoteRoom
  /** Another practice in the same tables. */
  readonly south: NoteRoom
  readonly draft: Opened
  /** A draft of a session that was not held yet. */
  readonly planned: Opened
  readonly signed: Opened
  /** Signed by a supervised clinician, not co-signed yet. */
  readonly due: Opened
  /** Signed, then entered in error. */
  readonly marked: Opened
}

export async function scene(): Promise<Scene> {
  const room = await NoteRoom.open()
  const marked = await room.signed()
  const reason = { reason: 'Wrong chart' }
  const path = `/v1/notes/${marked.noteId}/entered-in-error`
  expected(await room.as('baker').post(path, reason, from('"2"')), 200)
  return {
    room,
    south: await room.neighbour(),
    draft: await room.written(),
    planned: await room.draft('baker', { held: false }),
    signed: await room.signed(),
    due: await room.signed('novak'),
    marked,
  }
}

/** A refusal leaves every table as it was; only the access trail tells that somebody asked. */
export async function refused(
  { house }: NoteRoom,
  deed: () => Promise<Answer>,
): Promise<[number, string]> {
  const before = await house.snapshot()
  const answer = await deed()
  expect(await house.snapshot()).toEqual(before)
  return [answer.status, code(answer)]
}
