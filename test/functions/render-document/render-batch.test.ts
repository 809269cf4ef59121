import type { DynamoDBRecord } from 'aws-lambda'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { renderOutbox, renderRecords } from '../../../functions/render-document/render-batch.ts'
import type { DocumentTable } from '../../../shared/aws/document-table.ts'
import { KeyGone } from '../../../shared/aws/key-ring.ts'
import type { PendingDocument, PendingNote } from '../../../shared/aws/pending-document.ts'
import type { DocumentItem } from '../../../shared/document/document-item.ts'
import { NOTE_ID } from '../../document/sample-notes.ts'

const document: DocumentItem = {
  documentId: NOTE_ID,
  kind: 'progress-note',
  noteId: NOTE_ID,
  version: 1,
  key: 'k',
  sha256: 's',
  bytes: 1,
  pages: 1,
  createdAt: '2026-03-04T18:22:31.000Z',
  manifest: '{}',
}

function recordOf(sequence: string, change: Record<string, { S: string } | { N: string }> = {}) {
  const image = {
    practiceId: { S: 'p' },
    noteId: { S: NOTE_ID },
    state: { S: 'signed' },
    pendingPdf: { N: '2' },
    sealed: { B: Buffer.from('sealed').toString('base64') },
    ...change,
  }
  return { dynamodb: { SequenceNumber: sequence, NewImage: image } } satisfies DynamoDBRecord
}

afterEach(() => vi.restoreAllMocks())

describe('a batch of the stream', () => {
  it('hands on what waits, with its bytes as bytes', async () => {
    vi.spyOn(console, 'info').mockImplementation(() => {})
    const seen: PendingDocument[] = []
    const answer = await renderRecords([recordOf('1')], async (note) => {
      seen.push(note)
      return document
    })
    expect(answer).toEqual({ batchItemFailures: [] })
    expect(seen).toEqual([
      {
        kind: 'progress-note',
        practiceId: 'p',
        noteId: NOTE_ID,
        version: 2,
        sealed: Buffer.from('sealed'),
        open: { practiceId: 'p', noteId: NOTE_ID, state: 'signed', pendingPdf: 2 },
      },
    ])
  })

  it('passes over notes in error, drafts, and records without an image', async () => {
    const render = vi.fn()
    const { pendingPdf: _, ...rendered } = recordOf('3').dynamodb.NewImage
    const records = [
      recordOf('1', { state: { S: 'entered-in-error' } }),
      recordOf('2', { state: { S: 'draft' } }),
      { dynamodb: { SequenceNumber: '3', NewImage: rendered } },
      { dynamodb: { SequenceNumber: '4' } },
      {},
    ]
    expect(await renderRecords(records, render)).toEqual({ batchItemFailures: [] })
    expect(render).not.toHaveBeenCalled()
  })

  it('reports the ones that failed, and tries the others all the same', async () => {
    vi.spyOn(console, 'info').mockImplementation(() => {})
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const render = vi
      .fn()
      .mockRejectedValueOnce(new Error('Zoë Łukasiewicz was quoted'))
      .mockResolvedValue(document)
    const answer = await renderRecords([recordOf('1'), recordOf('2')], render)
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '1' }] })
    expect(render).toHaveBeenCalledTimes(2)
  })

  it('does not ask again for one whose record was destroyed meanwhile', async () => {
    const info = vi.spyOn(console, 'info').mockImplementation(() => {})
    const answer = await renderRecords([recordOf('1')], async () => {
      throw new KeyGone('no key')
    })
    expect(answer).toEqual({ batchItemFailures: [] })
    expect(info.mock.calls.flat().join()).toContain('document_without_key')
  })

  it('logs ids and an error’s name, never its words', async () => {
    const error = vi.spyOn(console, 'error').mockImplementation(() => {})
    await renderRecords([recordOf('1')], async () => {
      throw new RangeError('Zoë Łukasiewicz was quoted')
    })
    expect(error.mock.calls).toEqual([
      [
        JSON.stringify({
          event: 'document_not_rendered',
          kind: 'progress-note',
          noteId: NOTE_ID,
          version: 2,
          fault: 'RangeError',
        }),
      ],
    ])
  })
})

