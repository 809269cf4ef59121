import { environmentOf } from '../../shared/environment.ts'
import { httpFunction } from '../../shared/http/http-function.ts'
import { accountingEndpoints } from './accounting-endpoints.ts'
import { askedEndpoints } from './asked-endpoints.ts'
import { careEndpoints } from './care-endpoints.ts'
import { clientEndpoints } from './client-endpoints.ts'
import { consentEndpoints } from './consent-endpoints.ts'
import { recordsContext } from './context.ts'
import { custodyEndpoints } from './custody-endpoints.ts'
import { exportEndpoints } from './export-endpoints.ts'
import { groupEndpoints } from './group-endpoints.ts'
import { noteEndpoints } from './note-endpoints.ts'
import { prefetchKey } from './prefetch-key.ts'
import { retentionEndpoints } from './retention-endpoints.ts'
import { sessionEndpoints } from './session-endpoints.ts'

const records = recordsContext(environmentOf('records-api'))

export const handler = httpFunction(
  records.findMember,
  [
    ...clientEndpoints(records),
    ...sessionEndpoints(records),
    ...custodyEndpoints(records),
    ...groupEndpoints(records),
    ...careEndpoints(records),
    ...noteEndpoints(records),
    ...consentEndpoints(records),
    ...askedEndpoints(records),
    ...accountingEndpoints(records),
    ...retentionEndpoints(records),
    ...exportEndpoints(records),
  ],
  { prefetch: (path) => prefetchKey(records.keys, path) },
)
