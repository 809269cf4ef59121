import type { RecordSection } from '../consent/record-scope.ts'
import type { ClientDocument } from '../document/document-item.ts'

/** Which part of the record a document is. */
export const sectionOf: Readonly<Record<ClientDocument['kind'], RecordSection>> = {
  'progress-note': 'progress-notes',
  'intake-assessment': 'intake-assessments',
  'discharge-summary': 'discharge-summaries',
  'treatment-plan': 'treatment-plans',
  'signature-attestation': 'signatures',
  superbill: 'services',
  'accounting-of-disclosures': 'disclosures',
}
