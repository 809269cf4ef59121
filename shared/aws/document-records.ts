import {
  GetObjectCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3'
import { DocumentRecord } from '../document/document-record.ts'
import { type ClientThingId, Id } from '../id.ts'

/** What lies in the documents bucket of one signed note. */
export interface KeptNote {
  readonly noteId: ClientThingId
  /** Keys of the documents' records, by version. */
  readonly records: ReadonlyMap<number, string>
  /** Keys of the sealed forms: 0 is the signed note, then its additions. */
  readonly sealed: ReadonlyMap<number, string>
}

const ROOT = 'documents/'
const RECORD = /^v(\d+)-[0-9a-f]{16}\.json$/
const SEALED = /^(\d+)\.sealed$/

/** The documents bucket as a store of signed notes that no restore of a table reaches. */
export class DocumentRecords {
  readonly #s3: S3Client
  readonly #bucket: string

  constructor(s3: S3Client, bucket: string) {
    this.#s3 = s3
    this.#bucket = bucket
  }

  /** Clients who have documents, by their ids, in order. */
  async clients(
    after: Id | undefined,
    limit: number,
  ): Promise<{ clientIds: Id[]; next: Id | undefined }> {
    const page = await this.#s3.send(
      new ListObjectsV2Command({
        Bucket: this.#bucket,
        Prefix: ROOT,
        Delimiter: '/',
        MaxKeys: limit,
        // Right behind everything that is in the client's folder.
        ...(after && { StartAfter: `${ROOT}${after}0` }),
      }),
    )
    const names = (page.CommonPrefixes ?? []).map(({ Prefix = '' }) =>
      Prefix.slice(ROOT.length, -1),
    )
    return {
      // Other kinds of document have folders of their own, whose names are no ids.
      clientIds: names.filter((name) => Id.safeParse(name).success),
      next: page.IsTruncated ? names.at(-1) : undefined,
    }
  }

  async notesOf(clientId: Id): Promise<KeptNote[]> {
    const notes = new Map<string, { records: Map<number, string>; sealed: Map<number, string> }>()
    const folder = `${ROOT}${clientId}/`
    for await (const key of this.#keys(folder)) {
      const [own = '', name = ''] = key.slice(folder.length).split('/')
      // What somebody asked for lies apart, in a folder whose name is no id.
      if (!Id.safeParse(own).success) continue
      const note = notes.get(own) ?? { records: new Map(), sealed: new Map() }
      notes.set(own, note)
      const [, version] = RECORD.exec(name) ?? []
      const [, ordinal] = SEALED.exec(name) ?? []
      if (version) note.records.set(Number(version), key)
      if (ordinal) note.sealed.set(Number(ordinal), key)
    }
    return [...notes].map(([own, kept]) => ({ noteId: `${clientId}.${own}`, ...kept }))
  }

  async record(key: string): Promise<DocumentRecord> {
    return DocumentRecord.parse(JSON.parse(Buffer.from(await this.bytes(key)).toString('utf8')))
  }

  async bytes(key: string): Promise<Uint8Array> {
    const { Body } = await this.#s3.send(new GetObjectCommand({ Bucket: this.#bucket, Key: key }))
    if (!Body) throw new Error('S3 answered without bytes')
    return Body.transformToByteArray()
  }

  async *#keys(prefix: string): AsyncGenerator<string> {
    let token: string | undefined
    do {
      const page: ListObjectsV2CommandOutput = await this.#s3.send(
        new ListObjectsV2Command({
          Bucket: this.#bucket,
          Prefix: prefix,
          ...(token && { ContinuationToken: token }),
        }),
      )
      for (const { Key } of page.Contents ?? []) if (Key) yield Key
      token = page.NextContinuationToken
    } while (token)
  }
}
