import { decide, factsOf } from '../../shared/access/decide.ts'
import { insist } from '../../shared/access/insist.ts'
import { exportPractice, startExport } from '../../shared/api/exports.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import { newId } from '../../shared/id.ts'
import { insistOnFreshSignIn } from '../../shared/note/fresh-sign-in.ts'
import { beginExport, covers } from '../../shared/practice/export-run.ts'
import { Refused } from '../../shared/refused.ts'
import type { PracticeContext } from './context.ts'

/** `POST /v1/exports`: nothing leaves before the practice's chain tells that it does. */
export const exportStart = ({ clients, exportRuns, ledger, access, now }: PracticeContext) =>
  endpoint(startExport, async ({ caller, body: { clientId } }) => {
    const { member, practiceId, authTime, requestId } = caller
    const at = now()
    insist(member, 'record.export')
    insistOnFreshSignIn(authTime, at)
    if (clientId !== undefined) {
      const client = await clients.of(practiceId, clientId)
      if (!client) throw new Refused('client_not_found', [clientId])
      const { allowed, rule } = decide(member, 'record.export', factsOf(member, client))
      if (!allowed) {
        const { memberId } = member
        const entry = { practiceId, clientId, memberId, action: 'record.export', at, requestId }
        await access.add(entry, 'refused')
        throw new Refused('not_allowed', [rule])
      }
    }
    const run = beginExport({
      exportId: newId(),
      practiceId,
      memberId: member.memberId,
      startedAt: at,
      ...(clientId !== undefined && { clientId }),
    })
    await exportRuns.begin(ledger, run)
    return reply(201, run)
  })

export const practiceExport = ({ exportRuns, settings, roster, now }: PracticeContext) =>
  endpoint(exportPractice, async ({ caller: { member, practiceId }, path: { exportId } }) => {
    insist(member, 'record.export')
    const [run, stored, people] = await Promise.all([
      exportRuns.find(practiceId, exportId),
      settings.stored(practiceId),
      roster.stored(practiceId),
    ])
    const whole = { memberId: member.memberId, now: now() }
    if (!run || run.clientId !== undefined || !covers(run, whole))
      throw new Refused('export_not_found', [exportId])
    return reply(200, {
      settings: {
        form: 'noteseal/exported-settings/1',
        issuer: people.issuer,
        settings: stored.settings,
        ...(stored.nonce !== undefined && { nonce: stored.nonce }),
      },
      members: people.members.map(({ member: each, nonce }) => ({
        form: 'noteseal/exported-member/1',
        member: each,
        ...(nonce !== undefined && { nonce }),
      })),
    })
  })
