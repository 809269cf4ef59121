import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { documentsContext } from '../../functions/documents-api/context.ts'
import { documentEndpoints } from '../../functions/documents-api/endpoints.ts'
import { retentionContext } from '../../functions/enforce-retention/context.ts'
import { enforceRetention } from '../../functions/enforce-retention/enforce-retention.ts'
import { sweep } from '../../functions/flag-late-notes/sweep.ts'
import { founder } from '../../functions/found-practice/found-practice.ts'
import { importContext } from '../../functions/import-records/context.ts'
import { importRecords } from '../../functions/import-records/import-records.ts'
import { processNotesContext } from '../../functions/process-notes-api/context.ts'
import { processNoteEndpoints } from '../../functions/process-notes-api/endpoints.ts'
import { releasesContext } from '../../functions/releases-api/context.ts'
import { releaseEndpoints } from '../../functions/releases-api/endpoints.ts'
import { type Render, renderOutbox } from '../../functions/render-document/render-batch.ts'
import { renderDocument } from '../../functions/render-document/render-document.ts'
import { rendererOver } from '../../functions/render-document/renderer.ts'
import { digestsContext } from '../../functions/send-digests/context.ts'
import { sendDigests } from '../../functions/send-digests/send-digests.ts'
import { DocumentBucket } from '../../shared/aws/document-bucket.ts'
import { type DocumentKey, documentKey } from '../../shared/aws/document-key.ts'
import { DueIndex } from '../../shared/aws/due-index.ts'
import { KeyGone, KeyRing } from '../../shared/aws/key-ring.ts'
import { LedgerTable } from '../../shared/aws/ledger-table.ts'
import { PracticeReader } from '../../shared/aws/practice-reader.ts'
import { sealKms } from '../../shared/aws/seal-kms.ts'
import { Table } from '../../shared/aws/table.ts'
import { transact, type Write } from '../../shared/aws/transact.ts'
import type { Instant } from '../../shared/clock.ts'
import { selfSignedCertificate } from '../../shared/document/self-signed-certificate.ts'
import type { ExportFiles } from '../../shared/export/export-files.ts'
import { type Caller, House, MORNING } from '../functions/harness.ts'
import { type HouseTable, houseTables } from '../functions/house-tables.ts'
import type { Answer } from '../functions/http-call.ts'
import { practiceCallers } from '../functions/practice-api/practice-callers.ts'
import { NoteRoom } from '../functions/records-api/note-room.ts'
import { servicesInProcess } from '../infra/local/services/in-process.ts'
import { allowAll, type Clients, keyPolicy } from '../infra/local/services/start-services.ts'
import { throughSenders } from './process.ts'

/** Where exports arrive: no part of what is stored. */
const ARRIVALS = 'arrivals'

const tableNames = Object.keys(houseTables) as HouseTable[]

type Tables = Readonly<Record<HouseTable, readonly RawItem[]>>
type RawItem = Record<string, { S?: string }>

/** Everything that is stored at one moment. */
export interface Stored {
  readonly tables: Tables
  /** Names of objects, each version by itself. */
  readonly objects: readonly string[]
  /** To whom mails went, since this state was begun with. */
  readonly mails: readonly string[]
}

/** What is stored, and the moment: to come back to. */
export interface Kept {
  readonly tables: Tables
  readonly objects: readonly KeptObject[]
  readonly now: Instant
}

interface KeptObject {
  readonly bucket: 'bucket' | 'ledgerBucket'
  readonly key: string
  readonly bytes: Uint8Array
}

type As = (name: string) => Caller

/** A practice with all its functions, each started anew whenever it is asked for. */
export class World {
  readonly room: NoteRoom
  readonly #clients: Clients
  readonly #documentKey: DocumentKey
  readonly #certificate: string
  #buckets = 0
  #mailsBefore = 0

  private constructor(room: NoteRoom, clients: Clients, key: DocumentKey, certificate: string) {
    this.room = room
    this.#clients = clients
    this.#documentKey = key
    this.#certificate = certificate
  }

