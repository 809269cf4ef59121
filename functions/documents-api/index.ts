import { environmentOf } from '../../shared/environment.ts'
import { httpFunction } from '../../shared/http/http-function.ts'
import { documentsContext } from './context.ts'
import { documentEndpoints } from './endpoints.ts'

const context = documentsContext(environmentOf('documents-api'))

export const handler = httpFunction(context.findMember, documentEndpoints(context))