describe('the outbox', () => {
  const note: PendingNote = {
    kind: 'progress-note',
    practiceId: 'p',
    noteId: NOTE_ID,
    version: 1,
    sealed: Buffer.alloc(0),
    open: {},
  }
  const now = '2026-03-04T18:30:00.000Z'

  const older: PendingNote = { ...note, noteId: `${NOTE_ID}0` }
  /** One shard's notes, page by page; the other shards are empty. */
  const pagesOf = (...pages: readonly (readonly PendingNote[])[]) => {
    const asked: unknown[] = []
    const waiting: DocumentTable['waiting'] = async (shard, _before, { after }) => {
      if (shard !== 'PDF#2') return { documents: [], next: undefined }
      asked.push(after)
      const at = Number(after?.['page'] ?? 0)
      const next = at + 1 < pages.length ? { page: at + 1 } : undefined
      return { documents: pages[at] ?? [], next }
    }
    return { waiting, asked }
  }
  const quiet = () => {
    vi.spyOn(console, 'info').mockImplementation(() => {})
    vi.spyOn(console, 'error').mockImplementation(() => {})
  }

  it('asks every shard for what has waited for two minutes', async () => {
    const asked: [string, string][] = []
    const waiting = async (shard: string, before: string) => {
      asked.push([shard, before])
      return { documents: [], next: undefined }
    }
    await renderOutbox({ waiting }, vi.fn(), now, () => true)
    expect(asked).toEqual(
      ['PDF#0', 'PDF#1', 'PDF#2', 'PDF#3'].map((shard) => [shard, '2026-03-04T18:28:00.000Z']),
    )
  })

  it('goes on after a failure, and stops when the time is up', async () => {
    quiet()
    const render = vi.fn().mockRejectedValueOnce(new Error()).mockResolvedValue(document)
    const waiting = async () => ({ documents: [note], next: undefined })
    await renderOutbox({ waiting }, render, now, () => render.mock.calls.length < 3)
    expect(render).toHaveBeenCalledTimes(3)
  })

  it('reaches what waits behind a page of notes that always fail', async () => {
    quiet()
    const { waiting } = pagesOf(Array(25).fill(older), [], [note])
    const rendered: string[] = []
    const render = async (waiting: PendingDocument) => {
      if (waiting !== note) throw new Error()
      rendered.push(note.noteId)
      return document
    }
    await renderOutbox({ waiting }, render, now, () => true)
    expect(rendered).toEqual([note.noteId])
  })

  it('reads no page that there is no time for', async () => {
    quiet()
    const { waiting, asked } = pagesOf([older, older], [note])
    const render = vi.fn().mockResolvedValue(document)
    await renderOutbox({ waiting }, render, now, () => render.mock.calls.length < 1)
    expect(render).toHaveBeenCalledTimes(1)
    expect(asked).toEqual([undefined])
  })

  it('takes the shards by turns, so that a long one keeps none waiting', async () => {
    quiet()
    const lengths: Record<string, number> = { 'PDF#0': 3, 'PDF#1': 1, 'PDF#2': 0, 'PDF#3': 2 }
    const waiting: DocumentTable['waiting'] = async (shard) => ({
      documents: Array(lengths[shard]).fill({ ...note, practiceId: shard }),
      next: undefined,
    })
    const turns: string[] = []
    const render = async (waiting: PendingDocument) => {
      turns.push(waiting.kind === 'progress-note' ? waiting.practiceId : '')
      return document
    }
    await renderOutbox({ waiting }, render, now, () => true)
    expect(turns).toEqual(['PDF#0', 'PDF#1', 'PDF#3', 'PDF#0', 'PDF#3', 'PDF#0'])
  })
})