  static async begin(): Promise<World> {
    const started = await servicesInProcess(throughSenders)
    const room = await NoteRoom.open(House.start({ started }))
    const { keyArn } = await started.services.kms.createKey('Sealing of documents', {
      KeyPolicy: keyPolicy,
      KeySpec: 'RSA_3072',
      KeyUsage: 'SIGN_VERIFY',
    })
    const clients = started.clientsOf('World', allowAll)
    const key = documentKey(clients.kms, keyArn)
    const certificate = await selfSignedCertificate(
      {
        publicKey: await key.publicKey(),
        commonName: 'North',
        from: new Date('2026-01-01T00:00:00Z'),
        years: 10,
        generation: '1',
      },
      key.sign,
    )
    const world = new World(room, clients, key, certificate)
    await world.#newBucket()
    return world
  }

  get house(): House {
    return this.room.house
  }

  readonly records: As = (name) => this.room.cold(name)

  readonly practice: As = (name) => practiceCallers(this.house)(this.room.practice, name)

  readonly processNotes: As = (name) => {
    const env = this.house.env as Parameters<typeof processNotesContext>[0]
    const { dynamodb: db, kms } = this.#clients
    const context = processNotesContext(env, { db, kms }, this.house.now)
    const serve = this.house.serve(context.findMember, processNoteEndpoints(context))
    return serve(this.room.practice, name)
  }

  readonly releases: As = (name) => {
    const env = this.house.env as Parameters<typeof releasesContext>[0]
    const { dynamodb: db, kms } = this.#clients
    const context = releasesContext(env, { db, kms }, this.house.now)
    const serve = this.house.serve(context.findMember, releaseEndpoints(context))
    return serve(this.room.practice, name)
  }

  readonly documents: As = (name) => {
    const { dynamodb: db, s3 } = this.#clients
    const told = {
      RECORDS_TABLE: 'RECORDS_TABLE',
      ACCESS_TABLE: 'ACCESS_TABLE',
      DOCUMENTS_BUCKET: this.bucket,
    }
    const context = documentsContext(told, { db, s3 }, this.house.now)
    const serve = this.house.serve(context.findMember, documentEndpoints(context))
    return serve(this.room.practice, name)
  }

