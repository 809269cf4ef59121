import { clientKeyId, type KeyRing } from '../../shared/aws/key-ring.ts'
import { notePlace } from '../../shared/aws/note-place.ts'
import { partsOf } from '../../shared/id.ts'
import { contextOf } from '../../shared/seal/record-context.ts'
import type { OpenSealed } from './render-note.ts'

/** Opens the parts of a note under its client's key. */
export const openSealed =
  (keys: KeyRing): OpenSealed =>
  (note, { kind, ordinal, sealed }) => {
    const place = {
      'signed-note': () => notePlace.signedNote(note),
      addendum: () => notePlace.addendum(note, ordinal),
      'co-signature': () => notePlace.coSignature(note, ordinal),
    }
    return keys.open(clientKeyId(partsOf(note.noteId).clientId), sealed, contextOf(place[kind]()))
  }
