import { afterAll, beforeAll, expect, it } from 'vitest'
import { clientChain } from '../../../shared/aws/client-table.ts'
import { LedgerTable } from '../../../shared/aws/ledger-table.ts'
import { verifyPdf } from '../../../shared/document/verify-pdf.ts'
import { textInPdf } from '../../document/text-in-pdf.ts'
import { rendererOf } from './render-room.ts'
import { RetentionRoom } from './retention-room.ts'

let room: RetentionRoom
let renderer: Awaited<ReturnType<typeof rendererOf>>

beforeAll(async () => {
  room = await RetentionRoom.open()
  renderer = await rendererOf(room)
})
afterAll(() => room.close())

const DAY = 86_400_000

async function certificateText(clientId: string, part: 1 | 2): Promise<string> {
  const path = `/v1/disposals/${clientId}/certificates/${part}/link`
  const { status, body } = await room.documents()('keeper').post(path, undefined)
  expect(status).toBe(201)
  const pdf = Buffer.from(await (await fetch(body.url)).arrayBuffer())
  expect((await verifyPdf(pdf, { keyFingerprints: [renderer.fingerprint] })).faults).toEqual([])
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
  await renderer.render()
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
  await renderer.render()
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
  await renderer.render()
  expect(await room.objects('documents', 'documents/certificates/')).toEqual(stored)
  expect(stored).toHaveLength(6)
})