  /** Founds another practice in the same tables. */
  async found(event: object): Promise<undefined> {
    const { dynamodb: db } = this.#clients
    const tables = {
      records: new Table(db, 'RECORDS_TABLE'),
      copies: new Table(db, 'PROCESS_ACCESS_TABLE'),
      ledger: new LedgerTable(db, 'LEDGER_TABLE'),
      keys: new KeyRing(db, 'KEYS_TABLE', 'noteseal-keys', this.#sealing()),
    }
    await founder(tables, this.house.now)(event)
    return undefined
  }

  readonly #sealing = () => sealKms(this.#clients.kms, this.house.env['SEAL_KEY_ARN'] ?? '')

  async sweep(): Promise<undefined> {
    const records = this.house.table('RECORDS_TABLE')
    const due = new DueIndex(this.#clients.dynamodb, 'RECORDS_TABLE')
    const practice = new PracticeReader(records)
    const { failed } = await sweep({ due, practice, now: this.house.now }, () => true)
    if (failed > 0) throw new Error('not all were flagged')
    return undefined
  }

  /** The daily run over records whose time is over; or the one that only finishes destructions. */
  async enforce(only?: 'unfinished'): Promise<undefined> {
    const { dynamodb: db, s3 } = this.#clients
    const told = {
      ...this.house.env,
      DOCUMENTS_BUCKET: this.bucket,
      LEDGER_BUCKET: this.ledgerBucket,
    }
    const env = told as unknown as Parameters<typeof retentionContext>[0]
    const context = retentionContext(env, { db, s3 }, this.house.now)
    const { failed } = await enforceRetention(context, { only, timeLeft: () => true })
    if (failed > 0) throw new Error('not all were looked after')
    return undefined
  }

  async digests(): Promise<undefined> {
    const told = {
      RECORDS_TABLE: 'RECORDS_TABLE',
      MAIL_FROM: 'noteseal@example.org',
      MAIL_CONFIGURATION_SET: 'mails',
      APP_URL: 'https://app.example.org',
    }
    const { dynamodb: db, ses } = this.#clients
    await sendDigests(digestsContext(told, { db, ses }, this.house.now))
    return undefined
  }

  /** The renderer's round over what waits. @throws Error where something still does */
  async render(): Promise<undefined> {
    const { dynamodb, s3 } = this.#clients
    const keys = new KeyRing(dynamodb, 'KEYS_TABLE', 'noteseal-keys', this.#sealing())
    const rendering = rendererOver(
      dynamodb,
      { records: 'RECORDS_TABLE', ledger: 'LEDGER_TABLE' },
      {
        keys,
        documents: new DocumentBucket(s3, this.bucket),
        sealer: { certificate: this.#certificate, sign: this.#documentKey.sign },
        now: this.house.now,
      },
    )
    const render: Render = (pending) => renderDocument(pending, rendering)
    let failed = 0
    const tried: Render = (pending) =>
      render(pending).catch((error: unknown) => {
        // A record that was destroyed meanwhile.
        if (!(error instanceof KeyGone)) failed++
        throw error
      })
    await renderOutbox(rendering.records, tried, this.house.now(), () => true)
    if (failed > 0) throw new Error('not all were rendered')
    return undefined
  }

  /** Takes in the export that `arrive` put there, as far as one call goes. */
  async takeIn(order: object, timeLeft: () => boolean = () => true): Promise<Answer> {
    const { dynamodb: db, kms, s3 } = this.#clients
    const told = { ...this.house.env, DOCUMENTS_BUCKET: this.bucket, ARRIVALS_BUCKET: ARRIVALS }
    const env = told as unknown as Parameters<typeof importContext>[0]
    const context = importContext(env, { db, kms, s3 }, this.house.now)
    const body = await importRecords({ ...context, timeLeft }, order)
    return { status: 'refused' in body ? 409 : 200, body, headers: {} }
  }

  /** Nothing is stored any more, and an export has arrived. */
  async arrive(folder: string, files: ExportFiles): Promise<void> {
    await this.putFiles(folder, files)
    const tables = Object.fromEntries(tableNames.map((name) => [name, []])) as unknown as Tables
    await this.restore({ tables, objects: [], now: this.house.now() })
  }

  /** What arrived before is gone. */
  async putFiles(folder: string, files: ExportFiles): Promise<void> {
    const { s3 } = this.house.services.services
    await s3.createBucket(ARRIVALS, {})
    await s3.empty(ARRIVALS)
    for (const path of files.paths())
      await s3.put(ARRIVALS, `exports/${folder}${path}`, Buffer.from(files.read(path) ?? []))
  }

  /** What a link leads to, as one that needs no network. */
  async followed(link: string): Promise<{ url: string }> {
    const path = new URL(link).pathname.slice(1)
    const Key = path.startsWith(`${this.bucket}/`) ? path.slice(this.bucket.length + 1) : path
    const { Body } = await this.#clients.s3.send(new GetObjectCommand({ Bucket: this.bucket, Key }))
    return { url: `data:application/pdf;base64,${await Body?.transformToString('base64')}` }
  }

  get bucket(): string {
    return `documents-${this.#buckets}`
  }

  get ledgerBucket(): string {
    return `ledger-${this.#buckets}`
  }

  async #newBucket(): Promise<void> {
    this.#buckets++
    const { s3 } = this.house.services.services
    const locked = (Mode: string, Days: number) => ({
      VersioningConfiguration: { Status: 'Enabled' },
      ObjectLockEnabled: true,
      ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode, Days } } },
    })
    await s3.createBucket(this.bucket, locked('GOVERNANCE', 30))
    await s3.createBucket(this.ledgerBucket, locked('COMPLIANCE', 3653))
  }

