import { environmentOf } from '../../shared/environment.ts'
import { digestsContext } from './context.ts'
import { sendDigests } from './send-digests.ts'

const context = digestsContext(environmentOf('send-digests'))

export const handler = () => sendDigests(context)
