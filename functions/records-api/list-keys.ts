import { insist } from '../../shared/access/insist.ts'
import { listKeys as operation } from '../../shared/api/exports.ts'
import { earlierKeys } from '../../shared/aws/earlier-keys.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import type { RecordsContext } from './context.ts'

/** `GET /v1/keys`: public halves, for whoever verifies elsewhere; those too from before the practice moved. */
export const listKeys = ({ publicKeys, records }: RecordsContext) =>
  endpoint(operation, async ({ caller: { member, practiceId } }) => {
    insist(member, 'settings.read')
    const [present, earlier] = await Promise.all([
      publicKeys.all(),
      earlierKeys(records, practiceId),
    ])
    return reply(200, { keys: [...present, ...earlier] })
  })
