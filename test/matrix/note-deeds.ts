import { from, once } from '../functions/harness.ts'
import { accept, expected, type NoteRoom, sections } from '../functions/records-api/note-room.ts'
import type { Deed } from './crash.ts'

const saved = async (room: NoteRoom) => {
  const opened = await room.written()
  const body = { sections: { ...sections, plan: 'Every two weeks.' } }
  expected(await room.as('baker').put(`/v1/notes/${opened.noteId}/draft`, body, from('"1"')), 200)
  return opened
}

/** What happens to notes. */
export const noteDeeds: readonly Deed[] = [
  {
    name: 'Opening a note',
    prepare: async (world) => {
      const clientId = await world.room.client()
      const body = { sessionId: await world.room.session(clientId), template: 'dap' }
      const path = `/v1/clients/${clientId}/notes`
      return () => world.records('baker').post(path, body, once('note-of-baker'))
    },
  },
  {
    name: 'Saving a draft',
    prepare: async (world) => {
      const { noteId } = await world.room.draft()
      const headers = { ...from('"0"'), ...once('save-of-baker') }
      return () => world.records('baker').put(`/v1/notes/${noteId}/draft`, { sections }, headers)
    },
  },
  {
    name: 'Restoring a revision',
    prepare: async (world) => {
      const { noteId } = await saved(world.room)
      const path = `/v1/notes/${noteId}/revisions/1/restoration`
      const headers = { ...from('"2"'), ...once('restoration') }
      return () => world.records('baker').post(path, undefined, headers)
    },
  },
  {
    name: 'Signing a note',
    prepare: async (world) => {
      const path = `/v1/notes/${(await world.room.written()).noteId}/signature`
      const headers = { ...from('"1"'), ...once('signature') }
      return () => world.records('baker').post(path, accept('author/1'), headers)
    },
  },
  {
    name: 'Signing a supervised note',
    prepare: async (world) => {
      const path = `/v1/notes/${(await world.room.written('novak')).noteId}/signature`
      const headers = { ...from('"1"'), ...once('signature') }
      return () => world.records('novak').post(path, accept('author/1'), headers)
    },
  },
  {
    name: 'Co-signing a note',
    prepare: async (world) => {
      const path = `/v1/notes/${(await world.room.signed('novak')).noteId}/co-signature`
      const headers = { ...from('"2"'), ...once('co-signature') }
      return () => world.records('vogel').post(path, accept('co-signature/1'), headers)
    },
  },
  {
    name: 'Adding to a note',
    prepare: async (world) => {
      const path = `/v1/notes/${(await world.room.signed()).noteId}/addenda`
      const body = { kind: 'addition', reason: 'More', text: 'Words.', ...accept('addendum/1') }
      return () => world.records('baker').post(path, body, once('addendum'))
    },
  },
  {
    name: 'Marking a draft as entered in error',
    prepare: async (world) => {
      const path = `/v1/notes/${(await world.room.written()).noteId}/entered-in-error`
      return () => world.records('baker').post(path, { reason: 'Wrong chart' }, from('"1"'))
    },
  },
  {
    name: 'Marking a signed note as entered in error',
    prepare: async (world) => {
      const path = `/v1/notes/${(await world.room.signed('novak')).noteId}/entered-in-error`
      return () => world.records('keeper').post(path, { reason: 'Wrong chart' }, from('"2"'))
    },
  },
  {
    name: 'Reading a note',
    prepare: async (world) => {
      const path = `/v1/notes/${(await world.room.signed()).noteId}`
      return () => world.records('baker').get(path)
    },
  },
  {
    name: 'Reading a revision',
    prepare: async (world) => {
      const { noteId } = await saved(world.room)
      return () => world.records('baker').get(`/v1/notes/${noteId}/revisions/1`)
    },
  },
]
