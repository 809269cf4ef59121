import { environmentOf } from '../../shared/environment.ts'
import { httpFunction } from '../../shared/http/http-function.ts'
import { Refused } from '../../shared/refused.ts'
import { openLinkContext } from './context.ts'
import { lookAtLink, openLink } from './open-link.ts'

const context = openLinkContext(environmentOf('open-link'))

/** Nobody signs in here. */
const nobody = async () => {
  throw new Refused('not_a_member')
}

export const handler = httpFunction(nobody, [], {
  publicEndpoints: [lookAtLink(context), openLink(context)],
})
