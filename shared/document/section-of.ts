import type { RecordSection } from '../consent/record-scope.ts'
import type { ClientDocument } from '../document/document-item.ts'

/** Which part of the record a document is: undefined for the practice’s own, and for what was made for one release. */
export const sectionOf = {
  'progress-note': 'progress-notes',
  'intake-assessment': 'intake-assessments',
  'discharge-summary': 'discharge-summaries',
  'treatment-plan': 'treatment-plans',
  'signature-attestation': 'signatures',
  superbill: 'services',
  'accounting-of-disclosures': 'disclosures',
  'physician-letter': 'letters',
  'hold-notice': undefined,
  'insurance-packet': undefined,
  'record-copy': undefined,
} as const satisfies Readonly<Record<ClientDocument['kind'], RecordSection | undefined>>
