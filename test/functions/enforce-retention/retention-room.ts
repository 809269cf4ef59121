import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { documentsContext } from '../../../functions/documents-api/context.ts'
import { documentEndpoints } from '../../../functions/documents-api/endpoints.ts'
import {
  type RetentionContext,
  retentionContext,
} from '../../../functions/enforce-retention/context.ts'
import {
  enforceRetention,
  type RetentionCounts,
} from '../../../functions/enforce-retention/enforce-retention.ts'
import { processNotesContext } from '../../../functions/process-notes-api/context.ts'
import { processNoteEndpoints } from '../../../functions/process-notes-api/endpoints.ts'
import { retentionEndpoints } from '../../../functions/records-api/retention-endpoints.ts'
import { clientChain, clientKey } from '../../../shared/aws/client-table.ts'
import { DisposalTable, disposalItem, disposalKey } from '../../../shared/aws/disposal-table.ts'
import { type Item, toRaw } from '../../../shared/aws/item.ts'
import { LedgerTable } from '../../../shared/aws/ledger-table.ts'
import { retentionPlace } from '../../../shared/aws/retention-index.ts'
import { transact } from '../../../shared/aws/transact.ts'
import { Client } from '../../../shared/client/client.ts'
import { type Instant, localDate } from '../../../shared/clock.ts'
import { newId, partsOf } from '../../../shared/id.ts'
import { approveDisposal } from '../../../shared/retention/approve-disposal.ts'
import { Disposal } from '../../../shared/retention/disposal.ts'
import { defaultRetentionPolicy, earliestDisposal } from '../../../shared/retention/policy.ts'
import { allowAll } from '../../infra/local/services/start-services.ts'
import { type Caller, from, type House, type Practice } from '../harness.ts'
import { expected, NoteRoom } from '../records-api/note-room.ts'

/** The first day on which a client served in January 2026 may be proposed, at the run's hour. */
export const DUE: Instant = '2037-01-01T09:40:00.000Z'
const DAY = 86_400_000

/** Stands for an entry that records-api sealed: this function cannot open it. */
export const REGISTER_ENTRY = new Uint8Array([1, 2, 3])

/** A practice whose records grow old: rooms for notes, buckets, and the daily run. */
export class RetentionRoom {
  readonly notes: NoteRoom
  readonly house: House
  readonly practice: Practice
  readonly s3: S3Client

  private constructor(notes: NoteRoom, s3: S3Client) {
    this.notes = notes
    this.house = notes.house
    this.practice = notes.practice
    this.s3 = s3
  }

