import { environmentOf } from '../../shared/environment.ts'
import { httpFunction } from '../../shared/http/http-function.ts'
import { apiDescription } from './api-description.ts'
import { practiceContext } from './context.ts'
import { practiceEndpoints } from './endpoints.ts'

const told = environmentOf('practice-api')
const context = practiceContext(told)

export const handler = httpFunction(context.findMember, practiceEndpoints(context), {
  publicEndpoints: [apiDescription(told.ISSUER_URL)],
})
