import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '../../../shared/id.ts'
import { committedPart } from '../../../shared/ledger/commitment.ts'
import { verifyChain } from '../../../shared/ledger/verify-chain.ts'
import { from, once } from '../harness.ts'
import { refused } from '../refused.ts'
import { accept, expected, NoteRoom } from './note-room.ts'
import { CANARY, complete, PlanDeeds } from './plan-room.ts'

let room: NoteRoom
let deeds: PlanDeeds
let clientId: string
let diagnosisId: string

beforeAll(async () => {
  room = await NoteRoom.open()
  deeds = new PlanDeeds(room)
})
afterAll(() => room.close())

beforeEach(async () => {
  clientId = await room.client()
  diagnosisId = await deeds.diagnosis(clientId)
})

const path = () => `/v1/clients/${clientId}/plans`
const read = async (planId: string, who = 'baker') =>
  expected(await room.as(who).get(`/v1/plans/${planId}`), 200)
const states = async () =>
  expected(await room.as('biller').get(path()), 200).plans.map(
    ({ planId, state }: { planId: string; state: string }) => [planId, state],
  )
const openDrafts = async () => {
  const items = await room.house.items('RECORDS_TABLE')
  return items.find(({ sk, clientId: id }) => sk === 'CLIENT' && id === clientId)?.['openDrafts']
}

async function ledger() {
  const { body } = await room.as('baker').get(`/v1/clients/${clientId}/ledger`)
  const { keys } = (await room.as('keeper').get('/v1/keys')).body
  const publicKeys = new Map<string, Buffer>(
    keys.map(({ keyArn, spki }: Record<string, string>) => [
      keyArn,
      Buffer.from(spki ?? '', 'base64'),
    ]),
  )
  return {
    body,
    breaks: (signed: { nonce: string; ledger: { seq: number } }) =>
      verifyChain(body.events, {
        ...body,
        publicKeys,
        commitments: [
          { seq: signed.ledger.seq, nonce: signed.nonce, content: committedPart(signed) },
        ],
      }),
  }
}

