import { type SourceId, sources } from './sources.ts'

export type Severity = 'missing' | 'weak' | 'advice'

/** One thing that a reviewer looks for. */
export interface PreflightRule {
  /** What has to be so. */
  readonly asks: string
  /**
   * `missing`: it is not there. `weak`: it is there and does not hold. `advice`: a person should look
   * at it. None of them keeps anybody from signing or releasing anything.
   */
  readonly severity: Severity
  /** Rows of the checklist of the research of 2026. */
  readonly checklist: readonly string[]
  readonly sources: readonly SourceId[]
}

export const preflightRules = {
  'date-of-service': {
    asks: 'The day of service is not after the day of the signature.',
    severity: 'weak',
    checklist: ['PN-01'],
    sources: ['CTMD', 'NORI', 'WYMD'],
  },
  'start-stop': {
    asks: 'Start and stop of the session are there, and the stop is after the start.',
    severity: 'missing',
    checklist: ['PN-03'],
    sources: ['CTMD', 'NOVD', 'OIGN'],
  },
  'code-there': {
    asks: 'A code of what was provided is there.',
    severity: 'missing',
    checklist: ['PN-05'],
    sources: ['NOVD', 'OIGN'],
  },
  'time-matches-code': {
    asks: 'The minutes from start to stop are within the range of each code that goes by time.',
    severity: 'weak',
    checklist: ['PN-04', 'REC-07'],
    sources: ['NOVD', 'CGS', 'OIGN'],
  },
  'code-time-unsure': {
    asks: 'The same, for a code whose range was not read at its source.',
    severity: 'advice',
    checklist: ['PN-04'],
    sources: ['SECN'],
  },
  'codes-together': {
    asks: 'Codes that need, or exclude, one another do; a group is not larger than its code allows.',
    severity: 'weak',
    checklist: ['REC-07'],
    sources: ['NORI', 'NOVD'],
  },
  'code-and-people': {
    asks: 'Who took part fits the code: the client at 90847 and not at 90846, a group at 90853.',
    severity: 'weak',
    checklist: ['PN-02', 'PN-07', 'REC-07'],
    sources: ['CTMD', 'CGS'],
  },
  'place-of-service': {
    asks: 'The place of service is there, and is one of telehealth just where the client was not in the room.',
    severity: 'weak',
    checklist: ['PN-06'],
    sources: ['CTMD', 'WYMD', 'CGS'],
  },
  modality: {
    asks: 'How the client was met is there: in person, by video, by sound alone.',
    severity: 'missing',
    checklist: ['PN-02', 'PN-06'],
    sources: ['CTMD', 'HIPA'],
  },
  'telehealth-modifier': {
    asks: 'A service by video has the modifier 95, one by sound alone 93.',
    severity: 'advice',
    checklist: ['CON-11'],
    sources: ['SECN'],
  },
  participants: {
    asks: 'Who took part is there, by role.',
    severity: 'missing',
    checklist: ['PN-07'],
    sources: ['CGS'],
  },
  diagnosis: {
    asks: 'A diagnosis is there.',
    severity: 'missing',
    checklist: ['PN-08'],
    sources: ['TXPM', 'HIPA', 'REGE'],
  },
  'diagnosis-on-plan': {
    asks: 'A diagnosis of the session is one of the plan in force.',
    severity: 'weak',
    checklist: ['PN-08', 'TP-09'],
    sources: ['CGS', 'CBHP'],
  },
  'plan-in-force': {
    asks: 'A signed treatment plan was in force on the day of service. (An intake needs none.)',
    severity: 'missing',
    checklist: ['TP-01'],
    sources: ['CTMD', 'OIGN', 'AZBB'],
  },
  'plan-review': {
    asks: 'On the day of service that plan was not overdue for its review.',
    severity: 'weak',
    checklist: ['TP-15'],
    sources: ['WYMD', 'AZBB'],
  },
  'goal-named': {
    asks: 'The note names a goal or objective, of the plan in force if there is one. (An intake need not.)',
    severity: 'weak',
    checklist: ['PN-13'],
    sources: ['CTMD', 'NDPN', 'TXPM'],
  },
  'technique-named': {
    asks: 'The note names what was done by a technique’s name, not only as therapy or support.',
    severity: 'weak',
    checklist: ['PN-14'],
    sources: ['CTMD', 'NDPN', 'CGS'],
  },
  'response-stated': {
    asks: 'The note says how the client responded to what was done.',
    severity: 'weak',
    checklist: ['PN-15'],
    sources: ['NDPN', 'MNRL'],
  },
  'progress-stated': {
    asks: 'The note says what progress there was, or that there was none.',
    severity: 'weak',
    checklist: ['PN-16'],
    sources: ['CTMD', 'NDPN', 'TXPM'],
  },
  'medical-necessity': {
    asks: 'The note says which symptoms or impaired functioning the session was for.',
    severity: 'weak',
    checklist: ['PN-09', 'PN-11', 'EV-15'],
    sources: ['NOVD', 'TXPM', 'HIPA'],
  },
  'risk-status': {
    asks: 'The note says that risk to self or others was asked about, and what was found.',
    severity: 'advice',
    checklist: ['PN-12'],
    sources: ['SECN'],
  },
  'words-not-read': {
    asks: 'The note is in English: otherwise a person has to look for goal, technique, response, progress and need.',
    severity: 'advice',
    checklist: ['HDR-04'],
    sources: ['SECN'],
  },
  signature: {
    asks: 'The note is signed.',
    severity: 'missing',
    checklist: ['SIG-01', 'SIG-03'],
    sources: ['MSIG', 'CTMD', 'NORI'],
  },
  credentials: {
    asks: 'The author’s credentials or licence stand with the name.',
    severity: 'missing',
    checklist: ['SIG-02'],
    sources: ['MSIG', 'CTMD', 'NDPN'],
  },
  npi: {
    asks: 'The author’s NPI is there, as some payers ask for it.',
    severity: 'advice',
    checklist: ['SIG-08'],
    sources: ['CAMC'],
  },
  'co-signature': {
    asks: 'A note of a supervised clinician is co-signed.',
    severity: 'missing',
    checklist: ['SIG-05'],
    sources: ['MNRL', 'CAMC'],
  },
  'signed-late': {
    asks: 'The note was signed by its due time.',
    severity: 'weak',
    checklist: ['PN-23'],
    sources: ['NDPN'],
  },
  'cloned-text': {
    asks: 'The note’s words are its own, not those of an earlier note of the client.',
    severity: 'weak',
    checklist: ['REC-03'],
    sources: ['NORI'],
  },
  'identifies-others': {
    asks: 'Others than the client are named by their role, not by name, number or address.',
    severity: 'advice',
    checklist: ['PN-07'],
    sources: ['ILDH'],
  },
  'note-there': {
    asks: 'A session that was held has a note.',
    severity: 'missing',
    checklist: ['REC-05', 'REC-01'],
    sources: ['NDPN', 'REGE', 'AZBB'],
  },
  'session-marked': {
    asks: 'A session whose time is past was marked as held, missed or cancelled.',
    severity: 'missing',
    checklist: ['REC-05'],
    sources: ['NDPN', 'REGE'],
  },
  insurance: {
    asks: 'An insurance with the client’s member id is on file, the payer’s own where one is named.',
    severity: 'missing',
    checklist: ['DEM-03'],
    sources: ['CTMD'],
  },
  'consent-to-treatment': {
    asks: 'The client had agreed to treatment by the first session, and had not revoked it.',
    severity: 'missing',
    checklist: ['CON-01'],
    sources: ['AZBB', 'CAMC'],
  },
  'consent-to-telehealth': {
    asks: 'The client had agreed to telehealth before a session that was not in person.',
    severity: 'advice',
    checklist: ['CON-11'],
    sources: ['SECN'],
  },
  'part-2-consent': {
    asks: 'Where the records are those of a Part 2 program, a consent by 42 CFR 2.31 is in force.',
    severity: 'missing',
    checklist: ['CON-14'],
    sources: ['PART2'],
  },
} as const satisfies Readonly<Record<string, PreflightRule>>

export type RuleId = keyof typeof preflightRules

/** A row that nobody read at a source which is an authority itself: it advises, and no more. */
export const isVerified = ({ sources: ids }: PreflightRule): boolean =>
  ids.some((id) => sources[id].read !== 'second hand')

/** For print and screen: `PN-03: Regs. Conn. …; Novitas …`. */
export const citationOf = ({ checklist, sources: ids }: PreflightRule): string =>
  `${checklist.join(', ')}: ${ids.map((id) => sources[id].name).join('; ')}`
