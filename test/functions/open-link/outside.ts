import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { type OpenLinkContext, openLinkContext } from '../../../functions/open-link/context.ts'
import { lookAtLink, openLink } from '../../../functions/open-link/open-link.ts'
import { httpFunction } from '../../../shared/http/http-function.ts'
import { Refused } from '../../../shared/refused.ts'
import { allowAll } from '../../infra/local/services/start-services.ts'
import type { ReleaseRoom } from '../releases-api/release-room.ts'

export interface Page {
  readonly status: number
  readonly html: string
  readonly headers: Readonly<Record<string, string>>
  /** Where its links lead. */
  readonly hrefs: readonly string[]
}

let requests = 0

/** Somebody outside, who has nothing but a link's path. */
export function outside(
  room: ReleaseRoom,
  more: { db?: DynamoDBClient } & Partial<Pick<OpenLinkContext, 'asLong'>> = {},
) {
  const { s3 } = room.house.services.clientsOf('Outside', allowAll)
  const { db = room.house.db, asLong = async () => undefined } = more
  const told = {
    RECORDS_TABLE: 'RECORDS_TABLE',
    ACCESS_TABLE: 'ACCESS_TABLE',
    DOCUMENTS_BUCKET: 'documents',
  }
  const context = { ...openLinkContext(told, { db, s3 }, room.house.now), asLong }
  const nobody = async () => {
    throw new Refused('not_a_member')
  }
  const handler = httpFunction(nobody, [], {
    publicEndpoints: [lookAtLink(context), openLink(context)],
  })
  const ask = async (method: 'GET' | 'POST', path: string): Promise<Page> => {
    const routeKey = `${method} /v1/open/{token}`
    const result = await handler({
      routeKey,
      rawPath: path,
      headers: {},
      pathParameters: { token: path.split('/').at(-1) },
      isBase64Encoded: false,
      requestContext: { requestId: `outside-${++requests}`, routeKey },
    } as unknown as APIGatewayProxyEventV2)
    const html = result.body ?? ''
    return {
      status: result.statusCode ?? 0,
      html,
      headers: (result.headers ?? {}) as Record<string, string>,
      hrefs: [...html.matchAll(/href="([^"]+)"/g)].map(([, url = '']) =>
        url.replaceAll('&amp;', '&'),
      ),
    }
  }
  return {
    look: (path: string) => ask('GET', path),
    open: (path: string) => ask('POST', path),
  }
}
