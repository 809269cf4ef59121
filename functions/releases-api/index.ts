import { environmentOf } from '../../shared/environment.ts'
import { httpFunction } from '../../shared/http/http-function.ts'
import { releasesContext } from './context.ts'
import { releaseEndpoints } from './endpoints.ts'

const context = releasesContext(environmentOf('releases-api'))

export const handler = httpFunction(context.findMember, releaseEndpoints(context))
