import type { Caller } from '../../shared/access/caller.ts'
import { insist } from '../../shared/access/insist.ts'
import {
  type HandOverFailure,
  type HandOverView,
  handOverCaseload,
  readHandOver,
} from '../../shared/api/custody.ts'
import { plusMilliseconds } from '../../shared/clock.ts'
import type { HandOver } from '../../shared/custody/hand-over.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import { derivedId, type Id } from '../../shared/id.ts'
import type { Member } from '../../shared/member/member.ts'
import { Refused } from '../../shared/refused.ts'
import { caseloadOf } from './caseload.ts'
import type { RecordsContext } from './context.ts'
import { type Handing, handOverClient } from './hand-over-client.ts'

const CLIENTS_A_CALL = 25
const AT_ONCE = 5
/** Of the 15 that the function has: what is begun by then is finished. */
const SECONDS_A_CALL = 8

/**
 * `POST /v1/members/{memberId}/hand-over`: as far as one call goes. The same again goes on, as what is
 * left is always read from the records themselves.
 */
export const handOverStep = (records: RecordsContext) =>
  endpoint(handOverCaseload, async ({ caller, path: { memberId: from }, body }) => {
    const { practiceId } = caller
    mayHandOver(caller, from)
    const [leaver, to, caseload, begun] = await Promise.all([
      records.practice.member(practiceId, from),
      records.practice.member(practiceId, body.to),
      caseloadOf(records, practiceId, from),
      records.handOvers.of(practiceId, from),
    ])
    if (!leaver) throw new Refused('member_not_found', [from])
    const successor = checkSuccessor(to, body.to, from)

    const wanted = body.clients ?? caseload.clients
    const handOver = await begunOrNew(records, caller, begun, {
      ...body,
      from,
      anything: wanted.some((clientId) => caseload.clients.includes(clientId)),
    })
    const refused = await handOverSome(records, caller, { handOver, to: successor }, wanted)
    const { clients } = await caseloadOf(records, practiceId, from)
    const view = await progress(records, practiceId, handOver, clients)
    if (view.left > 0 || view.finishedAt !== undefined) return reply(200, { ...view, refused })
    const finishedAt = records.now()
    await records.handOvers.finish(practiceId, handOver, finishedAt)
    return reply(200, { ...view, finishedAt, refused })
  })

/** `GET /v1/members/{memberId}/hand-over`. */
export const handOverRead = (records: RecordsContext) =>
  endpoint(readHandOver, async ({ caller, path: { memberId } }) => {
    const { practiceId } = caller
    mayHandOver(caller, memberId)
    const [member, { clients, begun }, handOvers] = await Promise.all([
      records.practice.member(practiceId, memberId),
      caseloadOf(records, practiceId, memberId),
      records.handOvers.of(practiceId, memberId),
    ])
    if (!member) throw new Refused('member_not_found', [memberId])
    return reply(200, {
      memberId,
      clients,
      drafts: begun.flatMap(({ noteId, clientId, dueAt }) =>
        noteId === undefined ? [] : [{ noteId, clientId, dueAt }],
      ),
      handOvers: await Promise.all(
        handOvers.map((each) => progress(records, practiceId, each, clients)),
      ),
    })
  })

const mayHandOver = ({ member }: Caller, from: Id) =>
  insist(member, 'caseload.hand-over', { supervises: member.supervisees.includes(from) })

/** @throws Refused `member_not_found`, `invalid_request` */
function checkSuccessor(to: Member | undefined, memberId: Id, from: Id): Member {
  const fault = (rule: string) =>
    new Refused('invalid_request', [memberId], [{ field: '/body/to', rule }])
  if (to?.state !== 'active') throw new Refused('member_not_found', [memberId])
  if (memberId === from) throw fault('is whose clients they are already')
  if (!to.roles.includes('clinician')) throw fault('is not a clinician')
  return to
}

interface Wish extends Pick<HandOver, 'from' | 'to' | 'reason'> {
  readonly clients?: readonly Id[] | undefined
  /** Whether anything is there to hand over. */
  readonly anything: boolean
}

/** The hand-over of this very wish that is not finished; or the last, if there is nothing to do. */
async function begunOrNew(
  { handOvers, now }: RecordsContext,
  { practiceId, member }: Caller,
  begun: readonly HandOver[],
  { from, to, reason, clients, anything }: Wish,
): Promise<HandOver> {
  const scope = scopeOf(clients)
  const same = begun.filter(
    (each) => each.to === to && each.reason === reason && scopeOf(each.clients) === scope,
  )
  const going = same.find(({ finishedAt }) => finishedAt === undefined)
  const last = same.at(-1)
  if (going) return going
  if (last && !anything) return last
  const handOver: HandOver = {
    // Two who begin it at once begin the same.
    handOverId: derivedId('hand-over', practiceId, from, to, reason, scope, String(same.length)),
    from,
    to,
    reason,
    ...(clients && { clients: [...clients] }),
    startedBy: member.memberId,
    startedAt: now(),
  }
  await handOvers.begin(practiceId, handOver)
  return handOver
}

const scopeOf = (clients: readonly Id[] | undefined) =>
  clients === undefined ? 'all' : [...clients].sort().join()

/** Refusals stop nobody else, and do not count among the clients of a call. */
async function handOverSome(
  records: RecordsContext,
  caller: Caller,
  handing: Handing,
  wanted: readonly Id[],
): Promise<HandOverFailure[]> {
  const refused: HandOverFailure[] = []
  const stopAt = plusMilliseconds(records.now(), SECONDS_A_CALL * 1000)
  let handed = 0
  for (let i = 0; i < wanted.length; i += AT_ONCE) {
    if (handed >= CLIENTS_A_CALL || records.now() >= stopAt) break
    await Promise.all(
      wanted.slice(i, i + AT_ONCE).map(async (clientId) => {
        try {
          if (await handOverClient(records, caller, handing, clientId)) handed++
        } catch (error) {
          if (!(error instanceof Refused)) throw error
          const { code, about, fields } = error
          const why = fields.length > 0 ? fields.map(({ rule }) => rule) : about
          refused.push({ clientId, refusal: code, about: [...why] })
        }
      }),
    )
  }
  return refused.sort((a, b) => (a.clientId < b.clientId ? -1 : 1))
}

async function progress(
  { handOvers }: RecordsContext,
  practiceId: Id,
  handOver: HandOver,
  caseload: readonly Id[],
): Promise<HandOverView> {
  const { clients, finishedAt, handOverId } = handOver
  const left = caseload.filter((clientId) => clients?.includes(clientId) ?? true)
  return {
    ...handOver,
    handedOver: await handOvers.handedOver(practiceId, handOverId),
    left: finishedAt === undefined ? left.length : 0,
  }
}
