import { createHash } from 'node:crypto'
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { releasesContext } from '../../../functions/releases-api/context.ts'
import { releaseEndpoints } from '../../../functions/releases-api/endpoints.ts'
import { DocumentBucket } from '../../../shared/aws/document-bucket.ts'
import { transact } from '../../../shared/aws/transact.ts'
import { documentIdOf } from '../../../shared/document/document-item.ts'
import { allowAll } from '../../infra/local/services/start-services.ts'
import { type Caller, from, type Practice } from '../harness.ts'
import { expected, NoteRoom, sections } from '../records-api/note-room.ts'

const BUCKET = 'documents'

/** What every PDF here consists of. */
export const PDF = Buffer.from('%PDF-1.7 kumquat-nightmare')

export const sha256 = createHash('sha256').update(PDF).digest('hex')

/** A practice with clients, signed notes and their PDFs, from which something may leave. */
export class ReleaseRoom {
  readonly notes: NoteRoom
  readonly bucket: DocumentBucket

  private constructor(notes: NoteRoom, bucket: DocumentBucket) {
    this.notes = notes
    this.bucket = bucket
  }

  static async open(): Promise<ReleaseRoom> {
    const notes = await NoteRoom.open()
    await notes.house.services.services.s3.createBucket(BUCKET, {
      VersioningConfiguration: { Status: 'Enabled' },
    })
    const { s3 } = notes.house.services.clientsOf('Documents', allowAll)
    return new ReleaseRoom(notes, new DocumentBucket(s3, BUCKET))
  }

  get house() {
    return this.notes.house
  }

  get practice() {
    return this.notes.practice
  }

  close = () => this.notes.close()

  as(
    name: string,
    {
      db = this.house.db,
      practice = this.practice,
      ...more
    }: { db?: DynamoDBClient; practice?: Practice; authTime?: number } = {},
  ): Caller {
    const env = this.house.env as Parameters<typeof releasesContext>[0]
    const context = releasesContext(env, { db, kms: this.house.kms }, this.house.now)
    return this.house.serve(context.findMember, releaseEndpoints(context))(practice, name, more)
  }

  /** A client with a signed note, and its PDF as `render-document` leaves it. */
  async signedNote({
    demographics = {},
    version = 1,
  }: {
    demographics?: object
    version?: number
  } = {}): Promise<{
    clientId: string
    noteId: string
    documentId: string
  }> {
    const { clientId, noteId } = await this.notes.signed()
    if (Object.keys(demographics).length > 0) await this.change(clientId, demographics)
    const documentId = await this.document(noteId, version)
    return { clientId, noteId, documentId }
  }

  /** Another signed note of a client's, and its PDF. */
  async another(clientId: string): Promise<string> {
    const sessionId = await this.notes.session(clientId)
    const path = `/v1/clients/${clientId}/notes`
    const opened = await this.notes.as('baker').post(path, { sessionId, template: 'soap' })
    const { noteId } = expected(opened, 201)
    const draft = `/v1/notes/${noteId}/draft`
    expected(await this.notes.as('baker').put(draft, { sections }, from('"0"')), 200)
    expected(await this.notes.sign(noteId), 200)
    return this.document(noteId, 1)
  }

  async change(clientId: string, demographics: object): Promise<void> {
    const path = `/v1/clients/${clientId}`
    const { body, headers } = await this.notes.as('admin').get(path)
    const changed = { demographics: { ...body.demographics, ...demographics } }
    expected(await this.notes.as('admin').put(path, changed, from(headers['etag'])), 200)
  }

  async document(noteId: string, version: number): Promise<string> {
    const [clientId = '', own = ''] = noteId.split('.')
    const documentId = documentIdOf(noteId, version)
    const key = `documents/${clientId}/${own}/v${version}-${sha256}.pdf`
    await this.bucket.putNew({ key, bytes: PDF, contentType: 'application/pdf' })
    const item = {
      pk: `P#${this.practice.id}#C#${clientId}`,
      sk: `DOC#${own}#${version}`,
      documentId,
      kind: 'progress-note',
      noteId,
      version,
      key,
      sha256,
      bytes: PDF.length,
      pages: 1,
      createdAt: this.house.now(),
      manifest: '{}',
    }
    await transact(this.house.db, [{ write: this.house.table('RECORDS_TABLE').put(item) }])
    return documentId
  }

  async consent(clientId: string, words: object = {}): Promise<string> {
    const path = `/v1/clients/${clientId}/consents`
    const answer = await this.notes.as('admin').post(path, { ...authorization, ...words })
    return expected(answer, 201).consent.consentId
  }

  async revokeConsent(consentId: string): Promise<void> {
    const path = `/v1/consents/${consentId}/revocation`
    const reason = { reason: 'No longer.' }
    expected(await this.notes.as('admin').post(path, reason, from('"1"')), 200)
  }

  async events(
    clientId: string,
  ): Promise<{ type: string; commitment: string; about: Record<string, string> }[]> {
    return (await this.notes.as('keeper').get(`/v1/clients/${clientId}/ledger`)).body.events
  }
}

export const authorization = {
  kind: 'disclosure',
  discloser: 'north practice',
  recipient: { name: 'Dr. Osei' },
  purpose: 'Coordinated care',
  scope: { sections: ['progress-notes'] },
  signedOn: '2026-01-10',
  signedBy: { by: 'client' },
  expiresOn: '2026-12-31',
}

/** What a payer asks for, of the winter in which all this happens. */
export const forPayment = (documentId: string) => ({
  purpose: 'Review of plover-detour',
  recipient: { name: 'Cascadia', role: 'payer', contact: '1 Heron Way' },
  basis: { ground: 'payment' },
  scope: { sections: ['progress-notes'], from: '2026-01-01', to: '2026-01-31' },
  contents: { of: 'documents', documents: [documentId] },
})

export const byAuthorization = (documentId: string, consentId: string) => ({
  purpose: 'Coordinated care',
  recipient: { name: 'Dr. Osei', role: 'provider' },
  basis: { ground: 'authorization', consentId },
  scope: { sections: ['progress-notes'] },
  contents: { of: 'documents', documents: [documentId] },
})