  async stored(): Promise<Stored> {
    const { dynamodb, s3, mailbox } = this.house.services.services
    const [all, versions, mails] = await Promise.all([
      Promise.all(tableNames.map(async (name) => [name, await dynamodb.items(name)] as const)),
      Promise.all([s3.versions(this.bucket), s3.versions(this.ledgerBucket)]),
      mailbox.list(),
    ])
    return {
      tables: Object.fromEntries(all) as unknown as Tables,
      objects: versions
        .flat()
        .map(({ key }) => key)
        .sort(),
      mails: mails.slice(this.#mailsBefore).flatMap(({ to }) => to),
    }
  }

  async keep(): Promise<Kept> {
    const { tables } = await this.stored()
    const kept = await Promise.all(
      (['bucket', 'ledgerBucket'] as const).map((bucket) => this.#objectsIn(bucket)),
    )
    const objects = kept.flat()
    return { tables, objects, now: this.house.now() }
  }

  async #objectsIn(bucket: KeptObject['bucket']): Promise<KeptObject[]> {
    const Bucket = this[bucket]
    const found = await this.house.services.services.s3.versions(Bucket)
    return Promise.all(
      found.map(async ({ key }) => {
        const { Body } = await this.#clients.s3.send(new GetObjectCommand({ Bucket, Key: key }))
        return { bucket, key, bytes: (await Body?.transformToByteArray()) ?? new Uint8Array() }
      }),
    )
  }

  /** Back to what was kept, with an empty mailbox. Objects are put anew, where any changed. */
  async restore({ tables, objects, now }: Kept, from?: Stored): Promise<void> {
    const there = from ?? (await this.stored())
    const writes = tableNames.flatMap((name) => changesTo(name, there.tables[name], tables[name]))
    await this.#write(writes)
    const kept = objects.map(({ key }) => key).sort()
    if (there.objects.join() !== kept.join()) {
      await this.#newBucket()
      for (const { bucket, key: Key, bytes: Body } of objects)
        await this.#clients.s3.send(new PutObjectCommand({ Bucket: this[bucket], Key, Body }))
    }
    this.#mailsBefore += there.mails.length
    this.house.travelTo(now)
    this.house.logged.length = 0
  }

  /** Tables as a restore leaves them: the buckets and the time stay, and the tables have other names. */
  async putBack({ tables }: Pick<Stored, 'tables'>): Promise<void> {
    const there = await this.stored()
    const writes = tableNames.flatMap((name) => changesTo(name, there.tables[name], tables[name]))
    await this.#write(writes)
    const mark = { pk: 'TOMBSTONES', sk: 'REPLAYED', tables: 'others', done: true }
    const write = this.house.table('RECORDS_TABLE').put(mark)
    await transact(this.#clients.dynamodb, [{ write }])
  }

  async #write(writes: readonly Write[]): Promise<void> {
    for (let first = 0; first < writes.length; first += 100)
      await transact(this.#clients.dynamodb, writes.slice(first, first + 100))
  }

  close(): Promise<void> {
    return this.house.close()
  }
}

export const beginning = MORNING

/** What makes one list of items into another. */
function changesTo(
  TableName: HouseTable,
  from: readonly RawItem[],
  to: readonly RawItem[],
): Write[] {
  const names = houseTables[TableName].KeySchema.map(({ AttributeName }) => AttributeName)
  const keyOf = (item: RawItem) => names.map((name) => item[name]?.S).join('\n')
  const byKey = (items: readonly RawItem[]) => new Map(items.map((item) => [keyOf(item), item]))
  const [there, wanted] = [byKey(from), byKey(to)]
  const puts = [...wanted].flatMap(([key, item]) =>
    JSON.stringify(there.get(key)) === JSON.stringify(item)
      ? []
      : [{ write: { Put: { TableName, Item: withBytes(item) } } }],
  )
  const deletes = [...there].flatMap(([key, item]) => {
    if (wanted.has(key)) return []
    const Key = Object.fromEntries(names.map((name) => [name, item[name]]))
    return [{ write: { Delete: { TableName, Key } } }]
  })
  return [...puts, ...deletes] as Write[]
}

/** As the SDK wants what the engine keeps in base 64. */
function withBytes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withBytes)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [
      name,
      name === 'B' && typeof each === 'string' ? Buffer.from(each, 'base64') : withBytes(each),
    ]),
  )
}
