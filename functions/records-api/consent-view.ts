import type { ConsentView } from '../../shared/api/consents.ts'
import type { OpenedConsent } from '../../shared/aws/consent-table.ts'

/** What the API shows of a consent. */
export const consentView = ({
  consent,
  words,
  revocation,
}: Pick<OpenedConsent, 'consent' | 'words' | 'revocation'>): ConsentView => ({
  consent,
  words,
  ...(revocation !== undefined && { revocation }),
})
