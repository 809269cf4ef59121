import { insist } from '../../shared/access/insist.ts'
import { MOST_REGISTERED, searchRegisterOperation } from '../../shared/api/retention.ts'
import { KeyGone } from '../../shared/aws/key-ring.ts'
import { beginWords } from '../../shared/client/directory-entry.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import type { RecordsContext } from './context.ts'

/** `GET /v1/disposal-register`: what was opened and does not fit is told to nobody. */
export const searchRegister = (records: RecordsContext) =>
  endpoint(searchRegisterOperation, async ({ query: { name, birthDate }, caller }) => {
    const { practiceId, member, requestId } = caller
    insist(member, 'register.read')
    const [entries] = await Promise.all([
      all(records, practiceId),
      records.access.add({
        practiceId,
        // No one client: the register as such.
        clientId: 'register',
        memberId: member.memberId,
        action: 'register.read',
        at: records.now(),
        requestId,
      }),
    ])
    const found = entries
      .filter((entry) => name === undefined || beginWords(entry.name, name))
      .filter((entry) => birthDate === undefined || entry.birthDate === birthDate)
      .sort((a, b) => a.name.localeCompare(b.name, 'en') || (a.clientId < b.clientId ? -1 : 1))
    return reply(200, {
      entries: found.slice(0, MOST_REGISTERED),
      more: found.length > MOST_REGISTERED,
    })
  })

/** A practice that approved nothing yet has no register key: nobody to find. */
async function all({ register }: RecordsContext, practiceId: string) {
  try {
    return await register.all(practiceId)
  } catch (error) {
    if (error instanceof KeyGone) return []
    throw error
  }
}
