import { UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { notesContext } from '../../../functions/records-api/notes-context.ts'
import { toRaw } from '../../../shared/aws/item.ts'
import { currentKey } from '../../../shared/aws/note-place.ts'
import { openNoteText, sealSignedForm } from '../../../shared/aws/note-seal.ts'
import { from } from '../harness.ts'
import { accept, expected, NoteRoom } from './note-room.ts'

let room: NoteRoom
beforeAll(async () => {
  room = await NoteRoom.open()
})
afterAll(() => room.close())

/** What somebody could do who can write the tables and has the client's key. */
async function reword(noteId: string) {
  const { house, practice } = room
  const context = notesContext(house.recordsContext())
  const name = { practiceId: practice.id, noteId }
  const stored = await context.notes.find(name)
  const { form } = stored ? await openNoteText(context, stored) : {}
  if (!form) throw new Error('not signed')
  const sealed = await sealSignedForm(context, name, { ...form, sections: [] })
  await house.db.send(
    new UpdateItemCommand({
      TableName: house.env['RECORDS_TABLE'],
      Key: toRaw({ ...currentKey(name) }),
      UpdateExpression: 'SET sealed = :sealed',
      ExpressionAttributeValues: toRaw({ ':sealed': sealed }),
    }),
  )
}

it('nothing is added to a note whose words are no longer those that were signed', async () => {
  const { noteId } = await room.signed('novak')
  await reword(noteId)
  const before = await room.house.snapshot()
  const { calls } = room.house.services
  calls.length = 0
  const words = { kind: 'addition', reason: 'Forgot', text: 'More.' }
  const path = `/v1/notes/${noteId}`
  const answers = [
    await room.as('novak').post(`${path}/addenda`, { ...words, ...accept('addendum/1') }),
    await room.as('vogel').post(`${path}/co-signature`, accept('co-signature/1'), from('"2"')),
  ]
  expect(answers.map(({ status }) => status)).toEqual([500, 500])
  expect(room.house.logged.join('\n')).toContain('NotAsSigned')
  expect(calls.map(({ operation }) => operation)).not.toContain('Sign')
  expect(await room.house.snapshot()).toEqual(before)
  // It can still be read, and looked into.
  expected(await room.as('vogel').get(path), 200)
})
