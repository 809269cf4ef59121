import { PDFDocument } from '@cantoo/pdf-lib'
import { describe, expect, it } from 'vitest'
import { renderNote } from '../../../functions/render-document/render-note.ts'
import { DocumentRecord, documentRecordKey } from '../../../shared/document/document-record.ts'
import type { RecordSource } from '../../../shared/document/manifest.ts'
import { readTimeStampResponse, timeStampRequest } from '../../../shared/document/time-stamp.ts'
import type { ValidationData } from '../../../shared/document/validation-data.ts'
import { verifyPdf } from '../../../shared/document/verify-pdf.ts'
import { NotAsSigned } from '../../../shared/ledger/verify-additions.ts'
import {
  addendumOf,
  coSignedNote,
  lateNote,
  NOTE_ID,
  noteWith,
  shortNote,
  supervisedNote,
} from '../../document/sample-notes.ts'
import { newTestAuthority } from '../../document/test-authority.ts'
import { newTestRevocation } from '../../document/test-validation.ts'
import { fakeRendering, pendingOf, sha256 } from './fake-records.ts'

const FOLDER = `documents/${NOTE_ID.replace('.', '/')}`

describe('rendering a note', () => {
  it('stores the sealed PDF with the sealed record beside it, then records it', async () => {
    const { pending } = pendingOf(shortNote)
    const { rendering, objects, recorded, done } = await fakeRendering()
    const document = await renderNote(pending, rendering)
    expect(done).toEqual(['put', 'put', 'put', 'recorded'])
    expect([...objects.keys()]).toEqual([
      document.key,
      documentRecordKey(document),
      `${FOLDER}/0.sealed`,
    ])
    const stored = objects.get(document.key)
    if (!stored) throw new Error('nothing stored')
    expect((await verifyPdf(stored.bytes)).faults).toEqual([])
    expect(recorded.get(document.documentId)).toEqual(document)
    expect(document).toMatchObject({
      kind: 'progress-note',
      noteId: NOTE_ID,
      version: 1,
      sha256: sha256(stored.bytes),
      bytes: stored.bytes.length,
      pages: 1,
      createdAt: '2026-03-04T18:22:31.000Z',
    })
    expect(document.key).toBe(`${FOLDER}/v1-${document.sha256.slice(0, 16)}.pdf`)
    expect(objects.get(`${FOLDER}/0.sealed`)?.bytes).toEqual(pending.sealed)
  })

  it('puts beside it what records and ledger openly say, enough to put the note back', async () => {
    const { pending, additions } = pendingOf(lateNote)
    const { rendering, objects } = await fakeRendering(additions)
    const document = await renderNote(pending, rendering)
    const { bytes } = objects.get(documentRecordKey(document)) ?? {}
    const record = DocumentRecord.parse(JSON.parse(Buffer.from(bytes ?? '').toString()))
    expect(record.document).toEqual(document)
    expect(record.note).toMatchObject({ noteId: NOTE_ID, additions: additions.length })
    expect(record.events.map(({ seq, type }) => [seq, type])).toEqual(
      [lateNote.signed, ...lateNote.additions].map(({ ledger, signature }) => [
        ledger.seq,
        signature.meaning === 'author' ? 'note_signed' : 'addendum_signed',
      ]),
    )
  })

  it('records when an authority saw its seal, where one did', async () => {
    const { pending } = pendingOf(shortNote)
    const { answer } = await newTestAuthority()
    const { rendering, objects } = await fakeRendering()
    const stampTime = async (signature: Uint8Array) => {
      const nonce = Buffer.from('0102030405060708', 'hex')
      const response = await answer(await timeStampRequest(signature, nonce))
      return readTimeStampResponse(response, signature, nonce)
    }
    const sealer = { ...rendering.sealer, stampTime }
    const document = await renderNote(pending, { ...rendering, sealer })
    expect(document.timeStampedAt).toBe('2026-03-11T01:42:00.000Z')
    const { faults, timeStamp } = await verifyPdf(
      objects.get(document.key)?.bytes ?? Buffer.alloc(0),
    )
    expect([faults, timeStamp?.at]).toEqual([[], '2026-03-11T01:42:00Z'])
  })

  it('records as of when no certificate was revoked, where it keeps what shows that', async () => {
    const { pending } = pendingOf(shortNote)
    const { chain, data, stampTime } = await newTestRevocation()
    const { rendering } = await fakeRendering()
    const rendered = async (validation?: ValidationData) => {
      const source = { known: async () => validation, of: async () => undefined }
      const sealer = { ...chain, stampTime, validation: source }
      return renderNote(pending, { ...rendering, sealer })
    }
    const [kept, without] = [await rendered(data), await rendered()]
    expect(kept.notRevokedAsOf).toBe('2026-03-10T00:00:00.000Z')
    expect(without.timeStampedAt).toBe(kept.timeStampedAt)
    expect(without).not.toHaveProperty('notRevokedAsOf')
  })

  it('is done without a time-stamp where nobody gives one, and records none', async () => {
    const { pending } = pendingOf(shortNote)
    const { rendering, recorded } = await fakeRendering()
    const sealer = { ...rendering.sealer, stampTime: async () => undefined }
    const document = await renderNote(pending, { ...rendering, sealer })
    expect(document).not.toHaveProperty('timeStampedAt')
    expect(recorded.get(document.documentId)).toEqual(document)
  })

  it('keeps every word of the record out of what it records', async () => {
    const { pending } = pendingOf(shortNote)
    const { rendering, objects } = await fakeRendering()
    const document = await renderNote(pending, rendering)
    const beside = Buffer.from(objects.get(documentRecordKey(document))?.bytes ?? '').toString()
    expect(beside).not.toBe('')
    const text = JSON.stringify(document) + beside
    for (const word of ['Łukasiewicz', 'Zoë', '1987-11-23', 'panic', 'Lindenhof', 'Maren']) {
      expect(text).not.toContain(word)
    }
  })

  it('shows what was added up to its version, and no later addition', async () => {
    const { pending, additions } = pendingOf(lateNote)
    const { rendering, objects } = await fakeRendering(additions)
    const second = await renderNote({ ...pending, version: 2 }, rendering)
    const stored = objects.get(second.key)
    if (!stored) throw new Error('nothing stored')
    const { manifest } = await verifyPdf(stored.bytes)
    expect(manifest?.sources.map(({ form }) => form)).toEqual([
      'noteseal/signed-note/1',
      'noteseal/addendum/1',
    ])
    expect(second.createdAt).toBe('2026-03-09T16:15:20.000Z')
    expect(objects.has(`${FOLDER}/1.sealed`)).toBe(true)
    expect(objects.has(`${FOLDER}/2.sealed`)).toBe(false)
  })

  it('shows a co-signature as an addition', async () => {
    const { pending, additions } = pendingOf(supervisedNote)
    const { rendering, objects } = await fakeRendering(additions)
    const { key, version } = await renderNote(pending, rendering)
    expect(version).toBe(2)
    const { manifest } = await verifyPdf(objects.get(key)?.bytes ?? Buffer.alloc(0))
    expect(manifest?.sources.map(({ form }) => form)).toContain('noteseal/co-signature/1')
  })

  it('makes no document of additions that do not follow what stands before them', async () => {
    const { additions: whole } = coSignedNote
    const { addenda, exchanged } = {
      addenda: whole.filter(({ form }) => form === 'noteseal/addendum/1'),
      exchanged: noteWith({}, [addendumOf(1)]).additions,
    }
    for (const additions of [addenda, whole.toReversed(), exchanged, [...whole, ...exchanged]]) {
      const { pending, additions: sealed } = pendingOf({ ...coSignedNote, additions })
      const { rendering, objects, recorded } = await fakeRendering(sealed)
      await expect(renderNote(pending, rendering)).rejects.toThrow(NotAsSigned)
      expect([objects.size, recorded.size]).toEqual([0, 0])
    }
  })

  it('names its sources in the order in which they were added', async () => {
    const { pending, additions } = pendingOf(coSignedNote)
    const { rendering } = await fakeRendering(additions)
    const { manifest } = await renderNote(pending, rendering)
    const { signed, additions: added } = coSignedNote
    expect(JSON.parse(manifest).sources.map(({ commitment }: RecordSource) => commitment)).toEqual(
      [signed, ...added].map(({ signature }) => signature.commitment),
    )
  })

  it.each(['us-letter', 'a4'] as const)('is on the paper of the signed form: %s', async (paper) => {
    const { practice } = shortNote.signed
    const { pending } = pendingOf(noteWith({ practice: { ...practice, paper } }))
    const { rendering, objects } = await fakeRendering()
    const { key, manifest } = await renderNote(pending, rendering)
    expect(JSON.parse(manifest).document.paper).toBe(paper)
    const pdf = await PDFDocument.load(objects.get(key)?.bytes ?? Buffer.alloc(0))
    const height = { 'us-letter': 792, a4: 842 }[paper]
    expect(Math.round(pdf.getPage(0).getHeight())).toBe(height)
  })

  it('has one result, however often it is tried and wherever it stopped', async () => {
    const { pending } = pendingOf(shortNote)
    const { rendering, objects, recorded, fail } = await fakeRendering()
    fail.put = true
    await expect(renderNote(pending, rendering)).rejects.toThrow()
    expect(recorded.size).toBe(0)
    fail.put = false
    fail.finish = true
    await expect(renderNote(pending, rendering)).rejects.toThrow()
    expect(recorded.size).toBe(0)
    const stored = [...objects.keys()]
    fail.finish = false
    const [first, second] = await Promise.all([
      renderNote(pending, rendering),
      renderNote(pending, rendering),
    ])
    expect(second).toEqual(first)
    expect([...objects.keys()]).toEqual(stored)
    expect([...recorded.values()]).toEqual([first])
  })

  it('records nothing of a record that cannot be opened or is no signed note', async () => {
    const { pending } = pendingOf(shortNote)
    const { rendering, objects, recorded } = await fakeRendering()
    const strange = { ...pending, sealed: Buffer.from('{"form":"noteseal/signed-note/2"}') }
    await expect(renderNote(strange, rendering)).rejects.toThrow()
    expect(objects.size).toBe(0)
    expect(recorded.size).toBe(0)
  })
})
