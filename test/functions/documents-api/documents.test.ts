import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { documentsContext } from '../../../functions/documents-api/context.ts'
import { documentEndpoints } from '../../../functions/documents-api/endpoints.ts'
import { DocumentBucket } from '../../../shared/aws/document-bucket.ts'
import { transact } from '../../../shared/aws/transact.ts'
import { documentIdOf } from '../../../shared/document/document-item.ts'
import { newId } from '../../../shared/id.ts'
import { allowAll } from '../../infra/local/services/start-services.ts'
import { House, type Practice } from '../harness.ts'
import type { Answer } from '../http-call.ts'
import { practiceCallers } from '../practice-api/practice-callers.ts'
import { putClient } from '../record-items.ts'
import { refused } from '../refused.ts'

const BUCKET = 'documents'
const PDF = Buffer.from('%PDF-1.7 canary')

let house: House
let north: Practice
let south: Practice
let bucket: DocumentBucket
let as: ReturnType<House['serve']>

beforeAll(async () => {
  house = await House.start()
  await house.services.services.s3.createBucket(BUCKET, {
    VersioningConfiguration: { Status: 'Enabled' },
  })
  const { s3, dynamodb } = house.services.clientsOf('Documents', allowAll)
  bucket = new DocumentBucket(s3, BUCKET)
  const context = documentsContext(
    { RECORDS_TABLE: 'RECORDS_TABLE', ACCESS_TABLE: 'ACCESS_TABLE', DOCUMENTS_BUCKET: BUCKET },
    { db: dynamodb, s3 },
    house.now,
  )
  as = house.serve(context.findMember, documentEndpoints(context))
  north = await house.practice('north', {
    sue: { roles: ['supervisor'] },
    ann: { supervisor: 'sue' },
    ben: {},
    out: {},
    bill: { roles: ['biller'] },
    cus: { roles: ['custodian'] },
  })
  south = await house.practice('south', { cus: { roles: ['custodian'] } })
})
afterAll(() => house.close())

interface Sketch {
  readonly author?: string
  readonly versions?: number
  readonly state?: 'signed' | 'entered-in-error'
}

/** A signed note's documents as `render-document` leaves them, and the note's header. */
async function putDocuments(
  clientId: string,
  { author = 'ann', versions = 1, state = 'signed' }: Sketch = {},
) {
  const records = house.table('RECORDS_TABLE')
  const noteId = `${clientId}.${newId()}`
  const own = noteId.split('.')[1]
  const pk = `P#${north.id}#C#${clientId}`
  const ids: string[] = []
  const header = {
    noteId,
    sessionId: `${clientId}.${newId()}`,
    authorId: north.memberId(author),
    template: 'soap/1',
    state,
    sessionStart: house.now(),
    openedAt: house.now(),
    dueAt: house.now(),
  }
  await transact(house.db, [
    { write: records.put({ pk, sk: `H#${house.now()}#${own}`, ...header }) },
  ])
  for (let version = 1; version <= versions; version++) {
    house.advance(1000)
    const documentId = documentIdOf(noteId, version)
    const key = `documents/${north.id}/${documentId}.pdf`
    await bucket.putNew({ key, bytes: PDF, contentType: 'application/pdf' })
    const document = {
      documentId,
      kind: 'progress-note',
      noteId,
      version,
      key,
      sha256: createHash('sha256').update(PDF).digest('hex'),
      bytes: PDF.length,
      pages: 1,
      createdAt: house.now(),
      manifest: JSON.stringify({ format: 'noteseal/document/1', sources: [] }),
    }
    await transact(house.db, [
      { write: records.put({ pk, sk: `DOC#${own}#${version}`, ...document }) },
    ])
    ids.unshift(documentId)
  }
  return ids
}

const client = (more: Parameters<typeof putClient>[1] = {}) =>
  putClient(north, { careTeam: [north.memberId('ann'), north.memberId('ben')], ...more })

const idsOf = (body: { documents: { documentId: string }[] }) =>
  body.documents.map(({ documentId }) => documentId)

