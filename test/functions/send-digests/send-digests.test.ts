import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { digestsContext } from '../../../functions/send-digests/context.ts'
import { sendDigests } from '../../../functions/send-digests/send-digests.ts'
import { DigestClaims } from '../../../shared/aws/digest-claims.ts'
import { allowAll } from '../../infra/local/services/start-services.ts'
import { House, type Practice } from '../harness.ts'
import { putObligation } from '../record-items.ts'

const APP = 'https://app.example.org'

let house: House
let north: Practice

/** In New York, where the digest hour is 7: noon UTC in winter. */
beforeEach(async () => {
  house = await House.start()
  north = await house.practice('north', {
    sue: { roles: ['clinician', 'supervisor'] },
    ian: { supervisor: 'sue' },
    ann: {},
    gone: { state: 'left' },
  })
})
afterEach(() => house.close())

type Context = ReturnType<typeof digestsContext>

function context(more: Partial<Context> = {}): Context {
  const { dynamodb, ses } = house.services.clientsOf('Digests', allowAll)
  const env = {
    RECORDS_TABLE: 'RECORDS_TABLE',
    MAIL_FROM: 'noteseal@example.org',
    MAIL_CONFIGURATION_SET: 'mails',
    APP_URL: APP,
  }
  return { ...digestsContext(env, { db: dynamodb, ses }, house.now), ...more }
}

const send = (more: Partial<Context> = {}) => sendDigests(context(more))

const mailed = async () =>
  (await house.services.services.mailbox.list()).map(({ to }) => to[0]?.split('@')[0])

const owe = (name: string, more: Parameters<typeof putObligation>[2]) =>
  putObligation(north, north.memberId(name), more)

describe('who hears', () => {
  it('is whoever has something late or soon due, nobody else', async () => {
    await owe('ann', { level: 'reminder', dueInHours: 2 })
    await owe('ian', { level: 'none', dueInHours: 20 })
    await owe('sue', { level: 'late', state: 'done' })
    await owe('gone', { level: 'late' })
    expect(await send()).toEqual({ sent: 1 })
    expect(await mailed()).toEqual(['ann'])
  })

  it('is a supervisor, of what is long overdue among those they supervise and of co-signatures', async () => {
    await owe('ian', { level: 'supervisor', dueInHours: -30 })
    await owe('ian', { level: 'late', dueInHours: -3 })
    await owe('sue', { kind: 'co-signature', level: 'none', dueInHours: 30 })
    await send()
    expect((await mailed()).sort()).toEqual(['ian', 'sue'])
    const [sues] = (await house.services.services.mailbox.list()).filter(({ to }) =>
      to[0]?.startsWith('sue'),
    )
    expect(sues?.text).toContain('1 note waits for your co-signature')
    expect(sues?.text).toContain('1 note is long overdue, of people you supervise')
    expect(sues?.text).not.toContain('late.')
  })
})

describe('when', () => {
  const hours = 3_600_000

  it('is from the digest hour of the practice’s zone on, once a day', async () => {
    await owe('ann', { level: 'late', dueInHours: -1 })
    house.travelTo('2026-01-15T11:59:00.000Z')
    expect(await send()).toEqual({ sent: 0 })
    house.travelTo('2026-01-15T12:00:00.000Z')
    expect(await send()).toEqual({ sent: 1 })
    for (let quarter = 0; quarter < 4; quarter++) {
      house.advance(hours / 4)
      expect(await send()).toEqual({ sent: 0 })
    }
    house.travelTo('2026-01-16T04:59:00.000Z')
    expect(await send()).toEqual({ sent: 0 })
    house.travelTo('2026-01-16T12:00:00.000Z')
    expect(await send()).toEqual({ sent: 1 })
  })

  it('is once on the day whose digest hour does not exist, and once on the day that has it twice', async () => {
    await north.changeSettings({ digestHour: 2 })
    await owe('ann', { level: 'late', dueInHours: -1 })
    // Spring: 2 o'clock does not exist, 3 EDT is 7 UTC.
    const spring: number[] = []
    for (const minute of ['06:45', '07:00', '07:15', '12:00']) {
      house.travelTo(`2026-03-08T${minute}:00.000Z`)
      spring.push((await send()).sent)
    }
    expect(spring).toEqual([0, 1, 0, 0])
    // Autumn: 1 o'clock is at 5 and at 6 UTC.
    await north.changeSettings({ digestHour: 1 })
    const autumn: number[] = []
    for (const minute of ['04:45', '05:00', '05:45', '06:00', '06:45', '07:00']) {
      house.travelTo(`2026-11-01T${minute}:00.000Z`)
      autumn.push((await send()).sent)
    }
    expect(autumn).toEqual([0, 1, 0, 0, 0, 0])
  })

  it('is the local day of each practice', async () => {
    const west = await house.practice('west', { zoe: {} }, { zone: 'America/Los_Angeles' })
    await putObligation(west, west.memberId('zoe'), { level: 'late' })
    await owe('ann', { level: 'late' })
    house.travelTo('2026-01-15T12:00:00.000Z')
    expect(await send()).toEqual({ sent: 1 })
    expect(await mailed()).toEqual(['ann'])
    house.travelTo('2026-01-15T15:00:00.000Z')
    expect(await send()).toEqual({ sent: 1 })
    expect(await mailed()).toEqual(['ann', 'zoe'])
  })
})