describe('a plan', () => {
  it('begins empty with the client’s diagnoses, and keeps the record open', async () => {
    const { status, body, headers } = await room.as('baker').post(path(), undefined)
    expect([status, headers['etag']]).toEqual([201, '"1"'])
    expect(body).toMatchObject({
      plan: { state: 'draft', authorId: room.practice.memberId('baker') },
      draft: { diagnoses: [diagnosisId], problems: [] },
    })
    expect(await openDrafts()).toBe(1)
    expect((await ledger()).body.events.at(-1)).toMatchObject({
      type: 'plan_opened',
      about: { planId: body.plan.planId },
    })
  })

  it('is begun once, however often the same request asks', async () => {
    const ask = () => room.as('baker').post(path(), undefined, once('plan-key-1'))
    const answers = await Promise.all([ask(), ask(), ask()])
    for (const { status, body } of answers) expect([status, body]).toEqual([201, answers[0]?.body])
    expect([await openDrafts(), (await states()).length]).toEqual([1, 1])
  })

  it('is saved as it was typed, however little of it, and sealed', async () => {
    const planId = await deeds.open(clientId)
    const half = complete(diagnosisId, { necessity: ' Sleeps\n', agreement: { on: '2026-01-14' } })
    const { body, headers } = await deeds.save(planId, half)
    expect([headers['etag'], body.plan.version]).toEqual(['"2"', 2])
    expect((await read(planId)).draft).toEqual(half)
    expect(JSON.stringify(await room.house.snapshot())).not.toContain(CANARY)
  })

  it('is saved by one of two at once, and the same save is answered again', async () => {
    const planId = await deeds.open(clientId)
    const one = complete(diagnosisId, { necessity: 'One' })
    const two = complete(diagnosisId, { necessity: 'Two' })
    const answers = await Promise.all([deeds.save(planId, one), deeds.save(planId, two)])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412])
    const [won] = answers.filter(({ status }) => status === 200)
    expect((await deeds.save(planId, won?.body.draft)).body).toEqual(won?.body)
  })

  it('is signed: frozen, in the chain with KMS’s signature, no longer open', async () => {
    const planId = await deeds.open(clientId)
    await deeds.save(planId, complete(diagnosisId))
    const { status, body, headers } = await deeds.sign(planId)
    expect([status, headers['etag']]).toEqual([200, '"3"'])
    const { plan, signed } = body
    expect(plan).toMatchObject({ state: 'signed', reviewOn: '2026-04-14' })
    expect(signed.plan.diagnoses).toEqual([
      { code: 'F41.1', label: 'Generalized anxiety', since: '2026-01-05', principal: true },
    ])
    const { body: chain, breaks } = await ledger()
    expect(chain.events.at(-1)).toMatchObject({
      type: 'plan_signed',
      seq: signed.ledger.seq,
      about: { planId },
      signature: { meaning: 'author', statementVersion: 'plan/1' },
    })
    expect(breaks(signed)).toEqual([])
    const other = { ...signed, plan: { ...signed.plan, necessity: 'Other' } }
    expect(breaks(other)).toMatchObject([{ kind: 'bad_commitment' }])
    expect(await openDrafts()).toBe(0)
    expect((await read(planId)).signed).toEqual(signed)
  })

  it('is signed once, and the same request is answered again', async () => {
    const planId = await deeds.open(clientId)
    await deeds.save(planId, complete(diagnosisId))
    const answers = await Promise.all([deeds.sign(planId), deeds.sign(planId)])
    const again = await deeds.sign(planId)
    for (const { status, body } of [...answers, again])
      expect([status, body]).toEqual([200, answers[0]?.body])
    const { events } = (await ledger()).body
    expect(events.filter(({ type }: { type: string }) => type === 'plan_signed')).toHaveLength(1)
  })

  it('supersedes the one before it in the same write', async () => {
    const first = await deeds.signed(clientId, diagnosisId)
    const { body } = await room.as('baker').post(path(), undefined)
    const { planId } = body.plan
    expect(body.plan.reviews).toBe(first)
    const [goal] = body.draft.problems[0].goals
    expect(goal.since).toBe('2026-01-14')
    const reviewed = complete(diagnosisId, {
      problems: [
        {
          statement: 'Worry',
          goals: [{ ...goal, progress: { percent: 40, words: 'Four nights' } }],
        },
      ],
    })
    await deeds.save(planId, reviewed)
    const { signed } = expected(await deeds.sign(planId), 200)
    expect(signed.former).toEqual({ planId: first, from: '2026-01-14' })
    expect(await states()).toEqual(
      expect.arrayContaining([
        [planId, 'signed'],
        [first, 'superseded'],
      ]),
    )
    expect((await ledger()).body.events.at(-1).about).toEqual({ planId, supersedes: first })
  })

  it('is the only one in force, also of two that are signed at once', async () => {
    const [one, two] = [await deeds.open(clientId), await deeds.open(clientId, 'novak')]
    await deeds.save(one, complete(diagnosisId))
    await deeds.save(two, complete(diagnosisId), '"1"', 'novak')
    const answers = await Promise.all([deeds.sign(one), deeds.sign(two, '"2"', 'novak')])
    expect(answers.map(({ status }) => status)).toEqual([200, 200])
    expect((await states()).map(([, state]: string[]) => state).sort()).toEqual([
      'signed',
      'superseded',
    ])
  })

  it('is ended with a reason, and asked again the same way', async () => {
    const planId = await deeds.signed(clientId, diagnosisId)
    const { status, body, headers } = await deeds.end(planId, '"3"', 'keeper')
    expect([status, headers['etag'], body.endReason]).toEqual([200, '"4"', 'All is met'])
    expect((await deeds.end(planId, '"3"', 'keeper')).body).toEqual(body)
    expect(await read(planId)).toMatchObject({
      plan: { state: 'ended', endedBy: room.practice.memberId('keeper') },
      endReason: 'All is met',
      signed: { plan: { necessity: 'Sleeps four hours a night.' } },
    })
    expect((await ledger()).body.events.at(-1)).toMatchObject({ type: 'plan_ended' })
    const again = () => deeds.end(planId, '"4"')
    expect(await refused(room.house, again)).toMatchObject({ status: 409, type: 'plan_over' })
  })

  it('that comes to nothing is discarded, tells no word of it, and keeps no record open', async () => {
    const planId = await deeds.open(clientId)
    await deeds.save(planId, complete(diagnosisId))
    const { body } = await deeds.end(planId, '"2"', 'keeper')
    expect(body).toEqual({
      plan: expect.objectContaining({ state: 'discarded' }),
      endReason: 'All is met',
    })
    expect(await openDrafts()).toBe(0)
    expect((await read(planId)).draft.problems).toHaveLength(1)
  })
})

