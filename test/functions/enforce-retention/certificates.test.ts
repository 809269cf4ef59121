import { afterAll, beforeAll, expect, it } from 'vitest'
import { renderOutbox } from '../../../functions/render-document/render-batch.ts'
import { renderDocument } from '../../../functions/render-document/render-document.ts'
import { CertificateTable } from '../../../shared/aws/certificate-table.ts'
import { clientChain } from '../../../shared/aws/client-table.ts'
import { DocumentBucket } from '../../../shared/aws/document-bucket.ts'
import { DocumentTable } from '../../../shared/aws/document-table.ts'
import { LedgerTable } from '../../../shared/aws/ledger-table.ts'
import { verifyPdf } from '../../../shared/document/verify-pdf.ts'
import { newTestSealer } from '../../document/test-key.ts'
import { textInPdf } from '../../document/text-in-pdf.ts'
import { RetentionRoom } from './retention-room.ts'

let room: RetentionRoom
let sealer: Awaited<ReturnType<typeof newTestSealer>>

beforeAll(async () => {
  room = await RetentionRoom.open()
  sealer = await newTestSealer()
})
afterAll(() => room.close())

const DAY = 86_400_000

/** The renderer's round, as its timetable starts it. */
async function render(): Promise<void> {
  room.house.advance(5 * 60_000)
  const { db } = room.house
  const records = new DocumentTable(db, 'RECORDS_TABLE')
  const renderer = {
    keys: room.house.recordsContext().keys,
    records,
    certificates: new CertificateTable(room.house.table('RECORDS_TABLE')),
    ledger: new LedgerTable(db, 'LEDGER_TABLE'),
    documents: new DocumentBucket(room.s3, 'documents'),
    sealer,
  }
  const now = room.house.now()
  await renderOutbox(
    records,
    (pending) => renderDocument(pending, renderer),
    now,
    () => true,
  )
}

async function certificateText(clientId: string, part: 1 | 2): Promise<string> {
  const path = `/v1/disposals/${clientId}/certificates/${part}/link`
  const { status, body } = await room.documents()('keeper').post(path, undefined)
  expect(status).toBe(201)
  const pdf = Buffer.from(await (await fetch(body.url)).arrayBuffer())
  expect((await verifyPdf(pdf, { keyFingerprints: [sealer.fingerprint] })).faults).toEqual([])
  return (await textInPdf(pdf)).replaceAll(/\s+/g, ' ')
}

const partsListed = async (clientId: string) => {
  const path = `/v1/disposals/${clientId}/certificates`
  const { body } = await room.documents()('keeper').get(path)
  return body.certificates.map(({ part, document }: { part: number; document?: object }) => [
    part,
    document !== undefined,
  ])
}

it('a destruction is certified twice, from what it left and nothing else', async () => {
  const { clientId, noteId } = await room.record()
  await room.approved(clientId)
  await room.run()
  expect(await partsListed(clientId)).toEqual([[1, false]])
  await render()
  expect(await partsListed(clientId)).toEqual([[1, true]])

  const events = await new LedgerTable(room.house.db, 'LEDGER_TABLE').events(
    clientChain(room.practice.id, clientId),
  )
  const signed = events.find(({ type }) => type === 'note_signed')
  const first = await certificateText(clientId, 1)
  expect(first).toContain(`Note signed ${noteId.split('.')[1]} ${signed?.commitment}`)
  expect(first).toContain(`${events.length}, the last of them client_destroyed`)
  expect(first).toContain('Notes 1 ')
  expect(first).toContain('Keys of process notes 2')
  for (const name of ['Dr. keeper, PhD', 'Ada Admin'])
    expect(first).toContain(`approval ${name} · January 1, 2037, 4:40 AM EST`)

  // Looked over once more, and then left alone until the backups lapse.
  for (const days of [1, 37]) {
    room.house.advance(days * DAY)
    await room.run()
  }
  await render()
  expect(await partsListed(clientId)).toEqual([
    [1, true],
    [2, true],
  ])
  expect(await certificateText(clientId, 2)).toContain(
    'The destruction that part 1 certifies is over',
  )

  // They outlive the client's folder, and another run makes no third.
  expect(await room.objects('documents', `documents/${clientId}/`)).toEqual([])
  const stored = await room.objects('documents', 'documents/certificates/')
  await room.run()
  await render()
  expect(await room.objects('documents', 'documents/certificates/')).toEqual(stored)
  expect(stored).toHaveLength(4)
})