describe('exactly one', () => {
  it('goes out when several runs happen at once', async () => {
    await owe('ann', { level: 'late' })
    await owe('ian', { level: 'late' })
    const runs = await Promise.all([send(), send(), send()])
    expect(runs.map(({ sent }) => sent).reduce((a, b) => a + b)).toBe(2)
    expect((await mailed()).sort()).toEqual(['ann', 'ian'])
  })

  it('goes out after a run crashed with a claim in hand: ten minutes later, not before', async () => {
    await owe('ann', { level: 'late' })
    const claims = new DigestClaims(house.db, house.table('RECORDS_TABLE'))
    expect(await claims.claim(north.id, '2026-01-14', north.memberId('ann'), house.now())).toBe(
      true,
    )
    expect(await send()).toEqual({ sent: 0 })
    house.advance(10 * 60_000 - 1)
    expect(await send()).toEqual({ sent: 0 })
    house.advance(1)
    expect(await send()).toEqual({ sent: 1 })
    house.advance(3_600_000)
    expect(await send()).toEqual({ sent: 0 })
  })

  it('does not wait for another that fails, and is made up for itself', async () => {
    await owe('ann', { level: 'late' })
    await owe('ian', { level: 'late' })
    const { mailer } = context()
    const failing: Context['mailer'] = {
      send: async (to, mail) => {
        if (to.startsWith('ann')) throw new Error('Secret words of a mail server')
        await mailer.send(to, mail)
      },
    }
    await expect(send({ mailer: failing })).rejects.toThrow('1')
    expect(await mailed()).toEqual(['ian'])
    expect(house.logged.join()).not.toContain('Secret words')
    house.advance(10 * 60_000)
    expect(await send()).toEqual({ sent: 1 })
    expect(await mailed()).toEqual(['ian', 'ann'])
  })

  it('leaves a mark that goes away by itself', async () => {
    await owe('ann', { level: 'late' })
    await send()
    const marks = (await house.items('RECORDS_TABLE')).filter(({ sk }) =>
      String(sk).startsWith('DIGEST#'),
    )
    expect(marks).toMatchObject([{ sentAt: house.now() }])
    const days = (Number(marks[0]?.['expires']) * 1000 - Date.parse(house.now())) / 86_400_000
    expect(days).toBeCloseTo(14, 3)
  })
})

it('what is mailed and logged names nobody: no name, no id, of client, session, member or practice', async () => {
  const obligation = await owe('ann', { level: 'late', dueInHours: -1 })
  await send()
  const [mail] = await house.services.services.mailbox.list()
  expect(mail).toMatchObject({
    from: 'noteseal@example.org',
    configurationSet: 'mails',
    subject: '1 note is late',
  })
  const whole = `${mail?.subject}\n${mail?.text}\n${mail?.html}`
  expect(whole).toContain(APP)
  for (const word of [
    obligation.clientId,
    obligation.obligationId,
    obligation.sessionId,
    north.id,
    north.memberId('ann'),
    'Dr. ann',
    'north',
  ])
    expect(whole).not.toContain(word)
  expect(house.logged.join('\n')).not.toMatch(/ann|@/)
})
