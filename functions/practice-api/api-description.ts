import { readApiDescription } from '../../shared/api/practice.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'

/**
 * Loaded when somebody asks: no other request pays for it.
 *
 * @param issuer as in the tokens' `iss`
 */
export const apiDescription = (issuer: string) =>
  endpoint(readApiDescription, async () => {
    const { openApi } = await import('../../shared/api/openapi.ts')
    return reply(200, openApi(issuer), { headers: { 'cache-control': 'public, max-age=300' } })
  })
