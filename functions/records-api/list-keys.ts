import { insist } from '../../shared/access/insist.ts'
import { listKeys as operation } from '../../shared/api/exports.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import type { RecordsContext } from './context.ts'

/** `GET /v1/keys`: public halves, for whoever verifies elsewhere. */
export const listKeys = ({ publicKeys }: RecordsContext) =>
  endpoint(operation, async ({ caller: { member } }) => {
    insist(member, 'settings.read')
    return reply(200, { keys: await publicKeys.all() })
  })
