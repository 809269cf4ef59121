import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { clientEndpoints } from '../../../functions/records-api/client-endpoints.ts'
import { noteEndpoints } from '../../../functions/records-api/note-endpoints.ts'
import { retentionEndpoints } from '../../../functions/records-api/retention-endpoints.ts'
import { sessionEndpoints } from '../../../functions/records-api/session-endpoints.ts'
import { clientKey } from '../../../shared/aws/client-table.ts'
import { DisposalTable, type StoredDisposal } from '../../../shared/aws/disposal-table.ts'
import type { Item } from '../../../shared/aws/item.ts'
import { transact } from '../../../shared/aws/transact.ts'
import { Client } from '../../../shared/client/client.ts'
import { localDate } from '../../../shared/clock.ts'
import { defaultRetentionPolicy } from '../../../shared/retention/policy.ts'
import { proposeDisposal } from '../../../shared/retention/propose-disposal.ts'
import { type Caller, House, MORNING, type Practice } from '../harness.ts'
import { ada, people } from './sketches.ts'

/** When the record of somebody who came in the first winter only may be destroyed. */
export const LATER = '2037-01-05T15:00:00.000Z'

/** A practice years later: records that must no longer be kept, and who decides on them. */
export class DisposalRoom {
  readonly house: House
  readonly north: Practice

  private constructor(house: House, north: Practice) {
    this.house = house
    this.north = north
  }

  static async open(): Promise<DisposalRoom> {
    const house = await House.start()
    const north = await house.practice('north', {
      ...people,
      // May decide too, where they are not kept out of the record.
      cyd: { roles: ['custodian'] },
    })
    return new DisposalRoom(house, north)
  }

  close = () => this.house.close()

  as(
    name: string,
    {
      db = this.house.db,
      practice = this.north,
      ...more
    }: { db?: DynamoDBClient; practice?: Practice; authTime?: number } = {},
  ): Caller {
    const context = this.house.recordsContext({ db, kms: this.house.kms })
    const endpoints = [
      ...clientEndpoints(context),
      ...sessionEndpoints(context),
      ...noteEndpoints(context),
      ...retentionEndpoints(context),
    ]
    return this.house.serve(context.findMember, endpoints)(practice, name, more)
  }

  /** Opened in the first winter. */
  async client(demographics: object = ada): Promise<string> {
    const now = this.house.now()
    this.house.travelTo(MORNING)
    const { body } = await this.as('able').post('/v1/clients', { demographics })
    this.house.travelTo(now)
    return body.clientId
  }

  async item(clientId: string): Promise<Item> {
    const item = await this.house.table('RECORDS_TABLE').get(clientKey(this.north.id, clientId))
    if (!item) throw new Error('no such client')
    return item
  }

  get disposals(): DisposalTable {
    return new DisposalTable(this.house.db, this.house.table('RECORDS_TABLE'))
  }

  stored = (clientId: string): Promise<StoredDisposal | undefined> =>
    this.disposals.find(this.north.id, clientId)

  /** As the daily run does. */
  async propose(clientId: string): Promise<void> {
    const client = Client.parse(await this.item(clientId))
    const before = (await this.stored(clientId))?.disposal
    const now = this.house.now()
    const today = localDate(now, 'America/New_York')
    const after = proposeDisposal(client, before, defaultRetentionPolicy, { now, today })
    if (!after) throw new Error('must be kept')
    const change = this.disposals.change(before, after, () => {
      throw new Error('somebody was first')
    })
    await transact(this.house.db, [change])
  }

  async events(clientId: string): Promise<{ type: string; about: Record<string, string> }[]> {
    const { body } = await this.as('cora').get(`/v1/clients/${clientId}/ledger`)
    return body.events
  }
}