  static async open(): Promise<RetentionRoom> {
    const notes = await NoteRoom.open()
    const { services } = notes.house
    const lock = (Mode: string, Days: number) => ({
      VersioningConfiguration: { Status: 'Enabled' },
      ObjectLockEnabled: true,
      ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode, Days } } },
    })
    await services.services.s3.createBucket('documents', lock('GOVERNANCE', 30))
    await services.services.s3.createBucket('ledger', lock('COMPLIANCE', 3653))
    return new RetentionRoom(notes, services.clientsOf('Buckets', allowAll).s3)
  }

  get env() {
    return { ...this.house.env, DOCUMENTS_BUCKET: 'documents', LEDGER_BUCKET: 'ledger' }
  }

  /** As after a cold start. */
  context(aws: { db?: DynamoDBClient; s3?: S3Client } = {}): RetentionContext {
    const env = this.env as unknown as Parameters<typeof retentionContext>[0]
    return retentionContext(env, { db: this.house.db, s3: this.s3, ...aws }, this.house.now)
  }

  run(
    { only, timeLeft = () => true }: { only?: 'unfinished'; timeLeft?: () => boolean } = {},
    context = this.context(),
  ): Promise<RetentionCounts> {
    return enforceRetention(context, { only, timeLeft })
  }

  processNotes(): (name: string) => Caller {
    const env = this.house.env as unknown as Parameters<typeof processNotesContext>[0]
    const context = processNotesContext(env, this.house, this.house.now)
    const as = this.house.serve(context.findMember, processNoteEndpoints(context))
    return (name) => as(this.practice, name)
  }

  documents(): (name: string) => Caller {
    const env = this.env as unknown as Parameters<typeof documentsContext>[0]
    const context = documentsContext(env, { db: this.house.db, s3: this.s3 }, this.house.now)
    const as = this.house.serve(context.findMember, documentEndpoints(context))
    return (name) => as(this.practice, name)
  }

  /** A client with a signed note, its document in two versions, and process notes of some authors. */
  async record(
    authors: readonly string[] = ['baker', 'novak'],
  ): Promise<{ clientId: string; noteId: string; processNoteId: string }> {
    const { clientId, noteId } = await this.notes.signed()
    const { own } = partsOf(noteId)
    for (const body of ['one', 'two'])
      await this.putObject(`documents/${clientId}/${own}/v1.pdf`, body)
    await this.putObject(`documents/${clientId}/${own}/0.sealed`, 'sealed')
    const as = this.processNotes()
    const path = `/v1/clients/${clientId}/process-notes`
    const made: string[] = []
    for (const name of authors) {
      const answer = await as(name).post(path, { text: 'A thought.' })
      made.push(expected(answer, 201).processNoteId)
    }
    const [processNoteId = ''] = made
    return { clientId, noteId, processNoteId }
  }

  async putObject(Key: string, Body: string): Promise<void> {
    await this.s3.send(new PutObjectCommand({ Bucket: 'documents', Key, Body }))
  }

  /** Many items at once, as notes would leave them; nobody opens these. */
  async fill(clientId: string, notes: number): Promise<void> {
    const { pk } = clientKey(this.practice.id, clientId)
    const records = this.house.table('RECORDS_TABLE')
    const writes = Array.from({ length: notes }, () => newId()).flatMap((own) =>
      [`H#2026-01-14T15:00:00.000Z#${own}`, `N#${own}#0`, `N#${own}#200000001`].map((sk) => ({
        write: records.put({ pk, sk, sealed: new Uint8Array(500) }),
      })),
    )
    for (let at = 0; at < writes.length; at += 99)
      await transact(this.house.db, writes.slice(at, at + 99))
  }

  /** A client without a record, whose day is the first of January 2037, or another. */
  async bareClient(change: Partial<Client> = {}): Promise<string> {
    const clientId = change.clientId ?? newId()
    const client: Client = {
      clientId,
      practiceId: this.practice.id,
      state: 'closed',
      careTeam: [],
      barred: [],
      openDrafts: 0,
      holds: 0,
      retention: { lastServiceOn: '2026-01-14', birthYear: 1980 },
      openedAt: this.house.now(),
      version: 1,
      ...change,
    }
    const chain = clientChain(client.practiceId, clientId)
    const event = {
      chain,
      type: 'client_opened' as const,
      actorId: this.practice.memberId('admin'),
      at: client.openedAt,
      about: { version: '1' },
    }
    const item = {
      ...clientKey(client.practiceId, clientId),
      ...client,
      ...retentionPlace(clientId, defaultRetentionPolicy, client.retention),
    }
    const ledger = new LedgerTable(this.house.db, 'LEDGER_TABLE')
    await ledger.commit([{ chain, head: undefined, event }], () => [
      { write: this.house.table('RECORDS_TABLE').putNew(item) },
    ])
    return clientId
  }

  async disposal(clientId: string): Promise<Disposal | undefined> {
    const disposals = new DisposalTable(this.house.db, this.house.table('RECORDS_TABLE'))
    return (await disposals.find(this.practice.id, clientId))?.disposal
  }

  clientItem(clientId: string): Promise<Item | undefined> {
    return this.house.table('RECORDS_TABLE').get(clientKey(this.practice.id, clientId))
  }

  /** Changes the client's item as another function would have. */
  async setClient(clientId: string, set: Item): Promise<void> {
    const records = this.house.table('RECORDS_TABLE')
    const write = records.update(clientKey(this.practice.id, clientId), { set })
    await transact(this.house.db, [{ write }])
  }

  /** Two members approve what was proposed, or only one. */
  async approve(clientId: string, by: readonly string[] = ['keeper', 'admin']): Promise<void> {
    const records = this.house.table('RECORDS_TABLE')
    const ledger = new LedgerTable(this.house.db, 'LEDGER_TABLE')
    const disposals = new DisposalTable(this.house.db, records)
    const chain = clientChain(this.practice.id, clientId)
    for (const name of by) {
      const client = Client.parse(await this.clientItem(clientId))
      const before = await this.disposal(clientId)
      if (!before) throw new Error('nothing was proposed')
      const now = this.house.now()
      const memberId = this.practice.memberId(name)
      const after = approveDisposal(before, client, defaultRetentionPolicy, {
        memberId,
        authTime: Date.parse(now) / 1000,
        at: now,
        version: before.version,
        today: localDate(now, 'America/New_York'),
      })
      const event = {
        chain,
        type: 'disposal_approved' as const,
        actorId: memberId,
        at: now,
        about: { version: String(after.version) },
      }
      const refuse = () => {
        throw new Error('not as it was read')
      }
      await ledger.commit([{ chain, head: await ledger.head(chain), event }], () => [
        disposals.change(before, after, refuse, REGISTER_ENTRY),
      ])
    }
  }

  /** Holds, the review list, approvals and the register, as people have them. */
  review(): (name: string) => Caller {
    const context = this.house.recordsContext()
    const as = this.house.serve(context.findMember, retentionEndpoints(context))
    return (name) => as(this.practice, name)
  }

  /** Proposed on its day, approved by two through the API; the notice period is over. */
  async approvedByMembers(clientId: string): Promise<void> {
    const item = await this.clientItem(clientId)
    this.house.travelTo(`${item?.['retentionDate']}T09:40:00.000Z`)
    await this.run()
    const as = this.review()
    for (const name of ['keeper', 'admin']) {
      const path = `/v1/disposals/${clientId}`
      const { headers } = await as(name).get(path)
      const answer = await as(name).post(`${path}/approvals`, {}, from(headers['etag']))
      expected(answer, 200)
    }
    this.house.advance(30 * DAY)
  }

  /** A bare client's disposal as two approvals and the notice period leave it. */
  async approvedItem(clientId: string): Promise<void> {
    const client = Client.parse(await this.clientItem(clientId))
    const { practiceId, retention, version } = client
    const chain = clientChain(practiceId, clientId)
    const now = this.house.now()
    const approvals = ['keeper', 'admin'].map((name) => ({
      memberId: this.practice.memberId(name),
      at: now,
    }))
    const { on, rule } = earliestDisposal(defaultRetentionPolicy, retention)
    const disposal = Disposal.parse({
      state: 'approved',
      clientId,
      practiceId,
      proposedAt: now,
      dueOn: on,
      rule,
      facts: retention,
      version: 3,
      approvals,
      destroyAfter: now,
      clientVersion: version,
    })
    if (this.house.now() < `${on}T09:40:00.000Z`) this.house.travelTo(`${on}T09:40:00.000Z`)
    const ledger = new LedgerTable(this.house.db, 'LEDGER_TABLE')
    const event = {
      chain,
      type: 'disposal_approved' as const,
      actorId: this.practice.memberId('admin'),
      at: now,
      about: { version: '3' },
    }
    await ledger.commit([{ chain, head: await ledger.head(chain), event }], () => [
      { write: this.house.table('RECORDS_TABLE').put(disposalItem(disposal, REGISTER_ENTRY)) },
    ])
  }

  /** Proposed on its day, approved by two; the notice period is over. */
  async approved(clientId: string): Promise<void> {
    const item = await this.clientItem(clientId)
    const day = `${item?.['retentionDate']}T09:40:00.000Z`
    if (this.house.now() < day) this.house.travelTo(day)
    await this.run()
    await this.approve(clientId)
    this.house.advance(30 * DAY)
  }

  async objects(bucket: 'documents' | 'ledger', prefix = ''): Promise<string[]> {
    const all = await this.house.services.services.s3.versions(bucket)
    return all.map(({ key }) => key).filter((key) => key.startsWith(prefix))
  }

  /** Puts an item of any table back, as it was. */
  async putBack(table: string, item: Item): Promise<void> {
    await transact(this.house.db, [{ write: { Put: { TableName: table, Item: toRaw(item) } } }])
  }

  disposalKey = (clientId: string) => disposalKey(this.practice.id, clientId)

  close(): Promise<void> {
    return this.notes.close()
  }
}
