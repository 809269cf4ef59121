import { PutItemCommand } from '@aws-sdk/client-dynamodb'
import { renderDocument } from '../../../functions/render-document/render-document.ts'
import { rendererOver } from '../../../functions/render-document/renderer.ts'
import { CertificateTable } from '../../../shared/aws/certificate-table.ts'
import { DocumentBucket } from '../../../shared/aws/document-bucket.ts'
import { documentKey } from '../../../shared/aws/document-key.ts'
import { DocumentTable } from '../../../shared/aws/document-table.ts'
import { toRaw } from '../../../shared/aws/item.ts'
import { clientKeyId, KeyRing } from '../../../shared/aws/key-ring.ts'
import { additionKey, currentKey, notePlace } from '../../../shared/aws/note-place.ts'
import type { PendingDocument } from '../../../shared/aws/pending-document.ts'
import { sealKms } from '../../../shared/aws/seal-kms.ts'
import { Table } from '../../../shared/aws/table.ts'
import { transact } from '../../../shared/aws/transact.ts'
import { systemClock } from '../../../shared/clock.ts'
import { readCertificate } from '../../../shared/document/certificate.ts'
import type { ProgressNote } from '../../../shared/document/progress-note-page.ts'
import { selfSignedCertificate } from '../../../shared/document/self-signed-certificate.ts'
import { partsOf } from '../../../shared/id.ts'
import type { Event } from '../../../shared/ledger/event.ts'
import { contextOf } from '../../../shared/seal/record-context.ts'
import { allowAll, keyPolicy, startServices } from '../../infra/local/services/start-services.ts'
import { openItemOf } from './fake-records.ts'

const attributes = (...names: string[]) =>
  names.map((AttributeName) => ({ AttributeName, AttributeType: 'S' }))
const key = (hash: string, range: string) => [
  { AttributeName: hash, KeyType: 'HASH' },
  { AttributeName: range, KeyType: 'RANGE' },
]

/** The renderer on the local stand-ins of DynamoDB, KMS and S3. */
export async function localRendering() {
  const local = await startServices()
  const { services } = local
  const clients = local.clientsOf('renderer', allowAll)
  await services.dynamodb.createTable('records', {
    AttributeDefinitions: attributes('pk', 'sk', 'pdfShard', 'pdfSince'),
    KeySchema: key('pk', 'sk'),
    GlobalSecondaryIndexes: [
      {
        IndexName: 'outbox',
        KeySchema: key('pdfShard', 'pdfSince'),
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
    StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
  })
  await services.dynamodb.createTable('keys', {
    AttributeDefinitions: attributes('branch-key-id', 'type'),
    KeySchema: key('branch-key-id', 'type'),
  })
  await services.dynamodb.createTable('ledger', {
    AttributeDefinitions: attributes('pk', 'sk'),
    KeySchema: key('pk', 'sk'),
  })
  await services.s3.createBucket('documents', {})
  const madeKey = async (name: string, more = {}) =>
    (await services.kms.createKey(name, { KeyPolicy: keyPolicy, ...more })).keyArn
  const sealKey = await madeKey('seal')
  const signKey = await madeKey('document', { KeySpec: 'RSA_3072', KeyUsage: 'SIGN_VERIFY' })

  const table = new Table(clients.dynamodb, 'records')
  const records = new DocumentTable(clients.dynamodb, 'records')
  const newKeyRing = () =>
    new KeyRing(clients.dynamodb, 'keys', 'noteseal-keys', sealKms(clients.kms, sealKey))
  const { publicKey, sign } = documentKey(clients.kms, signKey)
  const certificate = await selfSignedCertificate(
    {
      publicKey: await publicKey(),
      commonName: 'Lindenhof',
      from: new Date('2026-01-01T00:00:00Z'),
      years: 10,
      generation: '1',
    },
    sign,
  )
  const rendererWith = (keys: KeyRing) => {
    const renderer = rendererOver(
      clients.dynamodb,
      { records: 'records', ledger: 'ledger' },
      {
        keys,
        documents: new DocumentBucket(clients.s3, 'documents'),
        sealer: { certificate, sign },
        now: systemClock,
      },
    )
    return (pending: PendingDocument) => renderDocument(pending, renderer)
  }

  /** Puts a note into the records as signing would, waiting for a document. */
  async function sign_(note: ProgressNote, since: string) {
    const { signed, additions } = note
    const keys = newKeyRing()
    const name = { practiceId: signed.practice.id, noteId: signed.noteId }
    const id = clientKeyId(partsOf(name.noteId).clientId)
    const made = await keys.create(id, 'client', name.practiceId)
    await transact(clients.dynamodb, [made.write])
    const item = {
      ...currentKey(name),
      ...openItemOf(note),
      sealed: await keys.seal(id, signed, contextOf(notePlace.signedNote(name))),
      pendingPdf: 1 + additions.length,
      pdfShard: 'PDF#1',
      pdfSince: since,
    }
    for (const [i, addition] of additions.entries()) {
      const number = i + 1
      const kind = addition.form === 'noteseal/addendum/1' ? 'addendum' : 'co-signature'
      const place = { addendum: notePlace.addendum, 'co-signature': notePlace.coSignature }[kind]
      await put({
        ...additionKey(name, number),
        number,
        kind,
        sealed: await keys.seal(id, addition, contextOf(place(name, number))),
      })
    }
    await put(item)
    return item
  }

  const put = async (item: Parameters<typeof toRaw>[0]) => {
    await clients.dynamodb.send(new PutItemCommand({ TableName: 'records', Item: toRaw(item) }))
  }

  /** Puts a client's chain into the ledger, as its changes would have. */
  async function putChain(events: readonly Event[]) {
    for (const event of events) {
      const Item = toRaw({
        pk: event.chain,
        sk: `E#${String(event.seq).padStart(10, '0')}`,
        event: JSON.stringify(event),
      })
      await clients.dynamodb.send(new PutItemCommand({ TableName: 'ledger', Item }))
    }
  }

  return {
    ...local,
    putChain,
    clients,
    table,
    records,
    certificates: new CertificateTable(table),
    newKeyRing,
    rendererWith,
    certificate: await readCertificate(certificate),
    put,
    sign: sign_,
  }
}
