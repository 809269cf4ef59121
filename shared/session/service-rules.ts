/** What a code is for. Labels are ours: the AMA's descriptors are the AMA's. */
export interface ServiceRule {
  readonly label: string
  readonly kind:
    | 'individual'
    | 'individual add-on'
    | 'family without client'
    | 'family with client'
    | 'crisis'
    | 'crisis add-on'
    | 'interactive complexity'
    | 'intake'
    | 'group'
    | 'medication add-on'
  /** Whole minutes that must have passed, and may at most, where time decides. */
  readonly minutes?: { readonly least: number; readonly most?: number }
  /** Codes one of which it needs beside it. */
  readonly besideOneOf?: readonly string[]
  /** Codes it may not stand beside. */
  readonly notBeside?: readonly string[]
  readonly perDay?: number
  readonly largestGroup?: number
  /** Where the row comes from, and whether somebody read it there: unverified rows only advise. */
  readonly source: string
  readonly verified: boolean
}

const TIMES =
  'Research of 2026, rows `cpt`: read there, page not recorded; that under 16 minutes nothing is reportable, at Novitas (contentId=00026768)'
const PAIRS = 'Research of 2026, rows `cpt`: read there, page not recorded'

/**
 * The codes of outpatient psychotherapy that this practice software knows. A code that is not here
 * may be used too, as long as it has a code's form: nothing is then known about its time.
 */
export const serviceRules: Readonly<Record<string, ServiceRule>> = {
  '90785': {
    label: 'Interactive complexity',
    kind: 'interactive complexity',
    besideOneOf: ['90791', '90792', '90832', '90833', '90834', '90836', '90837', '90838', '90853'],
    notBeside: ['90839', '90840', '90846', '90847'],
    source: PAIRS,
    verified: true,
  },
  '90791': {
    label: 'Intake evaluation',
    kind: 'intake',
    notBeside: ['90839', '90840'],
    source: PAIRS,
    verified: true,
  },
  '90792': {
    label: 'Intake evaluation with medical services',
    kind: 'intake',
    notBeside: ['90839', '90840'],
    source: PAIRS,
    verified: true,
  },
  '90832': individual('Individual therapy, 30 minutes', 16, 37),
  '90833': addOn('Individual therapy with medical visit, 30 minutes', 16, 37),
  '90834': individual('Individual therapy, 45 minutes', 38, 52),
  '90836': addOn('Individual therapy with medical visit, 45 minutes', 38, 52),
  '90837': individual('Individual therapy, 60 minutes', 53),
  '90838': addOn('Individual therapy with medical visit, 60 minutes', 53),
  '90839': {
    label: 'Crisis therapy, first hour',
    kind: 'crisis',
    minutes: { least: 30, most: 74 },
    perDay: 1,
    source: TIMES,
    verified: true,
  },
  '90840': {
    label: 'Crisis therapy, each further half hour',
    kind: 'crisis add-on',
    minutes: { least: 75 },
    besideOneOf: ['90839'],
    source: TIMES,
    verified: false,
  },
  '90846': {
    label: 'Family therapy, client absent',
    kind: 'family without client',
    minutes: { least: 26 },
    source: TIMES,
    verified: true,
  },
  '90847': {
    label: 'Family or couple therapy, client present',
    kind: 'family with client',
    minutes: { least: 26 },
    source: TIMES,
    verified: true,
  },
  '90853': {
    label: 'Group therapy',
    kind: 'group',
    largestGroup: 12,
    source: 'LCD L33632 (NGS, Medicare)',
    verified: true,
  },
  '90863': {
    label: 'Medication management with therapy',
    kind: 'medication add-on',
    besideOneOf: ['90832', '90834', '90837'],
    source: PAIRS,
    verified: true,
  },
}

/** For print and screen: our words for a known code, the code's own number otherwise. */
export const serviceLabel = (cpt: string): string => serviceRules[cpt]?.label ?? `Service ${cpt}`

function individual(label: string, least: number, most?: number): ServiceRule {
  const minutes = { least, ...(most !== undefined && { most }) }
  return { label, kind: 'individual', minutes, source: TIMES, verified: true }
}

function addOn(label: string, least: number, most?: number): ServiceRule {
  return { ...individual(label, least, most), kind: 'individual add-on' }
}