const expectRefused = async (ask: () => Promise<Answer>, status: number, type: string) =>
  expect(await refused(house, ask)).toMatchObject({ status, type })

describe('the list of documents', () => {
  it('shows all versions, the latest first, and which is current', async () => {
    const clientId = await client()
    const older = await putDocuments(clientId)
    const newer = await putDocuments(clientId, { versions: 3 })
    const { status, body } = await as(north, 'ann').get(`/v1/clients/${clientId}/documents`)
    expect([status, idsOf(body)]).toEqual([200, [...newer, ...older]])
    expect(body.documents.map(({ current }: { current: boolean }) => current)).toEqual([
      true,
      false,
      false,
      true,
    ])
    expect(JSON.stringify(body)).not.toContain('documents/')
  })

  it('comes in pages that miss nothing', async () => {
    const clientId = await client()
    const ids = await putDocuments(clientId, { versions: 3 })
    const path = `/v1/clients/${clientId}/documents?limit=2`
    const first = (await as(north, 'cus').get(path)).body
    const second = (await as(north, 'cus').get(`${path}&cursor=${encodeURIComponent(first.next)}`))
      .body
    expect([...idsOf(first), ...idsOf(second)]).toEqual(ids)
    expect(second.next).toBeUndefined()
  })

  it('leaves out those of notes entered in error', async () => {
    const clientId = await client()
    await putDocuments(clientId, { state: 'entered-in-error' })
    expect(
      (await as(north, 'cus').get(`/v1/clients/${clientId}/documents`)).body.documents,
    ).toEqual([])
  })

  it.each(['bill', 'admin', 'cus', 'sue', 'ben'])('is shown to %s', async (name) => {
    const clientId = await client()
    await putDocuments(clientId)
    const { status, body } = await as(north, name).get(`/v1/clients/${clientId}/documents`)
    expect([status, body.documents.length]).toEqual([200, 1])
  })
})

describe('a link', () => {
  it('brings the PDF for 60 seconds, under a name that tells nothing', async () => {
    const clientId = await client()
    const [documentId = ''] = await putDocuments(clientId)
    const { status, body, headers } = await as(north, 'ben').post(
      `/v1/documents/${documentId}/link`,
      undefined,
    )
    expect([status, headers['location']]).toEqual([201, body.url])
    expect(Date.parse(body.expiresAt) - Date.parse(house.now())).toBe(60_000)
    const fetched = await fetch(body.url)
    expect(Buffer.from(await fetched.arrayBuffer())).toEqual(PDF)
    expect(fetched.headers.get('content-disposition')).toBe(
      `attachment; filename="${documentId.split('.')[1]}.pdf"`,
    )
    house.advance(61_000)
    expect((await fetch(body.url)).status).toBe(403)
  })

  it('leaves an entry, and so does reading what a document is made of', async () => {
    const clientId = await client()
    const [documentId = ''] = await putDocuments(clientId)
    await as(north, 'cus').post(`/v1/documents/${documentId}/link`, undefined)
    // Entries lie in the order of their times.
    house.advance(1)
    const { body } = await as(north, 'cus').get(`/v1/documents/${documentId}`)
    expect(body).toMatchObject({ documentId, current: true, manifest: { sources: [] } })
    const entries = (await house.items('ACCESS_TABLE')).filter(
      (item) => item['clientId'] === clientId,
    )
    expect(entries).toMatchObject([
      { memberId: north.memberId('cus'), action: 'document.read', about: documentId },
      { memberId: north.memberId('cus'), action: 'document.list', about: documentId },
    ])
  })

  it('is given out under custodial access, and the entry names it', async () => {
    const clientId = await client({ careTeam: [north.memberId('ann')] })
    const [documentId = ''] = await putDocuments(clientId)
    const link = () => as(north, 'out').post(`/v1/documents/${documentId}/link`, undefined)
    await expectRefused(link, 403, 'not_allowed')
    const accessId = newId()
    const { custody } = house.recordsContext()
    await custody.add(
      {
        accessId,
        practiceId: north.id,
        clinicianId: north.memberId('ann'),
        custodianId: north.memberId('out'),
        reason: 'incapacitated',
        hours: 1,
        state: 'requested',
        requestedAt: house.now(),
        version: 1,
      },
      undefined,
      {},
    )
    const approval = `/v1/custodial-accesses/${accessId}/approval`
    expect((await practiceCallers(house)(north, 'cus').post(approval, undefined)).status).toBe(200)
    house.advance(60_000)
    expect((await link()).status).toBe(201)
    house.advance(1)
    const listed = await as(north, 'out').get(`/v1/clients/${clientId}/documents`)
    expect(idsOf(listed.body)).toEqual([documentId])
    const entries = (await house.items('ACCESS_TABLE')).filter(
      (item) => item['clientId'] === clientId && item['outcome'] === 'asked',
    )
    expect(entries).toMatchObject([
      { action: 'document.read', custodialAccessId: accessId },
      { action: 'document.list', custodialAccessId: accessId },
    ])
    house.advance(3_600_000)
    await expectRefused(link, 403, 'not_allowed')
  })

  it('of a note entered in error is for those who audit', async () => {
    const clientId = await client()
    const [documentId = ''] = await putDocuments(clientId, { state: 'entered-in-error' })
    const path = `/v1/documents/${documentId}/link`
    expect((await as(north, 'cus').post(path, undefined)).status).toBe(201)
    await expectRefused(() => as(north, 'ben').post(path, undefined), 409, 'note_entered_in_error')
  })
})

