import { vi } from 'vitest'
import { type RecordsContext, recordsContext } from '../../functions/records-api/context.ts'
import { foundPractice } from '../../shared/aws/founding-table.ts'
import { fromRaw, type Item, type RawItem } from '../../shared/aws/item.ts'
import { KeyRing } from '../../shared/aws/key-ring.ts'
import { LedgerTable } from '../../shared/aws/ledger-table.ts'
import { cardWrites } from '../../shared/aws/member-cards.ts'
import { memberKey, settingsKey } from '../../shared/aws/practice-reader.ts'
import { sealKms } from '../../shared/aws/seal-kms.ts'
import { Table } from '../../shared/aws/table.ts'
import { transact } from '../../shared/aws/transact.ts'
import type { Instant } from '../../shared/clock.ts'
import type { Endpoint } from '../../shared/http/endpoint.ts'
import { type FindMember, type HttpHandler, httpFunction } from '../../shared/http/http-function.ts'
import { derivedId, type Id } from '../../shared/id.ts'
import type { Member } from '../../shared/member/member.ts'
import { Founding } from '../../shared/practice/founding.ts'
import type { Settings } from '../../shared/practice/settings.ts'
import {
  allowAll,
  type Clients,
  keyPolicy,
  startServices,
  type TestServices,
} from '../infra/local/services/start-services.ts'
import { type HouseTable, houseTables } from './house-tables.ts'
import { type Answer, httpCall, ISSUER, type Request } from './http-call.ts'

const tableNames = Object.keys(houseTables) as HouseTable[]

/** A moment in winter on which nothing special happens to any clock. */
export const MORNING: Instant = '2026-01-14T15:00:00.000Z'

type MemberSketch = Partial<
  Pick<Member, 'roles' | 'supervisorId' | 'state' | 'name' | 'licence'>
> & {
  /** By the supervisor's own name in this sketch. */
  readonly supervisor?: string
}

/**
 * The stand-in services with empty tables and keys, and functions in this process. The clock stands
 * still until a test moves it; services and functions go by it alike.
 */
export class House {
  readonly services: TestServices
  readonly env: Readonly<Record<string, string>>
  readonly #clients: Clients
  /** What the functions logged, for tests of what must not be in it. */
  readonly logged: string[] = []
  #now: Instant = MORNING

  private constructor(services: TestServices, env: Record<string, string>, clients: Clients) {
    this.services = services
    this.env = env
    this.#clients = clients
    for (const level of ['info', 'error', 'warn'] as const)
      vi.spyOn(console, level).mockImplementation((...words) => {
        this.logged.push(words.join(' '))
      })
  }