describe('a plan is not signed', () => {
  it.each<[string, () => Promise<string>, object, string | undefined, number, string]>([
    [
      'while something is missing',
      () => half({ necessity: '' }),
      {},
      undefined,
      422,
      'plan_incomplete',
    ],
    [
      'under words that are not in force',
      () => half(),
      accept('author/1'),
      undefined,
      422,
      'statement_not_accepted',
    ],
    [
      'without saying so',
      () => half(),
      { accepted: false },
      undefined,
      422,
      'statement_not_accepted',
    ],
    ['at an older version', () => half(), {}, '"1"', 412, 'stale_revision'],
  ])('%s', async (_how, planned, more, etag, status, type) => {
    const planId = await planned()
    const asking = () => deeds.sign(planId, etag, 'baker', more)
    expect(await refused(room.house, asking)).toMatchObject({ status, type })
  })

  it('on a sign-in of an hour ago', async () => {
    const planId = await half()
    const authTime = Math.floor(Date.parse(room.house.now()) / 1000) - 3600
    const asking = () =>
      room
        .as('baker', { authTime })
        .post(`/v1/plans/${planId}/signature`, accept('plan/1'), from('"2"'))
    expect(await refused(room.house, asking)).toMatchObject({ type: 'fresh_sign_in_required' })
  })

  it('and says all that is missing, by place', async () => {
    const planId = await deeds.open(clientId)
    const { body } = await refused(room.house, () => deeds.sign(planId, '"1"'))
    expect(body.errors.map(({ field }: { field: string }) => field)).toEqual([
      '/from',
      '/reviewOn',
      '/estimatedEndOn',
      '/problems',
      '/necessity',
      '/participation',
      '/agreement',
    ])
  })

  it('and not written on, once it is', async () => {
    const planId = await deeds.signed(clientId, diagnosisId)
    const saving = () => deeds.save(planId, complete(diagnosisId), '"3"')
    expect(await refused(room.house, saving)).toMatchObject({ status: 409, type: 'plan_not_draft' })
  })

  async function half(change: object = {}): Promise<string> {
    const planId = await deeds.open(clientId)
    expected(await deeds.save(planId, complete(diagnosisId, change)), 200)
    return planId
  }
})

describe('a draft is', () => {
  it.each(['novak', 'carter', 'vogel', 'admin', 'biller', 'keeper'])(
    'not %s’s to read or write',
    async (who) => {
      const planId = await deeds.open(clientId)
      const reading = () => room.as(who).get(`/v1/plans/${planId}`)
      expect(await refused(room.house, reading)).toMatchObject({ status: 403, type: 'not_allowed' })
      const saving = () => deeds.save(planId, complete(diagnosisId), '"1"', who)
      expect(await refused(room.house, saving)).toMatchObject({ status: 403, type: 'not_allowed' })
      const signing = () => deeds.sign(planId, '"1"', who)
      expect(await refused(room.house, signing)).toMatchObject({ status: 403, type: 'not_allowed' })
    },
  )

  it('its author’s supervisor’s to read', async () => {
    const planId = await deeds.open(clientId, 'novak')
    expect((await read(planId, 'vogel')).draft.diagnoses).toEqual([diagnosisId])
  })
})

describe('a signed plan is', () => {
  it.each(['novak', 'vogel', 'keeper'])('read by %s', async (who) => {
    const planId = await deeds.signed(clientId, diagnosisId)
    expect((await read(planId, who)).signed.plan.participation).toBe('Chose the goal.')
  })

  it.each(['carter', 'admin', 'biller'])('not read by %s', async (who) => {
    const planId = await deeds.signed(clientId, diagnosisId)
    const reading = () => room.as(who).get(`/v1/plans/${planId}`)
    expect(await refused(room.house, reading)).toMatchObject({ status: 403, type: 'not_allowed' })
  })

  it.each(['baker', 'vogel', 'admin', 'biller', 'keeper'])(
    'listed for %s without a word',
    async (who) => {
      await deeds.signed(clientId, diagnosisId)
      const { plans } = expected(await room.as(who).get(path()), 200)
      expect(plans).toMatchObject([{ state: 'signed', from: '2026-01-14', reviewOn: '2026-04-14' }])
      expect(JSON.stringify(plans)).not.toContain(CANARY)
    },
  )

  it.each(['vogel', 'admin', 'biller', 'keeper'])('not begun by %s', async (who) => {
    const opening = () => room.as(who).post(path(), undefined)
    expect(await refused(room.house, opening)).toMatchObject({ status: 403, type: 'not_allowed' })
  })

  it('not found from another practice, nor where there is none', async () => {
    const planId = await deeds.signed(clientId, diagnosisId)
    const south = await room.neighbour()
    for (const reading of [
      () => south.as('baker').get(`/v1/plans/${planId}`),
      () => south.as('baker').post(`/v1/plans/${planId}/end`, { reason: 'x' }, from('"3"')),
      () => room.as('baker').get(`/v1/plans/${clientId}.${newId()}`),
    ])
      expect(await refused(room.house, reading)).toMatchObject({
        status: 404,
        type: 'plan_not_found',
      })
    const listing = () => south.as('baker').get(path())
    expect(await refused(room.house, listing)).toMatchObject({ type: 'client_not_found' })
  })
})