describe('refused, and nothing is stored', () => {
  it.each(['bill', 'admin', 'out'])('a link, to %s, and the refusal is noted', async (name) => {
    const clientId = await client()
    const [documentId = ''] = await putDocuments(clientId)
    await expectRefused(
      () => as(north, name).post(`/v1/documents/${documentId}/link`, undefined),
      403,
      'not_allowed',
    )
    const entries = (await house.items('ACCESS_TABLE')).filter(
      (item) => item['clientId'] === clientId,
    )
    expect(entries).toMatchObject([{ memberId: north.memberId(name), outcome: 'refused' }])
  })

  it('a link to a supervisor, of what a colleague wrote whom they do not supervise', async () => {
    const clientId = await client()
    const [supervised = ''] = await putDocuments(clientId, { author: 'ann' })
    const [other = ''] = await putDocuments(clientId, { author: 'ben' })
    expect(
      (await as(north, 'sue').post(`/v1/documents/${supervised}/link`, undefined)).status,
    ).toBe(201)
    await expectRefused(
      () => as(north, 'sue').post(`/v1/documents/${other}/link`, undefined),
      403,
      'not_allowed',
    )
  })

  it('a link to somebody barred from the record, whatever their role', async () => {
    const clientId = await client({ barred: [north.memberId('cus')] })
    const [documentId = ''] = await putDocuments(clientId)
    await expectRefused(
      () => as(north, 'cus').post(`/v1/documents/${documentId}/link`, undefined),
      403,
      'not_allowed',
    )
  })

  it('everything, to another practice: not found, and nothing noted', async () => {
    const clientId = await client()
    const [documentId = ''] = await putDocuments(clientId)
    const before = await house.snapshot(['ACCESS_TABLE'])
    const type = 'document_not_found'
    await expectRefused(() => as(south, 'cus').get(`/v1/documents/${documentId}`), 404, type)
    await expectRefused(
      () => as(south, 'cus').post(`/v1/documents/${documentId}/link`, undefined),
      404,
      type,
    )
    await expectRefused(
      () => as(south, 'cus').get(`/v1/clients/${clientId}/documents`),
      404,
      'client_not_found',
    )
    expect(await house.snapshot(['ACCESS_TABLE'])).toEqual(before)
  })

  it('a document that never was', async () => {
    const clientId = await client()
    await expectRefused(
      () => as(north, 'cus').get(`/v1/documents/${clientId}.${newId()}`),
      404,
      'document_not_found',
    )
    await expectRefused(
      () => as(north, 'cus').get('/v1/documents/nonsense'),
      400,
      'invalid_request',
    )
  })
})
