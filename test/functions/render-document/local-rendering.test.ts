import { GetObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { renderOutbox, renderRecords } from '../../../functions/render-document/render-batch.ts'
import { certificateKey, certificateWanted } from '../../../shared/aws/certificate-table.ts'
import type { Item } from '../../../shared/aws/item.ts'
import { currentKey, documentsOf } from '../../../shared/aws/note-place.ts'
import {
  namesOf,
  type PendingDocument,
  type PendingNote,
  pendingDocumentOf,
} from '../../../shared/aws/pending-document.ts'
import { verifyPdf } from '../../../shared/document/verify-pdf.ts'
import { newId } from '../../../shared/id.ts'
import { certificatesOf } from '../../document/sample-certificates.ts'
import { addendumOf, noteWith, type shortNote } from '../../document/sample-notes.ts'
import { localRendering } from './local-rendering.ts'

let local: Awaited<ReturnType<typeof localRendering>>

beforeAll(async () => {
  local = await localRendering()
})
afterAll(() => local.close())
beforeEach(() => {
  vi.spyOn(console, 'info').mockImplementation(() => {})
})
afterEach(() => vi.restoreAllMocks())

const SINCE = '2026-03-04T18:22:31.000Z'

/** A note of a client of its own. */
function newNote(additions = 0) {
  const clientId = newId()
  const noteId = `${clientId}.${newId()}`
  return noteWith(
    { noteId },
    [...Array(additions).keys()].map((i) => addendumOf(i + 1, { noteId })),
  )
}

const nameOf = (note: typeof shortNote) => ({
  practiceId: note.signed.practice.id,
  noteId: note.signed.noteId,
})
const stored = (note: typeof shortNote) => local.table.get(currentKey(nameOf(note)))
const documents = (note: typeof shortNote) => {
  const name = nameOf(note)
  return local.table.all(currentKey(name).pk, documentsOf(name.noteId))
}
const pending = async (note: typeof shortNote): Promise<PendingNote> => {
  const found = pendingDocumentOf((await stored(note)) ?? {})
  if (found?.kind !== 'progress-note') throw new Error('the note waits for nothing')
  return found
}
const nameOfPending = (each: PendingDocument) =>
  'noteId' in each ? each.noteId : String(Object.values(namesOf(each))[0])
const objectOf = async (key: unknown) => {
  const { Body } = await local.clients.s3.send(
    new GetObjectCommand({ Bucket: 'documents', Key: String(key) }),
  )
  return Body?.transformToByteArray() ?? new Uint8Array()
}

describe('the renderer on the local services', () => {
  it('renders what the stream brings, and takes the note out of the outbox', async () => {
    const note = newNote()
    await local.sign(note, SINCE)
    const records = await local.services.dynamodb.streamRecords('records', undefined, 1_000)
    const ours = records.filter(
      ({ dynamodb }) => dynamodb?.NewImage?.['noteId']?.S === note.signed.noteId,
    )
    const answer = await renderRecords(ours, local.rendererWith(local.newKeyRing()))
    expect(answer).toEqual({ batchItemFailures: [] })
    const [document] = await documents(note)
    expect(document).toMatchObject({
      noteId: note.signed.noteId,
      version: 1,
      kind: 'progress-note',
    })
    const pdf = await objectOf(document?.['key'])
    const keyFingerprints = [local.certificate.keyFingerprint]
    expect((await verifyPdf(pdf, { keyFingerprints })).faults).toEqual([])
    for (const name of ['pendingPdf', 'pdfShard', 'pdfSince']) {
      expect(await stored(note)).not.toHaveProperty(name)
    }
  })

  it('makes three calls in sequence, and two more when the key is not known yet', async () => {
    const keys = local.newKeyRing()
    const render = local.rendererWith(keys)
    const note = newNote()
    await local.sign(note, SINCE)
    const waiting = await pending(note)
    local.calls.length = 0
    await render(waiting)
    const operations = () => local.calls.map(({ operation }) => operation)
    expect(operations()).toEqual([
      'Query',
      'Decrypt',
      'Sign',
      'PutObject',
      'PutObject',
      'PutObject',
      'TransactWriteItems',
    ])
    local.calls.length = 0
    await render(waiting)
    expect(operations()).toEqual(
      ['Sign', 'PutObject', 'PutObject', 'PutObject', 'TransactWriteItems'].concat(
        // This note has its document: the waiting is over, and only the record is looked for.
        ['TransactWriteItems'],
      ),
    )
  })

  it('finds in the outbox what the stream lost, with its addenda', async () => {
    const note = newNote(2)
    await local.sign(note, SINCE)
    const render = local.rendererWith(local.newKeyRing())
    await renderOutbox(local.records, render, '2026-03-04T19:00:00.000Z', () => true)
    const [document] = await documents(note)
    expect(document).toMatchObject({ version: 3 })
    const { manifest } = await verifyPdf(await objectOf(document?.['key']))
    expect(manifest?.sources).toHaveLength(3)
    expect(await stored(note)).not.toHaveProperty('pendingPdf')
  })

  it('leaves to the stream what has just been signed', async () => {
    const note = newNote()
    await local.sign(note, '2026-03-04T18:59:00.000Z')
    const seen: PendingDocument[] = []
    await renderOutbox(
      local.records,
      async (waiting) => {
        seen.push(waiting)
        return Promise.reject(new Error())
      },
      '2026-03-04T19:00:00.000Z',
      () => true,
    )
    expect(seen.map(nameOfPending)).not.toContain(note.signed.noteId)
  })

  it('records a version that was overtaken, and lets the note wait for the newer one', async () => {
    const note = newNote(1)
    const item = await local.sign(note, SINCE)
    const render = local.rendererWith(local.newKeyRing())
    await render({ ...(await pending(note)), version: 1 })
    expect((await documents(note)).map(({ version }) => version)).toEqual([1])
    expect(await stored(note)).toMatchObject({ pendingPdf: 2, pdfShard: item.pdfShard })
    await render(await pending(note))
    expect((await documents(note)).map(({ version }) => version)).toEqual([1, 2])
  })

  it('records nothing for a note that was entered in error meanwhile', async () => {
    const note = newNote()
    const { pendingPdf: _, pdfShard: __, pdfSince: ___, ...item } = await local.sign(note, SINCE)
    const waiting = await pending(note)
    await local.put({ ...item, state: 'entered-in-error' })
    await local.rendererWith(local.newKeyRing())(waiting)
    expect(await documents(note)).toEqual([])
    const standing = await stored(note)
    expect(standing).toMatchObject({ state: 'entered-in-error' })
    expect(Object.keys(standing ?? {}).sort()).toEqual(Object.keys(item).sort())
  })

  it('gives the same document when run twice at once', async () => {
    const note = newNote()
    await local.sign(note, SINCE)
    const waiting = await pending(note)
    const render = local.rendererWith(local.newKeyRing())
    const [first, second] = await Promise.all([render(waiting), render(waiting)])
    expect(second).toEqual(first)
    expect(await documents(note)).toHaveLength(1)
    expect(await stored(note)).not.toHaveProperty('pendingPdf')
  })

  it('refuses a record that was moved from another note', async () => {
    const [one, other] = [newNote(), newNote()]
    await local.sign(one, SINCE)
    await local.sign(other, SINCE)
    const moved = { ...(await pending(one)), sealed: (await pending(other)).sealed }
    await expect(local.rendererWith(local.newKeyRing())(moved)).rejects.toThrow()
    expect(await documents(one)).toEqual([])
  })

  it('renders a certificate that the stream brings, once, however often it is asked for', async () => {
    const { first } = certificatesOf(3)
    const { practiceId } = first.certificate.practice
    const { clientId, part } = first.certificate
    await local.putChain(first.events)
    const ask = () => local.table.commit([certificateWanted(local.table, first.certificate)])
    expect([await ask(), await ask()]).toEqual(['written', 'done'])
    expect(await local.certificates.of(practiceId, clientId)).toEqual([
      { certificate: first.certificate, document: undefined },
    ])

    const records = await local.services.dynamodb.streamRecords('records', undefined, 1_000)
    const ours = records.filter(({ dynamodb }) =>
      dynamodb?.Keys?.['pk']?.S?.endsWith('CERTIFICATES'),
    )
    const render = local.rendererWith(local.newKeyRing())
    for (const batch of [ours, ours]) {
      local.calls.length = 0
      expect(await renderRecords(batch, render)).toEqual({ batchItemFailures: [] })
      expect(local.calls.map(({ operation }) => operation)).toEqual([
        ...['Query', 'Sign', 'PutObject', 'PutObject', 'PutObject', 'TransactWriteItems'],
      ])
    }
    const [found] = await local.certificates.of(practiceId, clientId)
    const { keyFingerprint } = local.certificate
    const pdf = await objectOf(found?.document?.key)
    const { faults } = await verifyPdf(pdf, { keyFingerprints: [keyFingerprint] })
    expect(faults).toEqual([])
    const item = await local.table.get(certificateKey(practiceId, clientId, part))
    for (const name of ['pendingPdf', 'pdfShard', 'pdfSince']) expect(item).not.toHaveProperty(name)
    expect(await ask()).toBe('done')
    expect(await local.certificates.of(practiceId, clientId)).toEqual([found])
  })

  it('finds in the outbox a certificate that the stream lost', async () => {
    const { second } = certificatesOf(3)
    const { practice, clientId } = second.certificate
    await local.table.commit([certificateWanted(local.table, second.certificate)])
    const render = local.rendererWith(local.newKeyRing())
    await renderOutbox(local.records, render, '2037-04-01T00:00:00.000Z', () => true)
    const found = await local.certificates.of(practice.practiceId, clientId)
    expect(found.at(-1)).toMatchObject({
      certificate: { part: 2 },
      document: { part: 2, pages: 1 },
    })
  })

  it('pages through what waits in a shard, oldest first', async () => {
    const times = ['01', '02', '03', '04', '05'].map((day) => `2025-01-${day}T09:00:00.000Z`)
    const notes = times.map(() => newNote())
    for (const [i, note] of notes.entries()) await local.sign(note, times[i] ?? '')
    const found: string[] = []
    let after: Item | undefined
    let pages = 0
    do {
      const page = await local.records.waiting('PDF#1', '2025-02-01T00:00:00.000Z', {
        limit: 2,
        after,
      })
      expect(page.documents.length).toBeLessThanOrEqual(2)
      found.push(...page.documents.map(nameOfPending))
      after = page.next
      pages++
    } while (after)
    expect(found).toEqual(notes.map(({ signed }) => signed.noteId))
    expect(pages).toBe(3)
  })
})
