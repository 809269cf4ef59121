import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { documentsContext } from '../../../functions/documents-api/context.ts'
import { documentEndpoints } from '../../../functions/documents-api/endpoints.ts'
import { CertificateTable, certificateWanted } from '../../../shared/aws/certificate-table.ts'
import { DocumentBucket } from '../../../shared/aws/document-bucket.ts'
import { certificateIdOf } from '../../../shared/document/document-item.ts'
import { type Id, newId } from '../../../shared/id.ts'
import { certificateOf } from '../../../shared/retention/certificate.ts'
import { allowAll } from '../../infra/local/services/start-services.ts'
import { approvers, destroyed, lapsed, settings } from '../../retention/sample-disposal.ts'
import { House, type Practice } from '../harness.ts'
import { refused } from '../refused.ts'

const BUCKET = 'documents'
const PDF = Buffer.from('%PDF-1.7 a certificate')

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
    bill: { roles: ['biller'] },
    cus: { roles: ['custodian'] },
  })
  south = await house.practice('south', { cus: { roles: ['custodian'] } })
})
afterAll(() => house.close())

/** What a certificate says of such an end. */
const saying = (disposal: typeof destroyed | typeof lapsed, clientId: Id) =>
  certificateOf({ ...disposal, clientId }, { ...settings, practiceId: north.id }, approvers)

/** A client who is gone, with both parts asked for and the first one rendered. */
async function destroyedClient(): Promise<Id> {
  const clientId = newId()
  const table = house.table('RECORDS_TABLE')
  for (const disposal of [destroyed, lapsed]) {
    await table.commit([certificateWanted(table, saying(disposal, clientId))])
  }
  const key = `documents/certificates/${north.id}/${clientId}/part-1.pdf`
  await bucket.putNew({ key, bytes: PDF, contentType: 'application/pdf' })
  await new CertificateTable(table).finish(north.id, {
    kind: 'certificate-of-destruction',
    clientId,
    part: 1,
    documentId: certificateIdOf(clientId, 1),
    version: 1,
    key,
    sha256: 'ab'.repeat(32),
    bytes: PDF.length,
    pages: 2,
    createdAt: destroyed.finishedAt,
    manifest: '{}',
  })
  return clientId
}

const listOf = (clientId: Id) => `/v1/disposals/${clientId}/certificates`
const linkTo = (clientId: Id, part: number | string) => `${listOf(clientId)}/${part}/link`
const entriesOf = async (clientId: Id) =>
  (await house.items('ACCESS_TABLE')).filter((item) => item['clientId'] === clientId)

describe('the certificates of a destruction', () => {
  it.each(['cus', 'admin'])(
    'are listed for %s, part by part, and that leaves an entry',
    async (who) => {
      const clientId = await destroyedClient()
      const { status, body } = await as(north, who).get(listOf(clientId))
      expect(status).toBe(200)
      expect(body.certificates).toEqual([
        {
          clientId,
          part: 1,
          certifiedAt: destroyed.finishedAt,
          keysLapseAt: destroyed.keysLapseAt,
          certificate: saying(destroyed, clientId),
          document: expect.objectContaining({
            documentId: certificateIdOf(clientId, 1),
            sha256: 'ab'.repeat(32),
            bytes: PDF.length,
            pages: 2,
          }),
        },
        {
          clientId,
          part: 2,
          certifiedAt: lapsed.lapsedAt,
          keysLapseAt: destroyed.keysLapseAt,
          certificate: saying(lapsed, clientId),
        },
      ])
      expect(await entriesOf(clientId)).toMatchObject([
        { memberId: north.memberId(who), action: 'certificate.read', outcome: 'asked' },
      ])
    },
  )

  it('are linked to for 60 seconds, under a name that tells nothing, and noted by document', async () => {
    const clientId = await destroyedClient()
    const { status, body, headers } = await as(north, 'cus').post(linkTo(clientId, 1), undefined)
    expect([status, headers['location']]).toEqual([201, body.url])
    const fetched = await fetch(body.url)
    expect(Buffer.from(await fetched.arrayBuffer())).toEqual(PDF)
    const documentId = certificateIdOf(clientId, 1)
    expect(fetched.headers.get('content-disposition')).toBe(
      `attachment; filename="${documentId.split('.')[1]}.pdf"`,
    )
    expect(await entriesOf(clientId)).toMatchObject([
      { memberId: north.memberId('cus'), action: 'certificate.read', about: documentId },
    ])
    house.advance(61_000)
    expect((await fetch(body.url)).status).toBe(403)
  })
})

describe('refused, and nothing is stored', () => {
  it.each(['ann', 'sue', 'bill'])('to %s, and the refusal is noted', async (who) => {
    const clientId = await destroyedClient()
    for (const ask of [
      () => as(north, who).get(listOf(clientId)),
      () => as(north, who).post(linkTo(clientId, 1), undefined),
    ])
      expect(await refused(house, ask)).toMatchObject({ status: 403, type: 'not_allowed' })
    const entries = await entriesOf(clientId)
    expect(entries.map(({ outcome }) => outcome)).toEqual(['refused', 'refused'])
  })

  it('a link to a part that is not rendered yet, or that there is not', async () => {
    const clientId = await destroyedClient()
    const ask = (part: number) => () => as(north, 'cus').post(linkTo(clientId, part), undefined)
    expect(await refused(house, ask(2))).toMatchObject({ status: 404, type: 'document_not_found' })
    expect(await refused(house, ask(3))).toMatchObject({ status: 400, type: 'invalid_request' })
  })

  it('everything, where nothing was destroyed, or in another practice', async () => {
    const clientId = await destroyedClient()
    const before = await house.snapshot(['ACCESS_TABLE'])
    for (const ask of [
      () => as(south, 'cus').get(listOf(clientId)),
      () => as(south, 'cus').post(linkTo(clientId, 1), undefined),
      () => as(north, 'cus').get(listOf(newId())),
    ])
      expect(await refused(house, ask)).toMatchObject({ status: 404, type: 'disposal_not_found' })
    expect(await house.snapshot(['ACCESS_TABLE'])).toEqual(before)
  })
})
