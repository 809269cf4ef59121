import { lookAtLinkOperation, openLinkOperation } from '../../shared/api/links.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import type { Reply } from '../../shared/http/reply.ts'
import { type LinkDoor, tokenHash } from '../../shared/release/link.ts'
import type { OpenLinkContext } from './context.ts'
import { documentsPage, doorPage, notTherePage, pageHeaders } from './pages.ts'

const page = (status: number, html: string): Reply => ({ status, page: html, headers: pageHeaders })

/** `GET /v1/open/{token}`: counts nothing and gives nothing. */
export const lookAtLink = (context: OpenLinkContext) =>
  endpoint(lookAtLinkOperation, ({ path: { token } }) =>
    orNotThere(context, async () => {
      const door = await context.doors.find(tokenHash(token))
      if (!door || !(await context.doors.isOpen(door, context.now()))) return undefined
      return page(200, doorPage(door))
    }),
  )

/** `POST /v1/open/{token}`: the entry that it was opened is safe before there is anything to follow. */
export const openLink = (context: OpenLinkContext) =>
  endpoint(openLinkOperation, ({ path: { token }, caller: { requestId } }) =>
    orNotThere(context, async () => {
      const hash = tokenHash(token)
      const door = await context.doors.find(hash)
      if (!door) return undefined
      const at = context.now()
      const noted = context.access.inTransaction(entryOf(door, at, requestId))
      if (!(await context.doors.open(hash, door, at, noted))) return undefined
      const documents = await Promise.all(
        door.documents.map(async ({ key, name, bytes }) => {
          const { url } = await context.links.to(key, name, at)
          return { url, bytes }
        }),
      )
      return page(200, documentsPage(door, documents))
    }),
  )

/** Who it was is not known: it stands under the member who let them in. */
const entryOf = (
  { practiceId, clientId, madeBy, linkId }: LinkDoor,
  at: string,
  requestId: string,
) => ({
  practiceId,
  clientId,
  memberId: madeBy,
  action: 'link.open',
  about: linkId,
  at,
  requestId,
})

/** One answer, after one and the same time, for everything that keeps a link from being opened. */
async function orNotThere(
  { asLong }: OpenLinkContext,
  deed: () => Promise<Reply | undefined>,
): Promise<Reply> {
  const over = asLong()
  const answer = await deed()
  if (answer) return answer
  await over
  return page(404, notTherePage)
}
