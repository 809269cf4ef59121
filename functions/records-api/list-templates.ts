import { insist } from '../../shared/access/insist.ts'
import { listTemplatesOperation } from '../../shared/api/notes.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import { statements } from '../../shared/note/statement.ts'
import { templates } from '../../shared/note/template.ts'
import { planStatement } from '../../shared/plan/plan-statement.ts'

/** `GET /v1/templates`. */
export const listTemplates = () =>
  endpoint(listTemplatesOperation, async ({ caller }) => {
    insist(caller.member, 'template.read')
    return reply(200, { templates, statements: [...Object.values(statements), planStatement] })
  })