  /**
   * @param latencyMs no service answers sooner, so that what was sent at once is seen to overlap
   * @param started other stand-ins than those that answer over HTTP
   */
  static async start({
    latencyMs = 0,
    started,
  }: {
    latencyMs?: number
    started?: TestServices
  } = {}): Promise<House> {
    const services = started ?? (await startServices({ latencyMs }))
    const env: Record<string, string> = { SIGN_IN_METHOD: 'password and one-time code' }
    await Promise.all(
      tableNames.map((name) => services.services.dynamodb.createTable(name, houseTables[name])),
    )
    for (const name of tableNames) env[name] = name
    const keyOf = async (name: string, spec?: { KeySpec: string; KeyUsage: string }) =>
      (await services.services.kms.createKey(name, { KeyPolicy: keyPolicy, ...spec })).keyArn
    env['SEAL_KEY_ARN'] = await keyOf('Seal')
    env['PROCESS_SEAL_KEY_ARN'] = await keyOf('ProcessSeal')
    const signing = { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' }
    env['STATEMENT_KEY_ARN'] = await keyOf('Statement', signing)
    // Cheaper to make than the RSA key that it is in AWS; here it is only asked for its public half.
    env['DOCUMENT_KEY_ARN'] = await keyOf('Document', signing)
    const house = new House(services, env, services.clientsOf('House', allowAll))
    house.travelTo(MORNING)
    return house
  }

  readonly now = (): Instant => this.#now

  travelTo(moment: Instant): void {
    this.services.advance(Date.parse(moment) - this.services.now())
    this.#now = moment
  }

  advance(milliseconds: number): void {
    this.travelTo(new Date(Date.parse(this.#now) + milliseconds).toISOString())
  }

  get db() {
    return this.#clients.dynamodb
  }

  get kms() {
    return this.#clients.kms
  }

  table(name: HouseTable): Table {
    return new Table(this.db, name)
  }

  /** As after a cold start: nothing is remembered. */
  recordsContext(aws: Pick<House, 'db' | 'kms'> = this): RecordsContext {
    const env = this.env as Parameters<typeof recordsContext>[0]
    return recordsContext(env, { db: aws.db, kms: aws.kms }, this.now)
  }

  /** All items of these tables (by default all but the access trail), to show that nothing changed. */
  async snapshot(
    names: readonly HouseTable[] = tableNames.filter((name) => name !== 'ACCESS_TABLE'),
  ): Promise<Record<string, unknown[]>> {
    const tables = names.map(async (name) => {
      const items = await this.services.services.dynamodb.items(name)
      return [name, items.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))]
    })
    return Object.fromEntries(await Promise.all(tables))
  }

  /** In plain values. */
  async items(name: HouseTable): Promise<Item[]> {
    const items = await this.services.services.dynamodb.items(name)
    return items.map((raw) => fromRaw(raw as RawItem))
  }

  /** Founds a practice. There always is an `admin`; of others a sketch says what matters. */
  async practice(
    name: string,
    sketches: Readonly<Record<string, MemberSketch>> = {},
    settings: Partial<Settings> = {},
  ): Promise<Practice> {
    const tables = {
      records: this.table('RECORDS_TABLE'),
      copies: this.table('PROCESS_ACCESS_TABLE'),
      ledger: new LedgerTable(this.db, 'LEDGER_TABLE'),
      keys: new KeyRing(
        this.db,
        'KEYS_TABLE',
        'noteseal-keys',
        sealKms(this.kms, this.env['SEAL_KEY_ARN'] ?? ''),
      ),
    }
    const { practiceId, memberId } = await foundPractice(
      tables,
      Founding.parse({
        practice: {
          name: `${name} practice`,
          address: ['1 Test Street', 'Portland, ME 04101'],
          zone: 'America/New_York',
          ...settings,
        },
        admin: {
          name: 'Ada Admin',
          email: `admin@${name}.test`,
          subject: `${name}/admin`,
          issuer: ISSUER,
        },
      }),
      this.now,
    )
    const found = await tables.records.get(memberKey(practiceId, memberId))
    const admin = found?.['member'] as Member
    const ids = new Map([['admin', memberId]])
    for (const each of Object.keys(sketches))
      ids.set(each, derivedId('test member', practiceId, each))
    const members = Object.entries(sketches).map(([each, sketch]) =>
      memberOf(name, each, sketch, ids),
    )
    await transact(this.db, [
      ...members.map((member) => ({
        write: tables.records.putNew({
          ...memberKey(practiceId, member.memberId),
          member,
          version: 1,
        }),
      })),
      ...cardWrites(tables.records, tables.copies, {
        practiceId,
        issuer: ISSUER,
        before: [admin],
        after: [admin, ...members],
      }),
    ])
    return new Practice(this, practiceId, name, ids)
  }

  /** Some endpoints behind the function that dispatches to them, to be called by members. */
  serve(
    findMember: FindMember,
    endpoints: readonly Endpoint[],
    options?: Parameters<typeof httpFunction>[2],
  ) {
    const handler = httpFunction(findMember, endpoints, options)
    return (practice: Practice, name: string, more: { authTime?: number } = {}): Caller =>
      new Caller(handler, {
        subject: practice.subject(name),
        authTime: Math.floor(Date.parse(this.#now) / 1000),
        ...more,
      })
  }

  async close(): Promise<void> {
    vi.restoreAllMocks()
    await this.services.close()
  }
}

/** One practice of a house, and its members by the names a test gave them. */
export class Practice {
  readonly house: House
  readonly id: Id
  readonly name: string
  readonly #ids: ReadonlyMap<string, Id>

  constructor(house: House, id: Id, name: string, ids: ReadonlyMap<string, Id>) {
    this.house = house
    this.id = id
    this.name = name
    this.#ids = ids
  }

  memberId(name: string): Id {
    const id = this.#ids.get(name)
    if (id === undefined) throw new Error(`nobody called ${name}`)
    return id
  }

  /** The `sub` of a member's tokens. */
  subject(name: string): string {
    return `${this.name}/${name}`
  }

  async changeSettings(change: Partial<Settings>): Promise<void> {
    const records = this.house.table('RECORDS_TABLE')
    const item = await records.get(settingsKey(this.id))
    const settings = { ...(item?.['settings'] as Settings), ...change }
    await transact(this.house.db, [
      { write: records.put({ ...item, ...settingsKey(this.id), settings }) },
    ])
  }

  /** Of the member alone; their card is as it was. */
  async changeMember(name: string, change: Partial<Member>): Promise<void> {
    const records = this.house.table('RECORDS_TABLE')
    const key = memberKey(this.id, this.memberId(name))
    const item = await records.get(key)
    const member = { ...(item?.['member'] as Member), ...change }
    await transact(this.house.db, [{ write: records.put({ ...item, ...key, member }) }])
  }
}

type Headers = Readonly<Record<string, string>>

/** A member with a verified token. */
export class Caller {
  readonly #handler: HttpHandler
  readonly #token: Pick<Request, 'subject' | 'authTime'>

  constructor(handler: HttpHandler, token: Pick<Request, 'subject' | 'authTime'>) {
    this.#handler = handler
    this.#token = token
  }

  get = (path: string): Promise<Answer> => this.#send({ method: 'GET', path })

  post = (path: string, body: unknown, headers?: Headers): Promise<Answer> =>
    this.#send({ method: 'POST', path, body, headers })

  put = (path: string, body: unknown, headers?: Headers): Promise<Answer> =>
    this.#send({ method: 'PUT', path, body, headers })

  delete = (path: string, headers?: Headers): Promise<Answer> =>
    this.#send({ method: 'DELETE', path, headers })

  #send(request: Omit<Request, 'subject' | 'authTime'>): Promise<Answer> {
    return httpCall(this.#handler, { ...request, ...this.#token })
  }
}

/** Headers of a change made from the state that this ETag names. */
export const from = (etag: string | undefined) => ({ 'if-match': etag ?? '' })

export const once = (key: string) => ({ 'idempotency-key': key })

function memberOf(
  practice: string,
  name: string,
  { supervisor, ...sketch }: MemberSketch,
  ids: ReadonlyMap<string, Id>,
): Member {
  const idOf = (each: string) => ids.get(each) ?? ''
  return {
    memberId: idOf(name),
    name: `Dr. ${name}`,
    credentials: 'PhD',
    roles: ['clinician'],
    licence: { number: 'PS-1234', state: 'ME', type: 'Psychologist' },
    email: `${name}@${practice}.test`,
    subject: `${practice}/${name}`,
    state: 'active',
    version: 1,
    ...(supervisor !== undefined && { supervisorId: idOf(supervisor) }),
    ...sketch,
  }
}
