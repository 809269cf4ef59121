import type { RecordScope, RecordSection } from '../consent/record-scope.ts'

const inWords: Readonly<Record<RecordSection, string>> = {
  demographics: 'who the client is',
  insurance: 'insurance',
  diagnoses: 'diagnoses',
  services: 'dates and codes of sessions',
  'intake-assessments': 'intake assessments',
  'treatment-plans': 'treatment plans',
  'progress-notes': 'progress notes',
  'discharge-summaries': 'discharge summaries',
  measures: 'measures',
  consents: 'consents',
  signatures: 'credentials of those who signed',
  letters: 'letters',
  disclosures: 'accountings of disclosures',
}

/** For people: `progress notes and diagnoses, days of service 2026-01-01 to 2026-03-31`. */
export function tellScope({ sections, from, to }: RecordScope): string {
  const what = sections === 'all' ? 'the whole record' : list(sections.map((each) => inWords[each]))
  if (from === undefined && to === undefined) return what
  const days =
    from === undefined ? `until ${to}` : to === undefined ? `from ${from}` : `${from} to ${to}`
  return `${what}, days of service ${days}`
}

const list = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
