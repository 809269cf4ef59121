import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { founder } from '../../../functions/found-practice/found-practice.ts'
import { practiceContext } from '../../../functions/practice-api/context.ts'
import { practiceEndpoints } from '../../../functions/practice-api/endpoints.ts'
import { exportChain } from '../../../shared/aws/export-chain.ts'
import { directoryKeyId, KeyRing } from '../../../shared/aws/key-ring.ts'
import { LedgerTable } from '../../../shared/aws/ledger-table.ts'
import { practiceIds } from '../../../shared/aws/practices.ts'
import { sealKms } from '../../../shared/aws/seal-kms.ts'
import { httpFunction } from '../../../shared/http/http-function.ts'
import { verifyChain } from '../../../shared/ledger/verify-chain.ts'
import { House } from '../harness.ts'
import { httpCall, ISSUER } from '../http-call.ts'

const event = {
  practice: {
    name: 'Harbor Light Counseling',
    address: ['12 Quay Street', 'Portland, ME 04101'],
    zone: 'America/New_York',
  },
  admin: {
    name: 'Ada Admin',
    email: 'ada@example.org',
    issuer: ISSUER,
    subject: 'ada',
  },
}

let house: House
let found: ReturnType<typeof founder>

beforeAll(async () => {
  house = await House.start()
})
afterAll(() => house.close())

const keys = () =>
  new KeyRing(
    house.db,
    'KEYS_TABLE',
    'noteseal-keys',
    sealKms(house.kms, house.env['SEAL_KEY_ARN'] ?? ''),
  )

const tables = () => ({
  records: house.table('RECORDS_TABLE'),
  copies: house.table('PROCESS_ACCESS_TABLE'),
  ledger: new LedgerTable(house.db, 'LEDGER_TABLE'),
  keys: keys(),
})

beforeEach(() => {
  found = founder(tables(), house.now)
})

describe('founding a practice', () => {
  it('lets the first admin in, with the defaults of a practice that decided nothing yet', async () => {
    const { practiceId, memberId } = await found(event)
    const env = house.env as Parameters<typeof practiceContext>[0]
    const context = practiceContext(env, { db: house.db }, house.now)
    const handler = httpFunction(context.findMember, practiceEndpoints(context))
    const me = { method: 'GET', subject: 'ada', authTime: 0 } as const
    const { body } = await httpCall(handler, { ...me, path: '/v1/me' })
    expect(body.member).toMatchObject({ memberId, name: 'Ada Admin', roles: ['admin'], version: 1 })
    const settings = await httpCall(handler, { ...me, path: '/v1/settings' })
    expect(settings.body).toEqual({
      ...event.practice,
      practiceId,
      paper: 'us-letter',
      lateRule: { dueAfterHours: 24, reminderBeforeHours: 4, supervisorAfterHours: 24 },
      digestHour: 7,
      coSignatureWithinHours: 72,
      retention: {
        yearsAfterLastService: 10,
        yearsAfterMajority: 8,
        majorityAge: 18,
        noticeDays: 30,
      },
      version: 1,
    })
  })

  it('may be repeated: nothing changes and the answer is the same', async () => {
    const first = await found(event)
    const before = await house.snapshot()
    expect(await found({ ...event })).toEqual(first)
    expect(await house.snapshot()).toEqual(before)
  })

  it('makes the key that seals the directory, and puts the practice among the practices', async () => {
    const { practiceId } = await found(event)
    const sealed = await keys().seal(directoryKeyId(practiceId), { name: 'x' }, { kind: 'test' })
    expect(sealed.length).toBeGreaterThan(1000)
    expect(await practiceIds(house.table('RECORDS_TABLE'))).toEqual([practiceId])
  })

  it('begins the ledger of the practice', async () => {
    const { practiceId, memberId } = await found(event)
    const { ledger } = tables()
    const { events, head, chain } = await exportChain(ledger, `P#${practiceId}`, house.now())
    expect(verifyChain(events, { chain, head })).toEqual([])
    expect(events).toMatchObject([
      { type: 'practice_founded', actorId: memberId, about: { memberId } },
    ])
  })
})

describe('refused, and nothing is stored', () => {
  it.each([
    [
      'other settings for the practice that this account founded',
      { ...event, practice: { ...event.practice, name: 'Other' } },
      /^practice_exists$/,
    ],
    [
      'a zone that does not exist',
      { ...event, practice: { ...event.practice, zone: 'Mars/Olympus' } },
      /^invalid_request; \/practice\/zone is not an IANA time zone$/,
    ],
    [
      'a first member who is no admin',
      { ...event, admin: { ...event.admin, subject: 'b', roles: ['biller'] } },
      /\/admin\/roles must include admin/,
    ],
    [
      'a first admin who cannot sign in',
      { ...event, admin: { name: 'A', email: 'a@example.org', issuer: ISSUER } },
      /\/admin\/subject is missing/,
    ],
    ['a field that is not known', { ...event, plan: 'gold' }, /has a field that is not known/],
    ['nothing at all', undefined, /^invalid_request/],
  ])('%s', async (_what, wrong, message) => {
    await found(event)
    const before = await house.snapshot()
    await expect(found(wrong)).rejects.toThrow(message)
    expect(await house.snapshot()).toEqual(before)
  })

  it('an account that is a member of another practice', async () => {
    const south = await house.practice('south', { boss: { roles: ['supervisor'] } })
    const before = await house.snapshot()
    const admin = { ...event.admin, subject: south.subject('boss') }
    await expect(found({ ...event, admin })).rejects.toThrow(/^account_in_use$/)
    expect(await house.snapshot()).toEqual(before)
  })
})
