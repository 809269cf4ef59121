import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { verifyChain } from '../../../shared/ledger/verify-chain.ts'
import { type Caller, from } from '../harness.ts'
import type { Answer } from '../http-call.ts'
import { DisposalRoom, LATER } from './disposal-room.ts'
import { code } from './note-room.ts'
import { scheduled } from './scheduled.ts'
import { ada, hour } from './sketches.ts'

let room: DisposalRoom
beforeAll(async () => {
  room = await DisposalRoom.open()
  room.house.travelTo(LATER)
})
afterAll(() => room.close())

type Move =
  | { readonly does: 'approve' | 'withdraw'; readonly by: string; readonly version: number }
  | { readonly does: 'hold'; readonly by: string }
  | { readonly does: 'serve'; readonly day: string }
  | { readonly does: 'change'; readonly birthDate: string }

const by = fc.constantFrom('cora', 'admin', 'cyd')
const version = fc.integer({ min: 1, max: 3 })
const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ does: fc.constant('approve' as const), by, version }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('withdraw' as const), by, version }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('hold' as const), by }) },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constant('serve' as const),
      day: fc.constantFrom('2037-01-07', '2037-02-03', '2025-12-01'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constant('change' as const),
      birthDate: fc.constantFrom('1988-07-01', '2019-06-30'),
    }),
  },
)

function make(as: (name: string) => Caller, clientId: string, wish: Move): Promise<Answer> {
  const disposal = `/v1/disposals/${clientId}`
  const client = `/v1/clients/${clientId}`
  switch (wish.does) {
    case 'approve':
      return as(wish.by).post(`${disposal}/approvals`, {}, from(`"${wish.version}"`))
    case 'withdraw':
      return as(wish.by).post(`${disposal}/withdrawal`, {}, from(`"${wish.version}"`))
    case 'hold':
      return as(wish.by).post(`${client}/holds`, { reason: 'Audit' })
    case 'serve': {
      const times = { start: `${wish.day}T16:00:00.000Z`, end: `${wish.day}T16:53:00.000Z` }
      return as('able').post(`${client}/sessions`, { ...hour, ...times })
    }
    case 'change': {
      const demographics = { ...ada, birthDate: wish.birthDate }
      return as('able').put(client, { demographics }, from('"1"'))
    }
  }
}

const known = [
  'stale_revision',
  'disposal_not_proposed',
  'already_approved_by_you',
  'client_on_hold',
  'retention_not_over',
]

it('approvals, holds, sessions and changes that race end as if one had followed the other', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(move, { minLength: 2, maxLength: 5 }),
      fc.scheduler(),
      async (moves, scheduler) => {
        const clientId = await room.client()
        await room.propose(clientId)
        const db = scheduled(room.house.db, scheduler)
        const racing = (name: string) => room.as(name, { db })
        const answers = await scheduler.waitFor(
          Promise.all(moves.map((wish) => make(racing, clientId, wish))),
        )
        for (const answer of answers)
          if (answer.status >= 300) expect(known).toContain(code(answer))
        const won = moves.filter((_wish, i) => (answers[i]?.status ?? 500) < 300)
        const count = (does: Move['does']) => won.filter((wish) => wish.does === does).length

        const { body } = await room.as('cora').get(`/v1/clients/${clientId}/ledger`)
        expect(verifyChain(body.events, body)).toEqual([])
        const types: string[] = body.events.map(({ type }: { type: string }) => type)
        const told = (type: string) => types.filter((each) => each === type).length

        const item = await room.item(clientId)
        const days = won.map((wish) => ('day' in wish ? wish.day : ''))
        const last = ['2026-01-14', ...days].sort().at(-1)
        expect(item).toMatchObject({
          holds: count('hold'),
          retention: { lastServiceOn: last },
          version: 1 + told('client_changed'),
        })
        expect(told('hold_placed')).toBe(count('hold'))
        expect(told('session_planned')).toBe(count('serve'))

        const stored = await room.stored(clientId)
        const disposal = stored?.disposal
        if (!disposal) throw new Error('the disposal is gone')
        const stopped =
          count('hold') > 0 || count('withdraw') > 0 || days.some((day) => day > '2026-01-14')
        expect(disposal.state === 'withdrawn').toBe(stopped)
        expect(told('disposal_withdrawn')).toBe(stopped ? 1 : 0)
        // The same member's same approval asked for twice is one.
        const approvals = new Set(
          won.map((wish) => wish.does === 'approve' && JSON.stringify(wish)),
        )
        approvals.delete(false)
        expect(told('disposal_approved')).toBe(approvals.size)
        expect(disposal.version).toBe(1 + approvals.size + (stopped ? 1 : 0))
        expect(stored.registerEntry !== undefined).toBe(disposal.state === 'approved')
        if (disposal.state === 'approved')
          expect(new Set(disposal.approvals.map(({ memberId }) => memberId)).size).toBe(2)
        if (disposal.state === 'proposed') expect(disposal.approvals).toHaveLength(approvals.size)
      },
    ),
    { numRuns: 20 },
  )
}, 60_000)
