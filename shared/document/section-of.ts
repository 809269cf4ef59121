import type { RecordSection } from '../consent/record-scope.ts'
import type { ClientDocument } from '../document/document-item.ts'

/** Which part of the record a document is: undefined for what is the practice's own, and leaves with no release. */
export const sectionOf: Readonly<Record<ClientDocument['kind'], RecordSection | undefined>> = {
  'progress-note': 'progress-notes',
  'intake-assessment': 'intake-assessments',
  'discharge-summary': 'discharge-summaries',
  'treatment-plan': 'treatment-plans',
  'signature-attestation': 'signatures',
  superbill: 'services',
  'accounting-of-disclosures': 'disclosures',
  'hold-notice': undefined,
}
