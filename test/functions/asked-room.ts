import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { releasesContext } from '../../functions/releases-api/context.ts'
import { releaseEndpoints } from '../../functions/releases-api/endpoints.ts'
import { takeRecords } from '../../infra/leaving/take-records.ts'
import { verifyPdf } from '../../shared/document/verify-pdf.ts'
import { type ExportReport, verifyExportFiles } from '../../shared/export/verify-export-files.ts'
import { newTestSealer } from '../document/test-key.ts'
import { textInPdf } from '../document/text-in-pdf.ts'
import { ExportInMemory } from '../export/export-in-memory.ts'
import { RetentionRoom } from './enforce-retention/retention-room.ts'
import type { Caller } from './harness.ts'
import type { Answer } from './http-call.ts'
import { practiceCallers } from './practice-api/practice-callers.ts'
import { expected } from './records-api/note-room.ts'
import { renderWaiting } from './render-waiting.ts'

type Sealer = Awaited<ReturnType<typeof newTestSealer>>

/** A practice whose documents are asked for, made, looked at and taken along. */
export class AskedRoom {
  readonly retention: RetentionRoom
  readonly #sealer: Sealer

  private constructor(retention: RetentionRoom, sealer: Sealer) {
    this.retention = retention
    this.#sealer = sealer
  }

  static async open(): Promise<AskedRoom> {
    return new AskedRoom(await RetentionRoom.open(), await newTestSealer())
  }

  get notes() {
    return this.retention.notes
  }

  get house() {
    return this.retention.house
  }

  releases(name: string): Caller {
    const env = this.house.env as Parameters<typeof releasesContext>[0]
    const { db, kms } = this.house
    const context = releasesContext(env, { db, kms }, this.house.now)
    return this.house.serve(context.findMember, releaseEndpoints(context))(
      this.notes.practice,
      name,
    )
  }

  documents(name: string) {
    return this.retention.documents()(name)
  }

  render(): Promise<void> {
    return renderWaiting(this.house, this.retention.s3, this.#sealer)
  }

  /** What a document says once it is made, in one line; its seal is good. */
  async textOf(documentId: string, name = 'keeper'): Promise<string> {
    const link = await this.documents(name).post(`/v1/documents/${documentId}/link`, undefined)
    const { url } = expected(link, 201)
    const pdf = Buffer.from(await (await fetch(url)).arrayBuffer())
    const { faults } = await verifyPdf(pdf, { keyFingerprints: [this.#sealer.fingerprint] })
    if (faults.length > 0) throw new Error(faults.join(', '))
    return (await textInPdf(pdf)).replaceAll(/\s+/g, ' ')
  }

  /** One client's record as the custodian takes it along. */
  async exported(clientId: string): Promise<ExportInMemory> {
    const practice = practiceCallers(this.house)(this.retention.practice, 'keeper')
    const of = (path: string) => {
      if (/^\/v1\/documents\//.test(path)) return this.documents('keeper')
      const records = /^\/v1\/(?:keys|clients)|^\/v1\/exports\/\w+\/clients/.test(path)
      return records ? this.notes.as('keeper') : practice
    }
    const answered = async <T>(answer: Promise<Answer>): Promise<T> => {
      const { status, body } = await answer
      if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`)
      return body
    }
    const api = {
      get: <T>(path: string) => answered<T>(of(path).get(path)),
      post: <T>(path: string, body?: unknown) => answered<T>(of(path).post(path, body)),
    }
    const dir = mkdtempSync(join(tmpdir(), 'noteseal-asked-'))
    try {
      await takeRecords({ api, out: dir, clientId, say: () => {} })
      return ExportInMemory.from(dir)
    } finally {
      rmSync(dir, { recursive: true, force: true })
    }
  }

  verified(files: ExportInMemory): Promise<ExportReport> {
    return verifyExportFiles(files)
  }

  close(): Promise<void> {
    return this.retention.close()
  }
}
