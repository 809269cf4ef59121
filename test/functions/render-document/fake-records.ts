import { createHash } from 'node:crypto'
import type { OpenSealed, Rendering } from '../../../functions/render-document/render-note.ts'
import type { StoredObject } from '../../../shared/aws/document-bucket.ts'
import type { SealedAddition } from '../../../shared/aws/document-table.ts'
import type { PendingNote } from '../../../shared/aws/pending-document.ts'
import type { DocumentItem } from '../../../shared/document/document-item.ts'
import type { ProgressNote } from '../../../shared/document/progress-note-page.ts'
import type { SignedNote } from '../../../shared/note/note.ts'
import { newTestSealer } from '../../document/test-key.ts'

/** Plain JSON stands in for sealed bytes. */
const sealed = (value: unknown) => Buffer.from(JSON.stringify(value))
export const openPlain: OpenSealed = async (_note, part) =>
  JSON.parse(Buffer.from(part.sealed).toString())

/** A note waiting for its document, with all that is added to it. */
export function pendingOf(note: ProgressNote): {
  pending: PendingNote
  additions: SealedAddition[]
} {
  const { signed } = note
  const additions = note.additions.map((part, i): SealedAddition => {
    const kind = part.form === 'noteseal/addendum/1' ? 'addendum' : 'co-signature'
    return { ordinal: i + 1, kind, sealed: sealed(part) }
  })
  const pending: PendingNote = {
    kind: 'progress-note',
    practiceId: signed.practice.id,
    noteId: signed.noteId,
    version: additions.length + 1,
    sealed: sealed(signed),
    open: openItemOf(note),
  }
  return { pending, additions }
}

/** What the records say of it without opening it. */
export function openItemOf({ signed, additions }: ProgressNote): SignedNote {
  const { signature, session, written, template } = signed
  return {
    state: 'signed',
    noteId: signed.noteId,
    practiceId: signed.practice.id,
    clientId: signed.client.id,
    sessionId: session.id,
    authorId: signature.signer.memberId,
    template: `${template.key}/${template.version}`,
    version: 3 + additions.length,
    revision: 2,
    openedAt: written.openedAt,
    savedAt: written.lastSavedAt,
    sessionStart: session.start,
    dueAt: written.dueAt,
    signedAt: signature.signedAt,
    late: written.late !== undefined,
    addenda: additions.filter(({ form }) => form === 'noteseal/addendum/1').length,
    additions: additions.length,
    revisionsExpireAt: '2026-04-03T18:22:31.000Z',
  }
}

/** What the renderer works on, in memory, keeping the order of what was done. */
export async function fakeRendering(additions: readonly SealedAddition[] = []) {
  const objects = new Map<string, StoredObject>()
  const recorded = new Map<string, DocumentItem>()
  const done: string[] = []
  const fail = { put: false, finish: false }
  const rendering: Rendering = {
    sealer: await newTestSealer(),
    open: openPlain,
    documents: {
      putNew: async (object) => {
        if (fail.put) throw new Error('the bucket is away')
        const there = objects.has(object.key)
        done.push(there ? 'found' : 'put')
        if (!there) objects.set(object.key, object)
        return there ? 'there already' : 'put'
      },
    },
    records: {
      additions: async ({ version }) => additions.slice(0, version - 1),
      finish: async (_practiceId, document) => {
        if (fail.finish) throw new Error('the table is away')
        done.push('recorded')
        recorded.set(document.documentId, document)
      },
    },
  }
  return { rendering, objects, recorded, done, fail }
}

export const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
